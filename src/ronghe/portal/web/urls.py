"""Addresses of the pages: each audience has its own module."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

_AUDIENCES = [f"{__package__}.{name}.urls" for name in ("public", "accounts", "work")]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(module)) for module in _AUDIENCES if find_spec(module.rpartition(".")[0]) and find_spec(module)
]
