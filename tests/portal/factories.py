"""Real objects for tests: organisations, people, the Jilin programme, and cases brought into a state by own acts."""

import datetime as dt
import functools
import itertools
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ronghe.portal.accounts.models import User
from ronghe.portal.cases import commands
from ronghe.portal.cases.actors import Actor, actor_of
from ronghe.portal.cases.commands import index
from ronghe.portal.cases.models import Attachment, Case
from ronghe.portal.cases.offer import offer
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes.commands import publish
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.portal.programmes.queries import definition
from ronghe.rulebook.decisions import Allowed, Decision

ZONE = ZoneInfo("Asia/Shanghai")
_numbers = itertools.count(1)

QUALIFY_AT = dt.datetime(2024, 9, 10, 10, tzinfo=ZONE)
GUIDE_AT = dt.datetime(2024, 9, 20, 10, tzinfo=ZONE)
PUBLISH_AT = dt.datetime(2024, 10, 15, 10, tzinfo=ZONE)
APPLY_AT = dt.datetime(2024, 10, 28, 10, tzinfo=ZONE)
REVIEW_AT = dt.datetime(2024, 11, 6, 10, tzinfo=ZONE)
RECOMMEND_AT = dt.datetime(2024, 11, 20, 10, tzinfo=ZONE)
APPROVE_AT = dt.datetime(2024, 11, 27, 10, tzinfo=ZONE)
AGREE_AT = dt.datetime(2024, 12, 5, 10, tzinfo=ZONE)
FINISH_AT = dt.datetime(2025, 11, 5, 10, tzinfo=ZONE)


def organisation(kind: str, **values: object) -> Organisation:
    """Return a confirmed organisation of a kind."""
    number = next(_numbers)
    defaults: dict[str, object] = {
        "name": f"示例{number}单位",
        "province": "22",
        "status": Organisation.Status.CONFIRMED,
        "legal_person": True,
        "founded_on": dt.date(2015, 5, 1),
        "is_fictitious": True,
    }
    return Organisation.objects.create(kind=kind, **{**defaults, **values})


def person(**values: object) -> User:
    """Return a person with a log-in."""
    number = next(_numbers)
    return User.objects.create(**{"username": f"person-{number}", "name": f"示例·甲{number}", **values})


def member(organisation: Organisation, role: str, user: User | None = None) -> Membership:
    """Return an active membership of a person, new unless given, in a role."""
    return Membership.objects.create(
        user=user or person(),
        organisation=organisation,
        role=role,
        status=Membership.Status.ACTIVE,
        since=dt.date(2024, 1, 1),
    )


def province() -> Organisation:
    """Return the one provincial department of Jilin."""
    found = Organisation.objects.filter(kind="provincial_department", province="22").first()
    return found or organisation("provincial_department", name="吉林省教育厅（测试）")


def jl_version() -> ProgrammeVersion:
    """Return the Jilin programme, published and run by the province."""
    library = Path(settings.DEFINITIONS_DIR)
    return publish(folder=library / "jl-2024", library=library, operator=province(), at=timezone.now(), offer=offer())


class Parties:
    """One person for each role of the Jilin programme."""

    def __init__(self) -> None:
        self.version = jl_version()
        self.officer = member(province(), "officer")
        self.enterprise = member(organisation("enterprise"), "officer")
        university = organisation("university")
        self.office = member(university, "project_office")
        self.teacher = member(university, "teacher")

    def actor(self, who: str) -> Actor:
        """Return the actor for officer, enterprise, office or teacher."""
        return actor_of(getattr(self, who))


def upload(name: str = "材料.pdf", content: bytes = b"%PDF-1.7 example") -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def attached(case: Case, actor: Actor) -> dict[str, object]:
    """Return a file field's value for a file just handed in with a case."""
    stored: Attachment = commands.attach(case=case, actor=actor, upload=upload(), at=QUALIFY_AT)
    return {"name": stored.name, "digest": stored.digest, "size": stored.size}


QUALIFICATION = {
    "title": "示例企业参与资格",
    "profile": "示例企业从事人工智能软件研发。",
    "industry": "I65",
    "legal_person_declared": True,
    "cooperation": "与省内高校共建过实验室。",
    "technology_statement": "拥有自主研发的示例平台。",
    "financial_system": "按企业会计准则核算。",
    "financial_system_sound": True,
    "credit_report_issuer": "示例信用服务机构",
    "credit_report_on": "2024-08-01",
    "no_false_statements": True,
    "no_breach": True,
    "no_disguised_purchase": True,
    "no_private_deals": True,
    "contact_name": "示例·乙",
    "contact_phone": "00000000000",
}
ITEM = {
    "title": "人工智能课程改革",
    "type": "teaching_content",
    "places": 10,
    "money": "30000.00",
    "goods": "0.00",
    "requirements": "面向计算机类专业。",
}
GUIDE = {
    "title": "示例企业2024年项目指南",
    "summary": "支持人工智能方向的课程改革。",
    "field": "artificial_intelligence",
    "directions": ["artificial_intelligence"],
    "items": [ITEM],
    "goals": "建成可共享的课程。",
    "results": "课程一门、案例十个。",
    "months": 12,
    "support_method": "资金一次拨付。",
    "support_schedule": "立项后三个月内。",
    "unconditional": True,
    "ip_statement": "双方共有。",
    "review_method": "十一月上旬组织专家评审。",
    "contact_office": "校企合作部",
    "contact_name": "示例·丙",
    "contact_phone": "00000000000",
}
APPLICATION = {
    "title": "机器学习课程改革",
    "department": "示例学院",
    "starts_on": "2024-12-01",
    "ends_on": "2025-11-30",
    "leader": "示例·丁",
    "leader_position": "示例教授",
    "leader_phone": "00000000000",
    "goals": "更新教学内容。",
    "content": "引入企业案例。",
    "basis": "已有课程基础。",
    "schedule": [{"starts_on": "2024-12-01", "ends_on": "2025-11-30", "work": "建设课程"}],
    "results": [{"kind": "course", "count": 1, "description": "在线课程"}],
    "budget": [{"purpose": "课程录制", "source": "enterprise", "amount": "30000.00"}],
}
REASONS = {"reasons": "材料不全，请补充。"}
REVIEW = {"experts": 3, "score": "88", "comment": "目标明确。", "conclusion": "recommend"}
REPORT = {
    "summary": "课程已建成。",
    "goals_met": "全部完成。",
    "use_of_money": "按预算使用。",
    "results": [{"name": "在线课程", "count": 1}],
}
ACCEPTANCE = {"conclusion": "pass", "experts": 3, "reasons": "达到预期。"}
AGREEMENT = {
    "money": "30000.00",
    "money_due_on": "2025-02-28",
    "goods_value": "0.00",
    "goods_due_on": "2025-02-28",
    "ends_on": "2025-11-30",
    "ip_owner": "joint",
    "ip_terms": "双方共有。",
    "sharing_terms": "双方可在教学中无偿使用。",
}


def fill(case: Case, data: Mapping[str, object]) -> Case:
    """Put a whole form into a draft."""
    case.data = dict(data)
    case.title = str(data.get("title", case.title))
    case.save(update_fields=["data", "title"])
    index.write(case=case, definition=definition(case.version_id))
    return case


def do(case: Case, action: str, actor: Actor, at: dt.datetime, **asked: object) -> Decision:
    """Perform an action and return the decision."""
    return commands.perform(case_id=case.pk, action=action, actor=actor, at=at, asked=asked)


def must(case: Case, action: str, actor: Actor, at: dt.datetime, **asked: object) -> Case:
    """Perform an action that has to be allowed and return the case as it stands."""
    decision = do(case, action, actor, at, **asked)
    assert isinstance(decision, Allowed), [one.message.en for one in decision.findings]
    return again(case)


def again(case: Case) -> Case:
    """Return the case as it is stored now."""
    return Case.objects.get(pk=case.pk)


def _advance(case: Case, *, to: str, steps: list[tuple[str, functools.partial[Case]]]) -> Case:
    for state, step in steps:
        if case.state == to:
            break
        case = step(case)
        assert case.state == state, case.state
    assert case.state == to, case.state
    return case


def begun(parties: Parties, kind: str, who: str, at: dt.datetime, **values: object) -> Case:
    """Begin a case and return it."""
    found = commands.begin(version_id=parties.version.pk, kind=kind, actor=parties.actor(who), at=at, **values)
    assert found.case is not None, [one.message.en for one in found.decision.findings]
    return found.case


def qualification(parties: Parties, state: str = "qualified") -> Case:
    """Return the enterprise's qualification in a state up to `qualified`."""
    enterprise, officer = parties.actor("enterprise"), parties.actor("officer")
    case = begun(parties, "qualification", "enterprise", QUALIFY_AT)
    files = {key: attached(case, enterprise) for key in ("technology_evidence", "credit_report")}
    case = fill(case, {**QUALIFICATION, **files})

    def qualify(case: Case) -> Case:
        must(case, "rule_technology", officer, QUALIFY_AT, answer=True, reason="材料属实。")
        return must(case, "qualify", officer, QUALIFY_AT)

    return _advance(
        case, to=state,
        steps=[("in_review", lambda c: must(c, "submit", enterprise, QUALIFY_AT)), ("qualified", qualify)],
    )  # fmt: skip


def guide(parties: Parties, state: str = "published", **values: object) -> Case:
    """Return a guide in a state up to `published`; its enterprise is qualified first."""
    if not Case.objects.filter(kind="qualification", owner=parties.enterprise.organisation, state="qualified").exists():
        qualification(parties)
    enterprise, officer = parties.actor("enterprise"), parties.actor("officer")
    case = fill(begun(parties, "guide", "enterprise", GUIDE_AT), {**GUIDE, **values})
    return _advance(
        case, to=state,
        steps=[
            ("in_review", lambda c: must(c, "submit", enterprise, GUIDE_AT)),
            ("announced", lambda c: must(c, "announce", officer, GUIDE_AT)),
            ("published", lambda c: must(c, "publish", officer, PUBLISH_AT)),
        ],
    )  # fmt: skip


def application(parties: Parties, state: str = "submitted", guide_case: Case | None = None, **values: object) -> Case:
    """Return an application in a state up to `approved` (as a general project)."""
    parent = guide_case or guide(parties)
    case = begun(parties, "application", "teacher", APPLY_AT, parent_id=parent.pk, item=0)
    case = fill(case, {**APPLICATION, **values})
    enterprise, officer = parties.actor("enterprise"), parties.actor("officer")

    def shortlist(case: Case) -> Case:
        must(case, "review", enterprise, REVIEW_AT, **REVIEW)
        return must(case, "shortlist", enterprise, REVIEW_AT)

    return _advance(
        case, to=state,
        steps=[
            ("at_university", lambda c: must(c, "send", parties.actor("teacher"), APPLY_AT)),
            ("submitted", lambda c: must(c, "apply", parties.actor("office"), APPLY_AT)),
            ("shortlisted", shortlist),
            ("recommended", lambda c: must(c, "recommend", enterprise, RECOMMEND_AT)),
            ("approved", lambda c: must(c, "approve", officer, APPROVE_AT)),
        ],
    )  # fmt: skip


def project(parties: Parties, state: str = "running", **agreement: object) -> Case:
    """Return a project in a state up to `closed`."""
    case = Case.objects.get(parent=application(parties, "approved"), kind="project")
    office, enterprise = parties.actor("office"), parties.actor("enterprise")

    def start(case: Case) -> Case:
        copy = attached(case, office)
        must(case, "agree", office, AGREE_AT, **{**AGREEMENT, "signed_copy": copy, **agreement})
        return must(case, "confirm_agreement", enterprise, AGREE_AT)

    def finish(case: Case) -> Case:
        files = attached(case, parties.actor("teacher"))
        return must(case, "finish", parties.actor("teacher"), FINISH_AT, **REPORT, files=files)

    return _advance(
        case, to=state,
        steps=[
            ("running", start),
            ("closing_university", finish),
            ("closing_enterprise", lambda c: must(c, "agree_closing", office, FINISH_AT)),
            ("closing_province", lambda c: must(c, "accept", enterprise, FINISH_AT, **ACCEPTANCE)),
            ("closed", lambda c: must(c, "publish_closing", parties.actor("officer"), FINISH_AT)),
        ],
    )  # fmt: skip
