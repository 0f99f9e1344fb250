"""Management of organisations from the terminal."""
