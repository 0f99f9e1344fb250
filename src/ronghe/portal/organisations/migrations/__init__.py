"""Migrations of organisations."""
