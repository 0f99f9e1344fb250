"""A stage whose stories happen through the portal's own commands, to compare the history writer with."""

import datetime as dt
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from ronghe.portal.cases import commands
from ronghe.portal.cases.actors import Actor
from ronghe.portal.cases.models import Case, Deadline
from ronghe.portal.config.demo.history.acts import FILE
from ronghe.portal.config.demo.history.objections import CONTACT, ORGANISATION
from ronghe.portal.notices.commands import lodge_objection, settle_objection
from ronghe.portal.notices.models import Entry, Objection
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.decisions import Allowed


class Portal:
    """Does what a story wants by commands alone, and fails where one of them refuses."""

    def __init__(self, version: ProgrammeVersion) -> None:
        self.version = version

    def begin(self, *, kind: str, actor: Actor, at: dt.datetime, parent: int | None = None, item: int = 0) -> int:
        begun = commands.begin(version_id=self.version.pk, kind=kind, actor=actor, at=at, parent_id=parent, item=item)
        assert begun.case is not None, begun.decision
        return begun.case.pk

    def fill(self, case: int, *, actor: Actor, answers: Mapping[str, object], at: dt.datetime) -> None:
        found = Case.objects.get(pk=case)
        definition = programmes.definition(self.version.pk)
        for section in definition.forms[definition.cases[found.kind].form].sections:
            posted = {one.key: answers[one.key] for one in section.fields if one.key in answers}
            if posted:
                revision = Case.objects.get(pk=case).revision
                saved = commands.save_draft(
                    case_id=case, actor=actor, section=section.key, posted=posted, revision=revision, at=at
                )
                assert isinstance(saved, commands.Saved), saved

    def perform(
        self,
        case: int,
        action: str,
        *,
        actor: Actor,
        at: dt.datetime,
        asked: Mapping[str, object] | None = None,
        batch: str = "",
    ) -> None:
        decision = commands.perform(case_id=case, action=action, actor=actor, at=at, asked=asked, batch=batch)
        assert isinstance(decision, Allowed), decision

    def attach(self, case: int, *, actor: Actor, name: str, at: dt.datetime) -> dict[str, object]:
        stored = commands.attach(
            case=Case.objects.get(pk=case), actor=actor, upload=SimpleUploadedFile(name, FILE), at=at
        )
        return {"name": stored.name, "digest": stored.digest, "size": stored.size}

    def object_to(self, case: int, *, name: str, grounds: str, at: dt.datetime) -> str:
        entry = Entry.objects.filter(case=case).latest("pk")
        objection = lodge_objection(
            entry_id=entry.pk,
            name=name,
            organisation_name=ORGANISATION,
            contact=CONTACT,
            grounds=grounds,
            evidence=None,
            at=at,
        )
        return objection.reference

    def settle(self, reference: str, *, actor: Actor, result: Objection.Result, reason: str, at: dt.datetime) -> None:
        acting = Membership.objects.get(user=actor.user_id, organisation=actor.organisation_id, role=actor.role)
        settle_objection(reference=reference, acting=acting, result=result, reason=reason, at=at)

    def children(self, case: int) -> list[int]:
        return list(Case.objects.filter(parent=case).order_by("pk").values_list("pk", flat=True))

    def next_due(self) -> dt.datetime | None:
        return Deadline.objects.order_by("at").values_list("at", flat=True).first()

    def act_on_deadlines(self, *, at: dt.datetime) -> None:
        commands.run_due_deadlines(at=at)
