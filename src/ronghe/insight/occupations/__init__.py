"""Coding of job titles to the classification of occupations, with how sure that is."""
