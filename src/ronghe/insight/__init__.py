"""Supply and demand of talent: tables in, measures out. Knows no portal."""
