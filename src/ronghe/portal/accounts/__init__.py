"""Log-in: who is at the keyboard."""
