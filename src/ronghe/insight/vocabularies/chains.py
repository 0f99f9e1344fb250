"""Industry chains: links from upstream to downstream with their industries, occupations and words.

They lie in `lexicon/chains.yaml`; which link holds what is our judgement, as of the day that the file tells.
"""

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ronghe.insight.places import LEXICON
from ronghe.insight.vocabularies.industries import industries
from ronghe.insight.vocabularies.occupations import occupations

CHAINS = LEXICON / "chains.yaml"
STREAMS = ("upstream", "midstream", "downstream")
_OF_CHAIN = {"key", "title", "links"}
_OF_LINK = {"key", "title", "stream", "industries", "occupations", "words"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a chain; `title` in Chinese and in English; `words` are what ads of it say."""

    key: str
    title: tuple[str, str]
    stream: str
    industries: tuple[str, ...]
    occupations: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """An industry chain, its links from upstream to downstream; `status` is `judgement` where no standard says it."""

    key: str
    title: tuple[str, str]
    source: str
    status: str
    as_of: dt.date
    links: tuple[Link, ...]


@functools.lru_cache(maxsize=4)
def chains(path: Path = CHAINS) -> tuple[Chain, ...]:
    """Return the chains of a file in their order. Raises ValueError with every mistake in it."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if found := list(_mistakes(data)):
        raise ValueError("\n".join(f"{path.name}: {one}" for one in found))
    return tuple(_chain(one, data) for one in data["chains"])


def _chain(data: Mapping[str, Any], file: Mapping[str, Any]) -> Chain:
    return Chain(
        key=data["key"],
        title=(data["title"]["zh"], data["title"]["en"]),
        source=file["source"],
        status=file["status"],
        as_of=file["as_of"],
        links=tuple(_link(one) for one in data["links"]),
    )


def _link(data: Mapping[str, Any]) -> Link:
    return Link(
        key=data["key"],
        title=(data["title"]["zh"], data["title"]["en"]),
        stream=data["stream"],
        industries=tuple(data["industries"]),
        occupations=tuple(data["occupations"]),
        words=tuple(data["words"]),
    )


def _mistakes(data: object) -> Iterator[str]:
    if not isinstance(data, dict) or not {"source", "status", "as_of", "chains"} <= data.keys():
        yield "needs source, status, as_of and chains"
        return
    keys: set[str] = set()
    for chain in data["chains"]:
        where = str(chain.get("key"))
        yield from _in_keys(chain, _OF_CHAIN, where)
        if where in keys:
            yield f"{where} is there twice"
        keys.add(where)
        links = chain.get("links", ())
        for key in {one.get("key") for one in links if [other.get("key") for other in links].count(one.get("key")) > 1}:
            yield f"{where}/{key} is there twice"
        for link in links:
            yield from _in_link(link, f"{where}/{link.get('key')}")


def _in_link(link: Mapping[str, Any], where: str) -> Iterator[str]:
    yield from _in_keys(link, _OF_LINK, where)
    if link.get("stream") not in STREAMS:
        yield f"{where}: stream is one of {', '.join(STREAMS)}"
    yield from (
        f"{where}: there is no industry {one!r}" for one in link.get("industries", ()) if one not in industries()
    )
    known = occupations()
    yield from (f"{where}: there is no occupation {one!r}" for one in link.get("occupations", ()) if one not in known)


def _in_keys(data: Mapping[str, Any], wanted: set[str], where: str) -> Iterator[str]:
    if data.keys() != wanted:
        yield f"{where} has {', '.join(sorted(data))}; it needs {', '.join(sorted(wanted))}"
    elif data["title"].keys() != {"zh", "en"}:
        yield f"{where}: the title needs zh and en"
