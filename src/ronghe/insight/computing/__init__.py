"""Measures computed over a state of the store, each where its inputs exist, and frozen as runs."""
