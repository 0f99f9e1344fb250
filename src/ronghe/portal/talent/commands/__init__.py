"""Everything that changes what is stored of supply and demand."""
