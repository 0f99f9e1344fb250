"""What happens to projects, from the agreement to the closing list."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ronghe.portal.config.demo import answers
from ronghe.portal.config.demo.history.stage import Story
from ronghe.portal.config.demo.plans import ApplicationPlan, ProjectPlan
from ronghe.portal.config.demo.scene import Scene
from ronghe.portal.config.demo.season import Clock, on
from ronghe.portal.config.demo.texts import chance, texts

_CLOSING = ("closing_university", "closing_enterprise", "closing_province", "closed", "failed")


def project(scene: Scene, plan: ApplicationPlan, *, case: int, clock: Clock) -> Story:
    """Tell how an approved project goes on."""
    ends = plan.project or ProjectPlan(ends="preparing", agreed=False)
    if not ends.agreed:
        return
    season, chosen = scene.season, chance(f"{plan.key} project")
    office, officer = plan.who.office, plan.guide.who.officer
    item: Mapping[str, Any] = plan.guide.answers["items"][plan.item]
    yield clock.reach(on(season.agree) + dt.timedelta(days=chosen.uniform(0, season.agree_days)))
    copy = scene.stage.attach(case, actor=office, name="合作协议签章件（演示）.pdf", at=clock.at)
    started = clock.at.date()
    due_on = started + dt.timedelta(days=season.months * 3)
    ends_on = max(started + dt.timedelta(days=season.months * 30), ends.finished_on or started)
    agreement = answers.agreement(item=item, due_on=due_on, ends_on=ends_on, signed_copy=copy, chosen=chosen)
    scene.act(case, "agree", office, clock.at, agreement)
    if ends.changed:
        yield clock.later(5, 30)
        scene.act(case, "ask_changes", officer, clock.at, answers.reasons(texts()["reasons"]["ask_changes"]))
        if ends.ends == "preparing":
            return
        yield clock.later(5, 30)
        scene.act(case, "agree", office, clock.at, agreement)
    if ends.ends == "preparing":
        return
    yield clock.later(4, 40)
    scene.act(case, "confirm_agreement", officer, clock.at)
    yield from _delivered(scene, plan, ends, case=case, clock=clock, item=item, due_on=due_on)
    if ends.ends in _CLOSING:
        yield from _closed(scene, plan, ends, case=case, clock=clock)


def _delivered(
    scene: Scene, plan: ApplicationPlan, ends: ProjectPlan, *, case: int, clock: Clock, item: Mapping[str, Any],
    due_on: dt.date,
) -> Story:  # fmt: skip
    """Money and goods come before their day, in part, or not at all."""
    office, chosen = plan.who.office, chance(f"{plan.key} deliveries")
    promised = [(kind, float(item[kind])) for kind in ("money", "goods") if float(item[kind])]
    parts = [(kind, amount / 2) for kind, amount in promised for _ in range(2)]
    count = {"all": len(parts), "some": 1, "none": 0}[ends.paid]
    days = max((due_on - clock.at.date()).days - 1, len(parts))
    for kind, amount in parts[:count]:
        yield clock.reach(clock.at + dt.timedelta(days=days / len(parts) * chosen.uniform(0.4, 0.9)))
        evidence = scene.stage.attach(case, actor=office, name=f"{_PAPERS[kind]}（演示）.pdf", at=clock.at)
        received = answers.delivery(kind=kind, amount=f"{amount:.2f}", received_on=clock.at.date(), evidence=evidence)
        scene.act(case, "record_delivery", office, clock.at, received)


_PAPERS = {"money": "到账凭证", "goods": "软硬件验收单"}


def _closed(scene: Scene, plan: ApplicationPlan, ends: ProjectPlan, *, case: int, clock: Clock) -> Story:
    """The leader finishes, the university agrees, the enterprise accepts, the province publishes: as far as it goes."""
    office, officer = plan.who.office, plan.guide.who.officer
    steps = _CLOSING.index("closing_province" if ends.ends in ("closed", "failed") else ends.ends)
    if ends.recent:
        clock.reach(scene.season.before(ends.recent + 3 * steps))
    else:
        clock.reach(on(ends.finished_on or scene.season.finish_from, 9))
    yield clock.at
    _finish(scene, plan, case=case, clock=clock)
    if ends.sent_back:
        yield clock.later(5, 24)
        back = answers.reasons(texts()["reasons"]["send_back_closing"])
        scene.act(case, "send_back_closing", office, clock.at, back)
        yield clock.later(5, 24)
        _finish(scene, plan, case=case, clock=clock)
    if ends.ends == "closing_university":
        return
    yield clock.later(10, 40)
    scene.act(case, "agree_closing", office, clock.at)
    if ends.ends == "closing_enterprise":
        return
    yield clock.later(20, 60)
    passes, chosen = ends.ends != "failed", chance(f"{plan.key} acceptance")
    acceptance = answers.acceptance(passes=passes, chosen=chosen)
    scene.act(case, "accept" if passes else "fail", officer, clock.at, acceptance)
    if ends.ends == "closed":
        month = clock.at.date().replace(day=25)
        listed = month if month > clock.at.date() else clock.at.date() + dt.timedelta(days=2)
        yield clock.exactly(min(on(listed, 16), max(scene.season.before(1), clock.at + dt.timedelta(hours=1))))
        scene.act(case, "publish_closing", scene.province, clock.at, batch=f"close {plan.guide.programme} {listed}")


def _finish(scene: Scene, plan: ApplicationPlan, *, case: int, clock: Clock) -> None:
    files = scene.stage.attach(case, actor=plan.who.actor, name="结题报告及佐证（演示）.pdf", at=clock.at)
    report = answers.report(topic=plan.topic, results=plan.answers["results"], files=files)
    scene.act(case, "finish", plan.who.actor, clock.at, report)
