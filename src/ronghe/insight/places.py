"""Where the data that ships lies: the lexicon of skills and the vocabularies beside it."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
LEXICON = _ROOT / "lexicon"
SKILLS = LEXICON / "skills"
STORE = _ROOT / ".local" / "insight"  # the default folder of the store
INVENTED_SCHOOL = "4199099999"  # of no province: it can be nobody's
INDUSTRIES = _ROOT / "definitions" / "vocabularies" / "industries.yaml"
