"""What every app stands on: digests, days, typed columns."""
