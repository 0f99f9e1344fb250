"""Texts as sources deliver them, made plain: no HTML, no control characters, not endless; words are never changed.

Emoji, formulas and instructions to language models are text like any other. A formula is made harmless where a table
is written that a spreadsheet may open.
"""

import html
import re

LONGEST_TEXT, LONGEST_TITLE = 20_000, 200
_TAGS = (
    "a|abbr|article|aside|b|blockquote|body|br|button|center|code|col|dd|div|dl|dt|em|font|footer|form|h[1-6]|head|header"
    "|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|ol|option|p|pre|s|section|select|small|span|strike|strong"
    "|sub|sup|svg|table|tbody|td|textarea|th|thead|title|tr|u|ul|video|o:p"
)
_UNSEEN = re.compile(r"<(script|style)\b[^<>]{0,500}>.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|p|div|li|tr|h[1-6]|ul|ol|table)\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\uffff]")
_BLANKS = re.compile(r"[ \t\xa0\u3000]+")
_LINES = re.compile(r"\s*\n\s*")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: str) -> str:
    """Return a text without HTML, control characters and superfluous blanks."""
    if "<" in text or "&" in text:
        text = _without_html(html.unescape(_without_html(text)))
    if (
        text.isprintable() and "  " not in text
    ):  # nearly all short ones, much quicker than to look for what is not there
        return text.strip()
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def harmless(text: str) -> str:
    """Return a text so that a spreadsheet shows it and does not reckon with it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _without_html(text: str) -> str:
    return _TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", text)))
