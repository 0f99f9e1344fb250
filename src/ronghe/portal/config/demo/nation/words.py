"""The further words that the nation is written with."""

import functools
from pathlib import Path

import yaml

from ronghe.portal.config.demo.texts import Texts

FILE = Path(__file__).with_name("texts.yaml")


@functools.lru_cache(maxsize=1)
def words() -> Texts:
    """Return the nation's words by their place in `texts.yaml`."""
    found: Texts = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found
