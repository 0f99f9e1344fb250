"""Checks of rules, windows and quotas: acts that exist, expressions of the right types, one meaning each."""

from collections.abc import Iterator

from ronghe.rulebook.calendar import is_usual
from ronghe.rulebook.expressions import ExpressionError, Language
from ronghe.rulebook.problems import Problem, given_twice, suggestion
from ronghe.rulebook.programs import guarded
from ronghe.rulebook.scope import item_columns, names
from ronghe.rulebook.structure import Definition, FactType, Quota, Rule, Severity

_MOST_PLACES = 1_000_000
_SCOPES = frozenset({"programme", "every_version", "year", "person", "item", "parent"})


def problems(definition: Definition) -> Iterator[Problem]:
    """Yield what is wrong with rules, windows and quotas."""
    for twice in given_twice(rule.id for rule in definition.rules):
        yield Problem(path=f"rules.{twice}", message="two rules have this id")
    languages = _Languages(definition)
    for rule in definition.rules:
        yield from _rule(f"rules.{rule.id}", rule)
        yield from _guards(f"rules.{rule.id}", rule, languages)
    for key, window in definition.windows.items():
        if not is_usual(window.opens) or not is_usual(window.closes):
            yield Problem(path=f"windows.{key}", message="lies outside the years 1900 to 2199")
        if window.closes < window.opens:
            yield Problem(path=f"windows.{key}.closes", message="lies before the day of opening")
    for key, quota in definition.quotas.items():
        yield from _quota(f"quotas.{key}", key, quota, languages)


class _Languages:
    """The language of each act, made when first asked for; none where the act's kind has no form."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.acts = guarded(definition)
        self._made: dict[str, Language] = {}

    def of(self, act: str) -> Language | None:
        kind, action = self.acts[act]
        if self.definition.cases[kind].form not in self.definition.forms:
            return None
        if act not in self._made:
            self._made[act] = Language(
                names(self.definition, kind=kind, action=action), vocabularies=self.definition.vocabularies
            )
        return self._made[act]


def _rule(path: str, rule: Rule) -> Iterator[Problem]:
    if rule.require and rule.conditions:
        yield Problem(path=path, message="has either `require` or `conditions`, not both")
    by_eye = rule.otherwise is Severity.CHECK
    if not rule.require and not rule.conditions and not rule.unsourced and not by_eye:
        yield Problem(path=path, message="has no condition")
    if not rule.conditions and rule.message is None and not (by_eye and rule.require is None):
        yield Problem(path=f"{path}.message", message="is missing")
    if rule.conditions and rule.message is not None:
        yield Problem(path=f"{path}.message", message="each condition has its own message")
    if rule.otherwise is Severity.PREFER and rule.unsourced:
        yield Problem(path=f"{path}.unsourced", message="a preference has no threshold that could block")
    if rule.shows and not by_eye:
        yield Problem(path=f"{path}.shows", message="only a rule of a checklist (`otherwise: check`) shows values")
    for twice in given_twice(condition.id for condition in rule.conditions):
        yield Problem(path=f"{path}.conditions.{twice}", message="two conditions have this id")


def _guards(path: str, rule: Rule, languages: _Languages) -> Iterator[Problem]:
    if not rule.guards:
        yield Problem(path=f"{path}.guards", message="guards no act")
    for act in rule.guards:
        if act not in languages.acts:
            hint = suggestion(act, languages.acts)
            yield Problem(path=f"{path}.guards", message=f"there is no act {act!r}{hint}")
        elif language := languages.of(act):
            for part, text in _expressions(rule):
                yield from _compiled(language, f"{path}.{part}", text, where=act)
            known = [
                name.name for name in names(languages.definition, kind=act.split(".")[0], action=act.split(".")[1])
            ]
            for name in rule.shows:
                if name not in known:
                    said = f"there is no {name!r}{suggestion(name, known)} [in {act}]"
                    yield Problem(path=f"{path}.shows", message=said)


def _expressions(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.when:
        yield "when", rule.when
    if rule.require:
        yield "require", rule.require
    for condition in rule.conditions:
        yield f"conditions.{condition.id}.require", condition.require


def _compiled(
    language: Language, path: str, text: str, *, where: str, returns: tuple[str, ...] = ("BOOL",)
) -> Iterator[Problem]:
    try:
        language.compile(text, returns=returns)
    except ExpressionError as error:
        yield Problem(path=path, message=f"{error} [in {where}]")


def _limit(path: str, quota: Quota) -> Iterator[Problem]:
    if quota.limit is None and quota.unsourced is None:
        yield Problem(path=path, message="is not known: say why under `unsourced`")
    if isinstance(quota.limit, int) and quota.limit < 0:
        yield Problem(path=path, message="is less than nothing")
    if isinstance(quota.limit, int) and quota.limit > _MOST_PLACES:
        yield Problem(path=path, message=f"is more than {_MOST_PLACES:,}")


def _item_scope(path: str, quota: Quota, kind: str, definition: Definition) -> Iterator[Problem]:
    columns = {column.key: column for column in item_columns(definition, kind=kind)}
    for scope in quota.scope:
        first, _, last = scope.partition(".")
        if first == "item" and not columns:
            yield Problem(path=path, message=f"{kind} is not made to an item")
        elif first == "item" and last and last not in columns:
            yield Problem(path=path, message=f"the items have no column {last!r}{suggestion(last, columns)}")
        elif first == "item" and last and columns[last].type is not FactType.CHOICE:
            yield Problem(path=path, message=f"{last!r} is no choice: cases cannot be counted by it")


def _quota(path: str, key: str, quota: Quota, languages: _Languages) -> Iterator[Problem]:
    definition = languages.definition
    takers = [
        (kind, name)
        for kind, shape in definition.cases.items()
        for name, action in shape.actions.items()
        if key in action.takes
    ]
    if not takers:
        yield Problem(path=path, message="no action takes a place of it")
    yield from _limit(f"{path}.limit", quota)
    if not quota.scope:
        yield Problem(path=f"{path}.scope", message="is empty; a quota of the whole is [programme]")
    known = [*_SCOPES, *definition.parties, *(f"{party}.province" for party in definition.parties)]
    for scope in quota.scope:
        if scope not in known and not scope.startswith("item."):
            yield Problem(path=f"{path}.scope", message=f"there is no scope {scope!r}{suggestion(scope, known)}")
    for one in ("item", "parent"):
        if one in quota.scope and "every_version" in quota.scope:
            yield Problem(path=f"{path}.scope", message=f"cases of one {one} are of one version")
    for kind, name in takers:
        yield from _item_scope(f"{path}.scope", quota, kind, definition)
        language = languages.of(f"{kind}.{name}") if isinstance(quota.limit, str) else None
        if language is not None:
            yield from _compiled(language, f"{path}.limit", str(quota.limit), where=f"{kind}.{name}", returns=("INT",))
