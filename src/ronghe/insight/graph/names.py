"""What nodes and methods of the map are called, in Chinese and where known in English."""

from collections.abc import Mapping

from ronghe.insight.vocabularies.chains import chains
from ronghe.insight.vocabularies.majors import major_name
from ronghe.insight.vocabularies.occupations import occupation_name

METHODS: Mapping[str, tuple[str, str]] = {
    "equal_shares": ("人工设定，等额分配", "our judgement, in equal shares"),
    "ads_shares": ("人工设定，按招聘广告数分配", "our judgement, in shares of the advertisements"),
    "asked_share": ("提出该要求的招聘广告占比", "share of the occupation's advertisements that ask it"),
    "named_in_course": ("课程名称或大纲中提及", "named in the course or its syllabus"),
    "named_in_course_reviewed": ("课程名称或大纲中提及，经人工审核", "named in the course or its syllabus, reviewed"),
    "credit_share": ("占培养方案学分的比例", "share of the plan's credits"),
    "graduates_share": ("人工设定，毕业生去向占比", "our judgement of where the major's graduates go"),
}


def node_name(node: str, *, language: str, skills: Mapping[int, tuple[str, str]]) -> str:
    """Return the name of a node in a language such as `zh-hans` or `en`; its key where nothing is known of it.

    `skills` gives the Chinese and the English name of skills by number, the English one may be empty.
    """
    kind, _, key = node.partition(":")
    if kind == "occupation":
        return occupation_name(key, language)
    if kind == "major":
        return major_name(key, language)
    if kind == "course":
        return key.rpartition("/")[2]
    names = _titles().get(node) if kind in ("chain", "link") else skills.get(int(key)) if key.isdecimal() else None
    chinese, english = names or (key, "")
    return english or chinese if language.startswith("en") else chinese


def method_text(method: str, language: str) -> str:
    """Return what the method of an edge means in a language such as `zh-hans` or `en`, with the tables behind it."""
    key, _, tables = method.partition(": ")
    names = METHODS.get(key)
    if names is None:
        return method
    return f"{names[1]} ({tables})" if language.startswith("en") else f"{names[0]}（{tables}）"


def _titles() -> Mapping[str, tuple[str, str]]:
    of_chains = {f"chain:{one.key}": one.title for one in chains()}
    return of_chains | {f"link:{one.key}/{link.key}": link.title for one in chains() for link in one.links}
