"""The record: canonical events and the chain that ties them together; pure, standard library only."""
