"""What the stories of the demo lead to."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ronghe.portal.config.demo.people import Enterprise, Teacher

Objected = Literal["open", "upheld", "dismissed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationPlan:
    """The state that an enterprise's qualification ends in, and what happens on the way."""

    key: str
    who: Enterprise
    title: str
    begun_on: dt.date
    ends: str
    returned: bool = False
    ruled: bool = False
    excluded_on: dt.date | None = None
    readmitted_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePlan:
    """The state that a guide ends in, and what happens on the way."""

    key: str
    programme: str
    who: Enterprise
    topic: str
    begun_on: dt.date
    ends: str
    answers: Mapping[str, Any]
    hour: dt.timedelta
    returned: bool = False
    announced_on: dt.date | None = None
    objection: Objected | None = None
    objected_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPlan:
    """The state that a project ends in; `paid` is the share of its deliveries that have come."""

    ends: str
    paid: Literal["all", "some", "none"] = "all"
    agreed: bool = True
    changed: bool = False
    sent_back: bool = False
    finished_on: dt.date | None = None
    recent: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPlan:
    """The state that an application ends in; `leaves` is where it is withdrawn or stopped by its guide's revocation."""

    key: str
    who: Teacher
    guide: GuidePlan
    item: int
    begun_at: dt.datetime
    ends: str
    answers: Mapping[str, Any]
    topic: str
    leaves: str = ""
    returned: bool = False
    late: bool = False
    reviewed: bool = False
    dropped: bool = False
    key_project: bool = False
    objection: Objected | None = None
    shortlisted_at: dt.datetime | None = None
    recommended_at: dt.datetime | None = None
    project: ProjectPlan | None = None
