"""How figures of insight are written on pages: a share with its interval, or why there is none."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from ronghe.insight.figures import Figure, why


def figure(stored: Figure | Mapping[str, Any]) -> Figure:
    """Return a figure that was stored as plain JSON as a figure."""
    return stored if isinstance(stored, Figure) else Figure(**stored)


def percent(stored: Figure | Mapping[str, Any]) -> str:
    """Return a share as a percentage, or an empty text where it is withheld."""
    value = figure(stored).value
    return "" if value is None else f"{value * 100:.1f}%"


def interval(stored: Figure | Mapping[str, Any]) -> str:
    """Return the bounds of a share as percentages, or an empty text where there are none."""
    found = figure(stored)
    if found.low is None or found.high is None:
        return ""
    return f"{found.low * 100:.1f}%–{found.high * 100:.1f}%"


def reason(stored: Figure | Mapping[str, Any]) -> str:
    """Return why a figure is withheld, in the reader's language; empty where it is not."""
    return why(figure(stored), language="en" if (get_language() or "").startswith("en") else "zh")
