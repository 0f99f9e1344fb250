"""Promises of an agreement and what was delivered on them."""
