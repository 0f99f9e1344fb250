"""What cases are found by, written with them."""

from collections.abc import Iterable, Iterator

from ronghe.portal.base.search import lexemes, vector
from ronghe.portal.cases.access import with_relations
from ronghe.portal.cases.finding import party_lexeme
from ronghe.portal.cases.models import Case, CaseSearch
from ronghe.portal.cases.views_of_case import item_of
from ronghe.portal.organisations.names import initials, spoken
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import Definition, FactType

CHUNK = 500
_TEXTS = frozenset({FactType.TEXT, FactType.PERSON})


def write(cases: Iterable[Case]) -> None:
    """Write anew what some cases are found by. Call it in the transaction that changes them."""
    rows = [
        row_of(
            case,
            definition=programmes.definition(case.version_id),
            parties=[one.organisation_id for one in case.parties.all()],
            leader=case.leader.name if case.leader else "",
        )
        for case in cases
    ]
    CaseSearch.objects.bulk_create(rows, update_conflicts=True, unique_fields=["case"], update_fields=["vector"])


def row_of(case: Case, *, definition: Definition, parties: Iterable[int], leader: str) -> CaseSearch:
    """Return what a case is found by, without storing it. Parties stand there by identifier: they may be renamed."""
    number = (case.number or "").lower()
    names = {leader, *_listed(case, definition=definition)} - {""}
    parts: dict[str, Iterable[str]] = {
        "A": [*lexemes(number), *(party_lexeme(one) for one in parties)],
        "B": [one for name in names for one in (*lexemes(name), *_readings(name))],
        "C": [*lexemes(case.title), *_readings(case.title)],
        "D": lexemes(_item_title(case, definition=definition)),
    }
    return CaseSearch(case=case, vector=vector(parts))


def rebuild(*, only_missing: bool = False) -> Iterator[int]:
    """Write what all cases are found by, or those that have nothing yet; yield how many are done after each chunk."""
    cases = Case.objects.filter(search=None) if only_missing else Case.objects.all()
    keys = list(cases.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        write(with_relations(Case.objects.filter(pk__in=keys[at : at + CHUNK])))
        done = min(at + CHUNK, len(keys))
        yield done


def _listed(case: Case, *, definition: Definition) -> Iterator[str]:
    """Yield the texts of a case's own form that lists show beside the title: names of persons, as a rule."""
    shape = definition.cases[case.kind]
    shown = {name.removeprefix("form.") for name in shape.lists if name.startswith("form.")} - {shape.title_from}
    for field in definition.forms[shape.form].fields():
        value = case.data.get(field.key)
        if field.key in shown and field.type in _TEXTS and isinstance(value, str):
            yield value


def _item_title(case: Case, *, definition: Definition) -> str:
    row = item_of(definition=definition, case=case) or {}
    return str(row.get("title") or "")


def _readings(name: str) -> tuple[str, str]:
    """Return how a name is spoken, whole and by initials, as far as people type."""
    return spoken(name)[:60], initials(name)[:40]
