"""Where the data that ships lies: the lexicon of skills and the vocabularies beside it."""

from pathlib import Path

LEXICON = Path(__file__).resolve().parents[3] / "lexicon"
SKILLS = LEXICON / "skills"
