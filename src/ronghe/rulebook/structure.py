"""What a definition is made of: the shapes that the strict reader fills and everything else reads.

A definition is one version of one programme, complete in itself: forms, states, actions, windows, quotas, rules and
notices together. The shapes carry no behaviour; `checks` says whether a filled shape makes sense, `engine` decides.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from ronghe.rulebook.offers import Offer, OfferedEffect, OfferedFact
from ronghe.rulebook.papers import Block, Column, Document, Download, Form, FormField, Option, Section
from ronghe.rulebook.shapes import DottedKey, Expression, FactType, Key, Severity, Shape, Text
from ronghe.rulebook.sources import Clause, Holidays, Source, Vocabulary, VocabularyValue

__all__ = [
    "Action",
    "Added",
    "Begin",
    "Block",
    "CaseKind",
    "Clause",
    "Column",
    "Condition",
    "Definition",
    "Document",
    "DottedKey",
    "Download",
    "Effect",
    "Expression",
    "FactDeclaration",
    "FactType",
    "Form",
    "FormField",
    "Guidance",
    "Holidays",
    "InForce",
    "Key",
    "NoticeKind",
    "Offer",
    "OfferedEffect",
    "OfferedFact",
    "Option",
    "Party",
    "ProgrammeKey",
    "Provision",
    "Quota",
    "Related",
    "Role",
    "Rule",
    "Section",
    "Setting",
    "Severity",
    "Shape",
    "Source",
    "State",
    "Text",
    "Timer",
    "Tone",
    "Unsourced",
    "VersionKey",
    "Vocabulary",
    "VocabularyValue",
    "Window",
]


class Role(Shape):
    """A role in a party's organisation; a personal role acts only on cases that are the person's own."""

    label: Text
    personal: bool = False


class Party(Shape):
    """A kind of organisation that takes part."""

    label: Text
    kind: str
    roles: dict[Key, Role]
    province_of: Key | None = Field(
        default=None,
        description="Stands for it: the organisation of this kind in the province of this other party's organisation",
    )


Tone = Literal["neutral", "waiting", "good", "bad", "public"]


class State(Shape):
    """Where a case can be. `waits_for` roles find it in their inbox; `edit` roles may change its form."""

    label: Text
    help: Text | None = None
    waits_for: tuple[DottedKey, ...] = ()
    due: str | None = Field(default=None, description='"10 working days" or "30 days", counted from entering the state')
    edit: tuple[DottedKey, ...] = ()
    seen_by: tuple[DottedKey, ...] = Field(
        default=(), description="Who sees a case in this state; empty: whoever may edit it, else every party"
    )
    keeps_sight: bool = Field(
        default=False, description="Seen only by parties that saw the case before: a withdrawn draft stays unseen"
    )
    public: bool = False
    final: bool = False
    held: bool = Field(default=False, description="A stop from outside, such as a revoked guide")
    tone: Tone = "neutral"
    within: Key | None = Field(
        default=None, description="Of an overlay's stage: the state that it lies within; never written by hand"
    )


class Effect(Shape):
    """Something that follows an allowed act, offered by the platform under a name."""

    do: Key
    with_: dict[Key, str] = Field(default_factory=dict, alias="with")


class Timer(Shape):
    """When the system performs an action by itself."""

    state: Key
    after: str | None = Field(default=None, description="A period from entering the state")
    at: str | None = Field(default=None, description="`window.<name>.closes` or a fact of type date: at that day's end")


def _one_or_several(written: object) -> object:
    return (written,) if isinstance(written, str) else tuple(written) if isinstance(written, list) else written


class Action(Shape):
    """What a role may do to a case in some states. `system` as a role means: a timer or an effect performs it."""

    label: Text
    help: Text | None = None
    by: tuple[str, ...]
    source: tuple[Key, ...]
    target: Key | None = Field(default=None, description="None: the state stays")
    asks: str | None = Field(default=None, description="The key of a form that the act fills in")
    keep_as: Key | None = Field(
        default=None, description="Keep the asked form; its fields are facts `<keep_as>.<field>`"
    )
    append_to: Key | None = Field(
        default=None, description="Append the asked form as a row of the list kept under this key"
    )
    complete: bool = Field(default=False, description="The case's own form must be complete and valid")
    window: Key | None = None
    takes: Annotated[tuple[Key, ...], BeforeValidator(_one_or_several)] = Field(
        default=(), description="The quota, or the quotas, of which this act takes a place each"
    )
    gives_back: tuple[Key, ...] = ()
    effects: tuple[Effect, ...] = ()
    timers: tuple[Timer, ...] = ()
    bulk: bool = False
    confirm: Text | None = Field(default=None, description="Said before an act that cannot be undone")
    tone: Literal["primary", "secondary", "danger"] = "secondary"
    cites: str | None = None


class Begin(Shape):
    """Who may open a case of this kind, and under which parent."""

    by: tuple[str, ...]
    parent_states: tuple[Key, ...] = ()
    window: Key | None = None
    label: Text
    cites: str | None = None


class CaseKind(Shape):
    """A kind of case: guide, application, project …"""

    title: Text
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,16}$")] = Field(
        description="Begins the case's number"
    )
    parent: Key | None = None
    item: Key | None = Field(
        default=None, description="The table field of the parent's form of which a case takes a row"
    )
    owner: str = Field(description="The party (organisation) that owns the case")
    form: str
    title_from: Key = Field(description="The form field that names the case in lists")
    initial: Key
    begin: Begin
    counts_from: Key | None = Field(
        default=None, description="The action by which a case begins to count, such as its filing; None: from its begin"
    )
    states: dict[Key, State]
    actions: dict[Key, Action]
    lists: tuple[str, ...] = Field(default=(), description="Facts shown as columns of its list")


class Related(Shape):
    """A fact counted over other cases of the programme: how many, or the total of an expression over their forms.

    The case itself is never counted. `of` says whose cases: a party's key, 'person', 'item', 'parent' or 'programme'.
    """

    kind: Key
    states: tuple[Key, ...]
    of: Key
    total: Expression | None = Field(
        default=None, description="CEL over form.* of each related case; None: their number"
    )
    this_year: bool = Field(default=False, description="Only cases begun in the calendar year of the act")
    every_version: bool = Field(default=False, description="Cases of every version of the programme, not of this one")


class FactDeclaration(Shape):
    """A fact that the platform offers and this definition reads, or one counted over related cases."""

    type: FactType
    label: Text
    vocabulary: str = ""
    related: Related | None = None


# ------------------------------------------------------------------------------------------------ rules


class Unsourced(Shape):
    """A value that the sources do not give, with the reason, and the office's own value where it has set one."""

    reason: Text


class Window(Shape):
    """Whole days in the programme's zone, both included."""

    title: Text
    opens: dt.date
    closes: dt.date
    cites: str


class Quota(Shape):
    """Places: how many cases may hold one within a scope."""

    title: Text
    limit: int | Expression | None = Field(
        description="A number, or CEL giving an integer; None with `unsourced`: no bar"
    )
    scope: tuple[str, ...] = Field(
        description=(
            "In any combination: 'programme', 'year', 'person', 'item', 'parent', a party's key, '<party>.province', "
            "'item.<choice column>'; 'every_version' counts over all versions of the programme"
        )
    )
    unsourced: Unsourced | None = None
    cites: str


class Setting(Shape):
    """A value that the office may set while the programme runs; readable as `setting.<key>`.

    Without a default and before the office has set it, it is not known.
    """

    title: Text
    type: FactType
    default: str | int | None = Field(default=None, description="As a form would store it: '500000', '2024-06-17', 3")
    help: Text | None = None
    unsourced: Unsourced | None = None
    cites: str


class Condition(Shape):
    """One named condition of a rule, with its own message."""

    id: Key
    require: Expression
    message: Text


class Rule(Shape):
    """A requirement on acts. `guards` names acts as `<kind>.<action>`; `<kind>.begin` is the opening of a case."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
    title: Text
    guards: tuple[str, ...]
    when: Expression | None = Field(default=None, description="The rule applies only when true")
    require: Expression | None = None
    conditions: tuple[Condition, ...] = ()
    otherwise: Severity
    message: Text | None = None
    unsourced: Unsourced | None = Field(
        default=None, description="The threshold is not in the sources: warn and say so"
    )
    shows: tuple[DottedKey, ...] = Field(
        default=(), description="What a checklist shows side by side for this rule, beside what it reads"
    )
    carries: tuple[str, ...] = Field(default=(), description="Requirement identifiers that this rule carries")
    cites: str


class NoticeKind(Shape):
    """A public notice: how long, what it lists, whether objections may be lodged."""

    title: Text
    issued_by: DottedKey
    period: str | None = Field(description='"5 working days", or None: a publication without a period for objections')
    period_unsourced: Unsourced | None = None
    objections: bool = True
    objections_after: bool = Field(default=False, description="Objections may also be lodged after the period")
    lists: tuple[str, ...]
    cites: str


class Provision(Shape):
    """A requirement that is carried by an action, state, notice or party rather than by a rule."""

    requirement: str
    by: tuple[str, ...] = Field(description="Paths into the definition, e.g. cases.guide.actions.announce")
    cites: str


class Guidance(Shape):
    """A paragraph for the public page of the programme."""

    title: Text
    body: Text
    cites: str = ""


class InForce(Shape):
    """Which version a new case gets: the one whose period holds the day of the deciding fact."""

    since: dt.date
    until: dt.date | None = None


ProgrammeKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]
VersionKey = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(\.[0-9]+)*$", max_length=20)]


class Added(Shape):
    """An overlay that a definition holds: whose organisation added it, and the source of what it added."""

    key: ProgrammeKey
    version: VersionKey
    title: Text
    party: Key
    source: str


class Definition(Shape):
    """One complete version of a programme."""

    schema_: Literal["rulebook/1"] = Field(alias="schema")
    programme: ProgrammeKey
    version: VersionKey
    title: Text
    short_title: Text | None = Field(default=None, description="Its name where there is little room")
    summary: Text
    timezone: str
    source: Source
    also_cites: tuple[Source, ...] = ()
    follows: None = Field(default=None, description="An overlay names here what it adds to; a definition nothing")
    overlays: tuple[Added, ...] = Field(default=(), description="What was merged into it; never written by hand")
    in_force: InForce
    parties: dict[Key, Party]
    operator: Key = Field(description="The party that runs the programme; its organisation is set when it is published")
    vocabularies: dict[str, Vocabulary] = Field(default_factory=dict)
    forms: dict[Key, Form]
    cases: dict[Key, CaseKind]
    facts: dict[DottedKey, FactDeclaration] = Field(default_factory=dict)
    settings: dict[Key, Setting] = Field(default_factory=dict)
    windows: dict[Key, Window] = Field(default_factory=dict)
    quotas: dict[Key, Quota] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    notices: dict[Key, NoticeKind] = Field(default_factory=dict)
    documents: dict[Key, Document] = Field(default_factory=dict)
    downloads: tuple[Download, ...] = ()
    provisions: tuple[Provision, ...] = ()
    guidance: tuple[Guidance, ...] = ()

    @property
    def called(self) -> Text:
        """Return its name where there is little room."""
        return self.short_title or self.title
