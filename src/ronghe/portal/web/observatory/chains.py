"""The map 产教对接谱系 to walk through: chain, link, occupation, skill, course, major; one column a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ronghe.insight.behind import Edge
from ronghe.insight.graph import names
from ronghe.insight.vocabularies.chains import Chain, chains
from ronghe.portal.organisations.access import acting
from ronghe.portal.statistics import observatory
from ronghe.portal.statistics.observatory import Opened
from ronghe.portal.web.observatory import words
from ronghe.portal.web.observatory.frame import page
from ronghe.portal.web.writing import percent

STEPS = ("link", "occupation", "skill", "course")
_FLOW_SKILLS = 3  # a picture with every skill is a wall: the heaviest of each occupation


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A step of the walk: what one can choose from, or why there is nothing."""

    title: str
    empty: str
    rows: Sequence[Mapping[str, Any]]


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """Show the first chain."""
    return chain(request, chains()[0].key)


@require_safe
def chain(request: HttpRequest, key: str) -> HttpResponse:
    """Show a chain with the steps that were chosen so far."""
    chosen = next((one for one in chains() if one.key == key), None)
    if chosen is None:
        raise Http404
    walked = {step: request.GET.get(step, "")[:120] for step in STEPS}

    def context(at: Opened) -> Mapping[str, Any]:
        schools = observatory.schools_seen(acting(request))
        walk = _Walk(at=at, chain=chosen, walked=walked, schools=schools)
        return {
            "tab": "observatory-chains",
            "chains": [{"key": one.key, "title": _title(one)} for one in chains()],
            "chain": {"key": chosen.key, "title": _title(chosen), "note": _note(chosen)},
            "columns": walk.columns(),
            "walked": any(walked.values()),
            "flow": _flow(at, chosen),
        }

    return page(request, "chains", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    at: Opened
    chain: Chain
    walked: Mapping[str, str]
    schools: frozenset[str] | None

    def columns(self) -> list[Column]:
        """Return the five columns; each holds what the choice of the one before leads to."""
        links = self._edges((f"chain:{self.chain.key}",))
        occupations = self._edges(self._from("link", [one.target for one in links]))
        skills = self._edges(self._from("occupation", []), to="skill:")
        courses = self._edges(self._from("skill", []), to="course:")
        seen = [one for one in courses if self.schools is None or _school(one.target) in self.schools]
        majors = self._edges(self._from("course", []) or self._from("occupation", []), to="major:")
        return [
            self._column(_("环节"), "link", links, ""),
            self._column(_("岗位（职业）"), "occupation", occupations, _("这个环节还没有对应的职业。")),
            self._column(
                _("能力"),
                "skill",
                skills,
                self._ask("occupation", _("先选一个岗位。"), _("招聘信息不足 10 条，不给出能力。")),
            ),
            self._column(_("课程"), "course", seen, self._ask("skill", _("先选一项能力。"), self._no_course(courses))),
            self._column(
                _("专业"), "", majors, self._ask("occupation", _("先选一个岗位或一门课程。"), _("没有对应的专业。"))
            ),
        ]

    def _from(self, step: str, otherwise: Sequence[str]) -> tuple[str, ...]:
        return (self.walked[step],) if self.walked[step] else tuple(otherwise)

    def _edges(self, sources: tuple[str, ...], *, to: str = "") -> list[Edge]:
        best: dict[str, Edge] = {}
        for one in observatory.edges(self.at, sources):
            if one.target.startswith(to):
                best.setdefault(one.target, one)
        return list(best.values())

    def _ask(self, step: str, ask: str, none: str) -> str:
        return none if self.walked[step] else ask

    def _no_course(self, courses: Sequence[Edge]) -> str:
        if not courses:
            return _("已导入的培养方案中没有课程教它。")
        return _("有 %(number)s 门课程教它；课程只给本校和主管部门看。") % {"number": len(courses)}

    def _column(self, title: str, step: str, edges: Sequence[Edge], empty: str) -> Column:
        return Column(title=title, empty=empty, rows=[self._row(step, one) for one in edges])

    def _row(self, step: str, edge: Edge) -> Mapping[str, Any]:
        kept = STEPS[: STEPS.index(step)] if step else ()
        path = "&".join(f"{one}={self.walked[one]}" for one in kept if self.walked[one])
        here = reverse("observatory-chain", args=[self.chain.key])
        return {
            "name": node_name(self.at, edge.target),
            "weight": _weight(edge),
            "about": _about(edge),
            "chosen": bool(step) and self.walked[step] == edge.target,
            "href": f"{here}?{path}{'&' if path else ''}{step}={edge.target}" if step else "",
        }


def node_name(at: Opened, node: str) -> str:
    """Return the name of a node of the map in the reader's language; courses by their own names."""
    if node.startswith("course:"):
        return observatory.course_name(at, node.removeprefix("course:"))
    name = names.node_name(node, language=get_language() or "", skills=words.skills(at))
    return f"{node.removeprefix('major:')} {name}" if node.startswith("major:") else name


def _title(chosen: Chain) -> str:
    return words.either(chosen.title)


def _note(chosen: Chain) -> str:
    return _("来源：%(source)s。环节和岗位的对应是本平台的判断，尚待专家核实。") % {"source": chosen.source}


def _school(node: str) -> str:
    return node.removeprefix("course:").partition("/")[0]


def _weight(edge: Edge) -> str:
    return percent(edge.weight) if 0 <= edge.weight <= 1 else f"{edge.weight:.2f}"


def _about(edge: Edge) -> str:
    method = names.method_text(edge.method, get_language() or "")
    return _("样本 %(support)s；方法：%(method)s") % {"support": edge.support, "method": method}


def _flow(at: Opened, chosen: Chain) -> list[Mapping[str, Any]]:
    """Return the edges of the picture: links to occupations that ads ask for, and the skills that these ask most."""
    links = tuple(one.target for one in observatory.edges(at, (f"chain:{chosen.key}",)))
    to_skills: dict[str, list[Edge]] = {}
    for one in observatory.edges(at, links):
        asked = [each for each in observatory.edges(at, (one.target,)) if each.target.startswith("skill:")]
        to_skills[one.target] = asked[:_FLOW_SKILLS]
    to_occupations = [one for one in observatory.edges(at, links) if to_skills[one.target]]
    every = [one for each in to_skills.values() for one in each]
    return [_drawn(at, one, 0) for one in to_occupations] + [_drawn(at, one, 1) for one in every]


def _drawn(at: Opened, edge: Edge, column: int) -> Mapping[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "source_name": node_name(at, edge.source),
        "target_name": node_name(at, edge.target),
        "column": column,
        "weight": round(edge.weight, 4),
        "said": _weight(edge),
    }
