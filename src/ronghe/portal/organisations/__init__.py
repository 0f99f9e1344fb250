"""Organisations and the people with roles in them."""
