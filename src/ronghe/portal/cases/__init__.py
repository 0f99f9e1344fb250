"""Cases: whatever moves through the states of a definition."""
