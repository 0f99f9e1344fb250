"""Queries over the tables of the store as Ibis expressions, the same on every engine."""
