"""Reads of supply and demand, each in a number of queries that does not grow with the list."""
