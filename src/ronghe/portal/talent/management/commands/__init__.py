"""Commands for whoever operates the platform."""
