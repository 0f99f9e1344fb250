"""What nodes of the map are called, in Chinese and where known in English."""

from collections.abc import Mapping

from ronghe.insight.vocabularies.chains import chains
from ronghe.insight.vocabularies.majors import major_name
from ronghe.insight.vocabularies.occupations import occupations


def node_name(node: str, *, language: str, skills: Mapping[int, tuple[str, str]]) -> str:
    """Return the name of a node in a language such as `zh-hans` or `en`; its key where nothing is known of it.

    `skills` gives the Chinese and the English name of skills by number, the English one may be empty.
    """
    kind, _, key = node.partition(":")
    if kind == "occupation":
        known = occupations().get(key)
        return known.name if known else key
    if kind == "major":
        return major_name(key)
    if kind == "course":
        return key.rpartition("/")[2]
    names = _titles().get(node) if kind in ("chain", "link") else skills.get(int(key)) if key.isdecimal() else None
    chinese, english = names or (key, "")
    return english or chinese if language.startswith("en") else chinese


def _titles() -> Mapping[str, tuple[str, str]]:
    of_chains = {f"chain:{one.key}": one.title for one in chains()}
    return of_chains | {f"link:{one.key}/{link.key}": link.title for one in chains() for link in one.links}
