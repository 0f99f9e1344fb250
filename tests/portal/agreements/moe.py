"""The Ministry's programme of 2024 on a stage: one person for each role, and a project brought into a state."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from ronghe.portal.cases import commands
from ronghe.portal.cases.actors import Actor, actor_of
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.offer import offer
from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes.commands import publish
from ronghe.portal.programmes.models import ProgrammeVersion
from tests.portal.factories import ZONE, attached, fill, member, must, organisation, person

AT = dt.datetime(2025, 3, 3, 10, tzinfo=ZONE)
LATER = dt.datetime(2026, 3, 2, 10, tzinfo=ZONE)
LIBRARY = Path(settings.DEFINITIONS_DIR)
PRACTICE: dict[str, Any] = yaml.safe_load((LIBRARY / "moe-2024/cases.yaml").read_text(encoding="utf-8"))["shared"]
FILES = {"copy": "file", "file": "file", "files": "file", "evidence": "file"}


def moe_version() -> ProgrammeVersion:
    """Return the Ministry's programme of 2024, published and run by the ministry."""
    ministry = Organisation.objects.filter(kind="ministry").first() or organisation("ministry", province="")
    return publish(folder=LIBRARY / "moe-2024", library=LIBRARY, operator=ministry, at=AT, offer=offer())


class Moe:
    """One person for each role of the Ministry's programme, and what they do one after the other."""

    def __init__(self) -> None:
        self.version = moe_version()
        ministry = self.version.operator
        self.officer, self.expert = member(ministry, "officer"), member(ministry, "expert")
        self.enterprise = member(organisation("enterprise"), "officer")
        self.university = organisation("university")
        self.office = member(self.university, "project_office")
        self.teacher = member(self.university, "teacher", user=person(name="示例·负责人"))

    def actor(self, who: str) -> Actor:
        """Return the actor for officer, expert, enterprise, office or teacher."""
        return actor_of(getattr(self, who))

    def begin(self, kind: str, who: str, **under: object) -> Case:
        """Begin a case and return it."""
        found = commands.begin(version_id=self.version.pk, kind=kind, actor=self.actor(who), at=AT, **under)
        assert found.case is not None, [one.message.en for one in found.decision.findings]
        return found.case

    def asked(self, case: Case, who: str, name: str, **changes: object) -> dict[str, object]:
        """Return what a worked case of the definition hands in, with a file of this case for each that it names."""
        given = {key: value for key, value in PRACTICE[name].items() if key not in FILES}
        files = {key: attached(case, self.actor(who)) for key in PRACTICE[name] if key in FILES}
        return {**plain(given), **files, **changes}

    def do(self, case: Case, action: str, who: str, at: dt.datetime = AT, **asked: object) -> Case:
        """Perform an action that has to be allowed."""
        return must(case, action, self.actor(who), at, **asked)

    def guide(self) -> Case:
        """Return a published guide."""
        case = fill(self.begin("guide", "enterprise"), plain(PRACTICE["guide"]))
        self.do(case, "submit", "enterprise")
        self.do(case, "forward", "officer")
        return self.do(case, "pass", "expert", experts=3, opinion="符合要求。", fits=True)

    def project(self, guide: Case | None = None, **application: object) -> Case:
        """Return a project whose agreement is to be drafted."""
        under = guide or self.guide()
        case = self.begin("application", "teacher", parent_id=under.pk, item=0)
        fill(case, {**plain(PRACTICE["application"]), "ends_on": "2026-02-28", **application})
        self.do(case, "send", "teacher")
        self.do(case, "agree", "office")
        self.do(case, "record_review", "enterprise", reviewer="示例·评审人", score="90", comment="目标明确。")
        self.do(case, "select", "enterprise", reasons="方案可行。")
        return Case.objects.get(parent=case)

    def proposed(self, case: Case | None = None, **agreement: object) -> Case:
        """Return a project whose agreement waits for the university's signature."""
        case = case or self.project()
        days = {"money_due_on": "2025-06-30", "goods_due_on": "2025-06-30", "ends_on": "2026-02-28"}
        given = self.asked(case, "teacher", "agreement", starts_on="2025-03-01", **days)
        return self.do(case, "propose", "teacher", **{**given, **agreement})

    def signed(self, case: Case | None = None) -> Case:
        """Return a project that both sides have signed."""
        case = case or self.proposed()
        self.do(case, "sign_university", "office", **self.asked(case, "office", "signature"))
        return self.do(case, "sign_enterprise", "enterprise", **self.asked(case, "enterprise", "signature"))

    def confirmed(self, case: Case | None = None) -> Case:
        """Return a project that the university has confirmed and that is to be filed."""
        case = case or self.signed()
        return self.do(case, "confirm", "office", **self.asked(case, "office", "checks"))

    def running(self, case: Case | None = None, number: str = "示例备案001") -> Case:
        """Return a filed project."""
        case = case or self.confirmed()
        return self.do(case, "file", "office", **self.asked(case, "office", "filing", number=number))

    def changing(self, case: Case, kind: str, **change: object) -> Case:
        """Return a project whose change waits for the enterprise."""
        words = {"kind": kind, "before": "原内容", "after": "新内容", "reasons": "示例理由"}
        self.do(case, "request_change", "teacher", **words, **change)
        return self.do(case, "agree_change", "office", opinion="同意。")

    def deliver(self, case: Case, amount: str, *, kind: str = "money", on: str = "2025-06-01") -> Case:
        """Note that something was received."""
        evidence = attached(case, self.actor("office"))
        return self.do(case, "record_delivery", "office", kind=kind, amount=amount, received_on=on, evidence=evidence)


def plain(value: Any) -> Any:
    """Return what YAML read as plain JSON: days as text, amounts as text."""
    match value:
        case dict():
            return {key: str(one) if key in AMOUNTS else plain(one) for key, one in value.items()}
        case list():
            return [plain(one) for one in value]
        case dt.date():
            return value.isoformat()
    return value


AMOUNTS = {"money", "goods", "goods_value", "amount", "paid_in_capital"}
