"""The report over a store: what came, what was left out, what is asked for, the measures, and how to trace them."""
