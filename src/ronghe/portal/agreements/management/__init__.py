"""Commands of the app `cases`."""
