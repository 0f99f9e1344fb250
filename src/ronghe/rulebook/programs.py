"""The rules and limits of each act, compiled once per definition."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ronghe.rulebook.cache import KeptFor
from ronghe.rulebook.citations import cite
from ronghe.rulebook.decisions import Citation
from ronghe.rulebook.expressions import Expression, Language
from ronghe.rulebook.scope import BEGIN, form_names, is_setting, names
from ronghe.rulebook.structure import Action, Begin, Definition, Form, Quota, Rule, Severity, Text

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)\}")
_SAID_UNSOURCED = Text(zh="来源未给出此数值：", en="The sources do not give this value: ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One condition of a rule, ready to run; without `require` its value is not in the sources at all."""

    rule: Rule
    id: str
    severity: Severity
    when: Expression | None
    require: Expression | None
    message: Text
    unsourced: Text | None
    reads: tuple[str, ...]
    cites: Citation | None
    shows: tuple[str, ...] = ()


class Program:
    """Everything compiled that one act needs."""

    def __init__(self, definition: Definition, *, kind: str, action: str) -> None:
        self.definition = definition
        self.kind = kind
        self.name = action
        self.shape = definition.cases[kind]
        self.action: Action | Begin = self.shape.begin if action == BEGIN else self.shape.actions[action]
        self.language = Language(names(definition, kind=kind, action=action))
        self.rules = tuple(rule for rule in definition.rules if f"{kind}.{action}" in rule.guards)
        self._limits: dict[int, Expression] = {}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Return the conditions of all rules that decide on this act, in the definition's order."""
        return tuple(part for rule in self.rules if rule.otherwise is not Severity.CHECK for part in self._parts(rule))

    @cached_property
    def checklist(self) -> "Program":
        """Return the program of the rules in this act's checklist, which read and show names of their own."""
        return _Checklist(self.definition, kind=self.kind, action=self.name)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Return every name that the rules and the quotas' limits read, and what a checklist shows."""
        found = {name for part in self.parts for name in (*part.reads, *part.shows)}
        for quota in self.quotas.values():
            if (limit := self.limit(quota)) is not None:
                found.update(limit.reads)
        return frozenset(found)

    @cached_property
    def reads_of_platform(self) -> frozenset[str]:
        """Return the declared facts and the settings among what is read."""
        return frozenset(name for name in self.reads if name in self.definition.facts or is_setting(name))

    @cached_property
    def reads_of_case(self) -> Mapping[str, tuple[str, ...]]:
        """Return what is read of the case and the act, by namespace."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.reads - self.reads_of_platform):
            space, _, last = name.partition(".")
            found.setdefault(space, []).append(last)
        return {space: tuple(names) for space, names in found.items()}

    @cached_property
    def form(self) -> Form:
        """Return the case's own form."""
        return self.definition.forms[self.shape.form]

    @cached_property
    def asked(self) -> Form | None:
        """Return the form that the act fills in, if it asks for one."""
        asks = self.action.asks if isinstance(self.action, Action) else None
        return self.definition.forms[asks] if asks else None

    @cached_property
    def quotas(self) -> Mapping[str, Quota]:
        """Return the quotas of which the act takes a place each."""
        takes = self.action.takes if isinstance(self.action, Action) else ()
        return {name: self.definition.quotas[name] for name in takes}

    def limit(self, quota: Quota) -> Expression | None:
        """Return a quota's limit compiled, when it is an expression."""
        if not isinstance(quota.limit, str):
            return None
        if id(quota) not in self._limits:
            self._limits[id(quota)] = self.language.compile(quota.limit, returns=("INT",))
        return self._limits[id(quota)]

    def _parts(self, rule: Rule) -> tuple[Part, ...]:
        when = self.language.compile(rule.when) if rule.when else None
        if rule.conditions:
            return tuple(self._part(rule, when, each.require, each.message, id=each.id) for each in rule.conditions)
        return (self._part(rule, when, rule.require, rule.message or rule.title),)

    def _part(self, rule: Rule, when: Expression | None, require: str | None, message: Text, *, id: str = "") -> Part:
        compiled = self.language.compile(require) if require else None
        reads = dict.fromkeys([name for each in (when, compiled) if each for name in each.reads])
        return Part(
            rule=rule,
            id=id,
            severity=_severity(rule),
            when=when,
            require=compiled,
            message=_said(message, _unsourced(rule)),
            unsourced=_unsourced(rule),
            reads=tuple(reads),
            cites=cite(self.definition, rule.cites),
            shows=tuple(name for name in rule.shows if name not in reads),
        )


class _Checklist(Program):
    """The rules that never decide: looked through by machine, or by eye where they have no condition."""

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for rule in self.rules if rule.otherwise is Severity.CHECK for part in self._parts(rule))

    @cached_property
    def quotas(self) -> Mapping[str, Quota]:
        return {}


class Template(Program):
    """Everything compiled that one document needs; its parts are the blocks that have a condition, by their place."""

    def __init__(self, definition: Definition, *, document: str) -> None:
        self.definition = definition
        self.document = definition.documents[document]
        self.kind, self.name = self.document.of, ""
        self.shape = definition.cases[self.kind]
        self.action = self.shape.begin
        self.language = Language(names(definition, kind=self.kind, action=""))
        self.rules = ()
        self._limits = {}
        self.conditions = {
            at: self.language.compile(block.when) for at, block in enumerate(self.document.blocks) if block.when
        }

    @cached_property
    def reads(self) -> frozenset[str]:
        """Return every name that the document's conditions read and its parts show."""
        found = {name for condition in self.conditions.values() for name in condition.reads}
        for block in self.document.blocks:
            found.update(block.fields, placeholders(block.text), [block.of] if block.of else [])
        return frozenset(found)


def placeholders(text: Text | None) -> tuple[str, ...]:
    """Return the names that stand in a text of a document for their values, in both languages."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(f"{text.zh} {text.en}"))) if text else ()


class _Programs:
    """The programs of one definition, each compiled when first asked for."""

    def __init__(self, definition: Definition) -> None:
        # the definition keeps its programs alive and must not be kept alive by them, hence a shallow copy of its own
        self._definition = definition.model_copy()
        self._made: dict[tuple[str, str], Program] = {}
        self._templates: dict[str, Template] = {}
        self._totals: dict[tuple[str, str], tuple[Language, Expression]] = {}

    def program(self, kind: str, action: str) -> Program:
        if (kind, action) not in self._made:
            self._made[kind, action] = Program(self._definition, kind=kind, action=action)
        return self._made[kind, action]

    def template(self, document: str) -> Template:
        if document not in self._templates:
            self._templates[document] = Template(self._definition, document=document)
        return self._templates[document]

    def total(self, kind: str, text: str) -> tuple[Language, Expression]:
        if (kind, text) not in self._totals:
            language = Language(form_names(self._definition, kind=kind))
            self._totals[kind, text] = (language, language.compile(text, returns=("INT", "DOUBLE", "DYN")))
        return self._totals[kind, text]


_programs: KeptFor[Definition, _Programs] = KeptFor(_Programs)


def program(definition: Definition, *, kind: str, action: str) -> Program:
    """Return what one act needs. Raises ExpressionError where an expression is wrong, which checks find beforehand."""
    return _programs(definition).program(kind, action)


def template(definition: Definition, *, document: str) -> Template:
    """Return what one document needs. Raises ExpressionError where a condition is wrong, which checks find before."""
    return _programs(definition).template(document)


def total(definition: Definition, *, kind: str, text: str) -> tuple[Language, Expression]:
    """Return an expression over a kind's form, such as a total over related cases, and its language."""
    return _programs(definition).total(kind, text)


def guarded(definition: Definition) -> Mapping[str, tuple[str, str]]:
    """Return every act that rules can guard, by its name `<kind>.<action>`."""
    return {
        f"{kind}.{action}": (kind, action)
        for kind, shape in definition.cases.items()
        for action in (BEGIN, *shape.actions)
    }


def _severity(rule: Rule) -> Severity:
    """A rule whose value the sources do not give never blocks."""
    return Severity.WARN if rule.unsourced and rule.otherwise is Severity.BLOCK else rule.otherwise


def _unsourced(rule: Rule) -> Text | None:
    if rule.unsourced is None:
        return None
    reason = rule.unsourced.reason
    return Text(zh=_SAID_UNSOURCED.zh + reason.zh, en=_SAID_UNSOURCED.en + reason.en)


def _said(message: Text, also: Text | None) -> Text:
    return Text(zh=message.zh + also.zh, en=f"{message.en} {also.en}") if also else message
