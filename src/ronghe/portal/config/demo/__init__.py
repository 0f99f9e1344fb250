"""The demo: real provinces and universities, invented enterprises and people, histories that the rules allowed."""
