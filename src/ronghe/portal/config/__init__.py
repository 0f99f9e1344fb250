"""Settings, addresses and start-up: the only reader of the environment."""
