"""The values that a definition leaves to the office: what counts now, since when, by whom and why."""

from dataclasses import dataclass

from ronghe.portal.programmes import queries
from ronghe.portal.programmes.models import ProgrammeSetting
from ronghe.rulebook import values
from ronghe.rulebook.citations import cite
from ronghe.rulebook.decisions import Citation, Value
from ronghe.rulebook.structure import Definition, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingLine:
    """A value as it counts now; `newest` is what the office did last, which may have been to go back to the default."""

    key: str
    shape: Setting
    default: Value
    newest: ProgrammeSetting | None
    cites: Citation | None

    @property
    def by_office(self) -> bool:
        """Return whether the office's own value counts."""
        return self.newest is not None and self.newest.value is not None

    @property
    def value(self) -> Value:
        """Return the value that counts: the office's, else what the definition says; None when there is neither."""
        if self.newest is not None and self.newest.value is not None:
            return values.known(self.newest.value, kind=self.shape.type)
        return self.default


def setting_lines(definition: Definition) -> tuple[SettingLine, ...]:
    """Return the values that a definition leaves to the office, in its order, in one query."""
    newest = queries.newest_settings(definition.programme) if definition.settings else {}
    return tuple(
        SettingLine(
            key=key,
            shape=shape,
            default=values.known(shape.default, kind=shape.type),
            newest=newest.get(key),
            cites=cite(definition, shape.cites),
        )
        for key, shape in definition.settings.items()
    )


def programme_lines(programme: str) -> tuple[SettingLine, ...]:
    """Return the values that all versions of a programme leave to the office, each as the newest version has it."""
    found: dict[str, SettingLine] = {}
    for version in queries.versions().filter(programme__key=programme):
        for line in setting_lines(queries.definition(version.pk)):
            found.setdefault(line.key, line)
    return tuple(found.values())


def history_of(*, programme: str, key: str) -> list[ProgrammeSetting]:
    """Return what the office has set for one value, the newest first."""
    rows = ProgrammeSetting.objects.filter(programme__key=programme, key=key)
    return list(rows.select_related("set_by", "organisation").order_by("-pk"))
