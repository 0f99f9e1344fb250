"""The Jinja2 environment of our pages."""

from typing import Any

from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """Return the environment with the names that every template may use."""
    return Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701 -- Django passes autoescape=True
