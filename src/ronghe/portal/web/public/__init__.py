"""Pages that everybody may read without logging in."""
