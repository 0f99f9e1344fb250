"""The command line `ronghe`."""
