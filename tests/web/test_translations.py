"""Every message of the screens has an English translation that says the same."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

from ronghe.portal.config.management.commands.messages import extract, shortcomings

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    path = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
    return read_po(path.read_bytes().splitlines(keepends=True), locale="en")


def test_every_message_of_the_code_is_translated_and_nothing_else_is_in_the_catalogue(catalogue):
    assert list(shortcomings(catalogue, extract(settings.BASE_DIR))) == []


def test_translations_carry_the_placeholders_of_their_messages(catalogue):
    different = [
        (message.id, text)
        for message in catalogue
        if message.id
        for text in _texts(message.string)
        if _placeholders(_texts(message.id)[0]) != _placeholders(text)
    ]
    assert different == []


def test_translations_are_not_chinese(catalogue):
    chinese = [text for message in catalogue if message.id for text in _texts(message.string) if CHINESE.search(text)]
    assert chinese == []


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))
