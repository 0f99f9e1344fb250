"""How screens read a state: a filter, and DuckDB over the parts that it leaves. Values are bound, never written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Paths = Mapping[str, Sequence[str]]  # of the parts of each table
DIMENSIONS = {
    "month": "month",
    "province": "substr(region, 1, 2)",
    "region": "region",
    "industry": "industry",
    "occupation": "occupation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which ads are meant: from and to a month (both included), a place, an industry, an occupation, a skill.

    Places, industries and occupations may be broader ones: a province, a section, a group ending in `-00`.
    """

    since: str = ""
    until: str = ""
    region: str = ""
    industry: str = ""
    occupation: str = ""
    skill: int | None = None


def counted_ads(paths: Paths, chosen: Filter) -> tuple[str, list[object]]:
    """Return the counted ads: the first of each group of copies, those that ask the skill if one is chosen."""
    where, given = conditions(chosen, skill=False)
    where.append("ad_id = dup_group")
    if chosen.skill is not None:
        facts, facts_given = cells(paths, "ad_skill", chosen)
        where.append(f"(ad_id, month) in (select (ad_id, month) from {facts})")
        given = [*given, *facts_given]
    return parts(paths["ad"], where), given


def cells(paths: Paths, table: str, chosen: Filter) -> tuple[str, list[object]]:
    """Return the rows of a table of cells or facts that a filter leaves, and the values to bind."""
    where, given = conditions(chosen, skill=table != "cube_ads")
    return parts(paths[table], where), given


def parts(files: Sequence[str], where: list[str]) -> str:
    """Return the rows of files for which all conditions hold, to stand after `from`."""
    named = ", ".join("'" + one.replace("'", "''") + "'" for one in files)
    return f"(select * from read_parquet([{named}])" + (f" where {' and '.join(where)})" if where else ")")


def conditions(chosen: Filter, *, skill: bool) -> tuple[list[str], list[object]]:
    """Return the conditions of a filter and the values to bind to them; a skill counts only where asked for."""
    found: list[tuple[str, object]] = []
    if chosen.since:
        found.append(("month >= ?", chosen.since))
    if chosen.until:
        found.append(("month <= ?", chosen.until))
    if chosen.region:
        found.append(("starts_with(region, ?)", place_prefix(chosen.region)))
    if chosen.industry:
        found.append(("starts_with(industry, ?)", chosen.industry))
    if chosen.occupation:
        found.append(("starts_with(occupation, ?)", occupation_prefix(chosen.occupation)))
    if skill and chosen.skill is not None:
        found.append(("skill_id = ?", chosen.skill))
    return [one for one, _ in found], [value for _, value in found]


def place_prefix(code: str) -> str:
    """Return how the codes of a place and of all places in it begin: `220000` is `22`, `220100` is `2201`.

    `000000` is no broader place: such ads are for all of China.
    """
    return code if code == "000000" else code.removesuffix("00").removesuffix("00")


def occupation_prefix(code: str) -> str:
    """Return how the codes of an occupation and of all in it begin: `2-02-00-00` is `2-02`."""
    while code.endswith("-00"):
        code = code.removesuffix("-00")
    return code


def rows(sql: str, given: Sequence[object]) -> list[tuple[Any, ...]]:
    """Return the rows that a query gives, in a connection of its own with little memory."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '512MB'; set threads = 2; set enable_progress_bar = false")
        return connection.execute(sql, list(given)).fetchall()
