"""The vocabularies that tables of supply and demand speak: occupations, places, industries, majors and chains."""
