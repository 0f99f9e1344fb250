"""Skills found in texts, fast enough for all ads of a nation; and words that the lexicon may lack."""
