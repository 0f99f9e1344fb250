"""The demo of national shape: the Ministry's programme over seven years, in parts that are loaded in turn."""
