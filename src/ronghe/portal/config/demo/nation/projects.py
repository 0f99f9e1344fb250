"""What happens to projects of the nation, from the agreement to the list of closings."""

import datetime as dt
from collections.abc import Generator, Mapping
from typing import Any

from ronghe.portal.config.demo import answers as common
from ronghe.portal.config.demo.history.stage import Story
from ronghe.portal.config.demo.nation import answers
from ronghe.portal.config.demo.nation.plans import NEW, OLD, ApplicationPlan
from ronghe.portal.config.demo.nation.scene import Over, Scene, Tale
from ronghe.portal.config.demo.nation.words import words
from ronghe.portal.config.demo.season import on

DAY = dt.timedelta(days=1)
Told = Generator[dt.datetime, None, dt.date]
_CLOSING = ("closing_office", "closing_enterprise", "rectifying", "closing_university", "closing_experts",
            "closing_publication")  # fmt: skip
# How often something happens to a project.
_SLOW, _CHANGES, _DECLINED, _DEFERRED, _FAILED, _MISSING = 0.04, 0.2, 0.02, 0.06, 0.03, 0.08


def carried_out(scene: Scene, plan: ApplicationPlan, *, tale: Tale) -> Story:
    """Tell how a selected application becomes a project, and how that goes on."""
    _stop(plan, "preparing")
    if plan.guide.mode == NEW and not plan.stops and tale.chosen.random() < _SLOW:
        yield from tale.days(30, 300)
    ends_on = yield from _signed(plan, tale=tale)
    if plan.guide.mode == OLD:
        yield from _approved(scene, plan, tale=tale)
    else:
        yield from _filed(plan, tale=tale)
    tale.barred_at = None  # a filed project goes on whatever becomes of its guide
    yield from _delivered(scene, plan, tale=tale, ends_on=ends_on)
    if plan.stops == "running":
        return
    ends_on = yield from _changed(scene, plan, tale=tale, ends_on=ends_on)
    yield from _closed(scene, plan, tale=tale, ends_on=ends_on)


def _signed(plan: ApplicationPlan, *, tale: Tale) -> Told:
    """Draft the agreement, sign it on both sides, and return the end of its term."""
    office, officer = plan.who.office, plan.guide.who.officer
    yield from tale.days(0.5, 5)
    ends_on = _end_of_term(plan, tale=tale)
    item: Mapping[str, Any] = plan.guide.answers["items"][plan.item]
    agreement = answers.agreement(item=item, day=tale.at.date(), ends_on=ends_on, chosen=tale.chosen)
    tale.act("propose", plan.who.actor, agreement)
    if not plan.stops and tale.chosen.random() < 0.05:
        yield from tale.days(0.5, 3)
        tale.act("ask_changes", office, common.reasons(words()["agreement"]["changes"]))
        yield from tale.days(0.5, 3)
        tale.act("propose", plan.who.actor, agreement)
    _stop(plan, "signing_university")
    yield from tale.days(0.5, 4)
    tale.act("sign_university", office, answers.signature("school", copy=tale.attach(office, "合作协议学校签章件")))
    _stop(plan, "signing_enterprise")
    yield from tale.days(0.5, 4)
    copy = tale.attach(officer, "合作协议双方签章件")
    tale.act("sign_enterprise", officer, answers.signature("enterprise", copy=copy))
    _stop(plan, "signed")
    return ends_on


def _end_of_term(plan: ApplicationPlan, *, tale: Tale) -> dt.date:
    today, planned = tale.at.date(), dt.date.fromisoformat(plan.answers["ends_on"])
    if plan.wrong == "early":
        return planned - 75 * DAY
    if plan.wrong == "over":
        return today + 5 * DAY
    if plan.stops in _CLOSING:
        return tale.scene.now.date() - 24 * DAY
    return max(planned, today + 60 * DAY)


def _approved(scene: Scene, plan: ApplicationPlan, *, tale: Tale) -> Story:
    """The old mode: the expert group approves, and the Ministry publishes the list of a round."""
    day = plan.guide.published_on + 95 * DAY
    yield from tale.until(on(day, 9))
    if tale.chosen.random() < _DECLINED:
        tale.act("disapprove", scene.expert, common.reasons(words()["agreement"]["disapproved"]))
        raise Over
    expert = answers.opinion(words()["agreement"]["expert"])
    tale.act("approve", scene.expert, expert, batch=f"approve {tale.at.date()}")
    yield from tale.together(on(max(day + 7 * DAY, tale.at.date() + DAY), 15))
    listed = {"documents": words()["agreement"]["approval"]}
    tale.act("publish_approval", scene.officer, listed, batch=f"approvals {tale.at.date()}")


def _filed(plan: ApplicationPlan, *, tale: Tale) -> Story:
    """The new mode: the university confirms and files."""
    office = plan.who.office
    yield from tale.days(0.5, 4)
    if not plan.stops and tale.chosen.random() < _DECLINED:
        tale.act("decline", office, common.reasons(words()["agreement"]["declined"]))
        raise Over
    tale.act("confirm", office, answers.confirmation())
    _stop(plan, "confirmed")
    yield from tale.days(0.2, 3)
    tale.act("file", office, {"documents": words()["agreement"]["documents"]})


def _delivered(scene: Scene, plan: ApplicationPlan, *, tale: Tale, ends_on: dt.date) -> Story:
    """Money and goods come, mostly in time; the leader reports and the university looks in."""
    office = plan.who.office
    item: Mapping[str, Any] = plan.guide.answers["items"][plan.item]
    promised = [kind for kind in ("money", "goods") if float(item[kind])]
    paid = [kind for kind in promised if plan.wrong != "unpaid" and tale.chosen.random() < 0.92]
    for kind in paid:
        yield from tale.days(5, 45)
        evidence = tale.attach(office, {"money": "到账凭证", "goods": "软硬件验收单"}[kind])
        received = common.delivery(kind=kind, amount=item[kind], received_on=tale.at.date(), evidence=evidence)
        tale.act("record_delivery", office, received)
    middle = tale.at + (on(ends_on) - tale.at) * tale.chosen.uniform(0.35, 0.6)
    if plan.stops and plan.stops not in _CLOSING:
        middle = scene.now - 30 * DAY
    yield from tale.until(max(middle, tale.at))
    own = words()["process"]
    period = f"{tale.at.year}年{'上下'[tale.at.month > 6]}半年"
    progress = {"period": period, "done": own["progress"], "results": own["stage"]}
    tale.act("report_progress", plan.who.actor, progress)
    if tale.chosen.random() < 0.6:
        yield from tale.days(2, 20)
        result = tale.chosen.choices(("on_track", "at_risk", "stalled"), (16, 3, 1))[0] if paid else "at_risk"
        inspection = {"kind": "midterm", "result": result, "opinion": own["inspection"][result]}
        tale.act("inspect", office, inspection)


def _changed(scene: Scene, plan: ApplicationPlan, *, tale: Tale, ends_on: dt.date) -> Told:
    """Some ask for a change, an extension or to end it; return the end of the term that holds from then on."""
    waits = plan.stops.startswith("changing")
    if not waits and (plan.stops or tale.chosen.random() >= _CHANGES):
        return ends_on
    office, officer, own = plan.who.office, plan.guide.who.officer, words()["process"]
    kind = tale.chosen.choices(("term", "content", "termination"), (6, 4, 2))[0]
    yield from tale.until(scene.now - 8 * DAY if waits else tale.at + (on(ends_on) - tale.at) * tale.chosen.random())
    later = ends_on + tale.chosen.choice((90, 180)) * DAY
    tale.act("request_change", plan.who.actor, _request(kind, later=later))
    _stop(plan, "changing_university")
    yield from tale.days(1, 4)
    if not waits and tale.chosen.random() < 0.1:
        tale.act("refuse_change", office, common.reasons(own["refused"]))
        return ends_on
    tale.act("agree_change", office, answers.opinion(own["extension_decision"]))
    _stop(plan, "changing_enterprise")
    yield from tale.days(1, 6)
    if kind == "term":
        tale.act("approve_extension", officer, {"ends_on": later.isoformat(), "opinion": own["extension_decision"]})
        return later
    if kind == "content":
        tale.act("approve_change", officer, answers.opinion(own["content_decision"]))
        return ends_on
    settled = {"opinion": own["termination_decision"], "settlement": own["settlement"]}
    tale.act("approve_termination", officer, settled)
    raise Over


def _request(kind: str, *, later: dt.date) -> common.Answers:
    own = words()["process"]
    name = {"term": "extension", "content": "content", "termination": "termination"}[kind]
    request: common.Answers = {
        "kind": kind,
        "before": own["change_before"],
        "after": own[name],
        "reasons": own[f"{name}_reason"],
    }
    return {**request, "new_ends_on": later.isoformat()} if kind == "term" else request


def _closed(scene: Scene, plan: ApplicationPlan, *, tale: Tale, ends_on: dt.date) -> Story:
    """The leader finishes, and everybody in turn says yes: as far as it has come by today."""
    old, chosen = plan.guide.mode == OLD, tale.chosen
    office, officer = plan.who.office, plan.guide.who.officer
    missing, fails = chosen.random() < _MISSING, not plan.stops and chosen.random() < _FAILED
    yield from tale.until(on(ends_on + DAY) + chosen.uniform(0, 10 if plan.stops else 75) * DAY)
    yield from _finished(plan, tale=tale, missing=missing)
    _stop(plan, "closing_enterprise")
    yield from tale.days(1, 3 if plan.stops else 20)
    if plan.stops == "rectifying" or fails or (not plan.stops and chosen.random() < _DEFERRED):
        until = tale.at.date() + 30 * DAY
        tale.act("defer", officer, {"reasons": words()["closing"]["defer"], "until": until.isoformat()})
        _stop(plan, "rectifying")
        yield from tale.days(8, 28)
        yield from _finished(plan, tale=tale, missing=missing)
        yield from tale.days(1, 12)
    tale.act("conclude", officer, answers.acceptance(passes=not fails, missing=missing and not fails))
    _stop(plan, "closing_university")
    yield from tale.days(0.5, 3 if plan.stops else 12)
    tale.act("agree_conclusion", office, answers.opinion(words()["closing"]["review"]))
    if old:
        yield from tale.days(2, 25)
        tale.act("review_closing", scene.expert, answers.opinion(words()["closing"]["expert"]))
    _stop(plan, "closing_publication")
    yield from tale.together(_publication(tale.at, old=old))
    who = scene.officer if old else office
    batch = f"closing {tale.at.date()} {who.organisation_id}"
    tale.act("publish_failure" if fails else "publish_closing", who, batch=batch)


def _finished(plan: ApplicationPlan, *, tale: Tale, missing: bool) -> Story:
    teacher = plan.who.actor
    files = tale.attach(teacher, "结题报告及佐证")
    report = answers.report(topic=plan.topic, results=plan.answers["results"], missing=missing, files=files)
    tale.act("finish", teacher, report)
    if plan.guide.mode == OLD:
        yield from tale.days(0.5, 6)
        if tale.chosen.random() < 0.05:
            tale.act("return_closing", plan.who.office, common.reasons(words()["closing"]["returned"]))
            yield from tale.days(1, 6)
            tale.act("finish", teacher, report)
            yield from tale.days(0.5, 6)
        tale.act("pass_on", plan.who.office)


def _publication(at: dt.datetime, *, old: bool) -> dt.datetime:
    """The Ministry publishes at the end of a quarter, a university on the 25th of a month."""
    month = at.month
    if old:
        month = (at.month + 2) // 3 * 3
    day = dt.date(at.year, month, 25)
    while day <= at.date():
        month = day.month + (3 if old else 1)
        day = dt.date(day.year + (month > 12), (month - 1) % 12 + 1, 25)
    return on(day, 16)


def _stop(plan: ApplicationPlan, state: str) -> None:
    if plan.stops == state:
        raise Over
