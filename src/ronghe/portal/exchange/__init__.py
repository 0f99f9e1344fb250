"""Long lists as files, made in the background."""
