"""The observatory: what industry asks for and what is taught, in figures that can be traced."""
