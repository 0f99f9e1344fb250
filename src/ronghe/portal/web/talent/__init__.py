"""Pages on which people decide about supply and demand."""
