"""What happens to applications, from the teacher's draft to the province's approval."""

import datetime as dt
import random

from ronghe.portal.config.demo import answers
from ronghe.portal.config.demo.history.stage import Story
from ronghe.portal.config.demo.plans import ApplicationPlan
from ronghe.portal.config.demo.projects import project
from ronghe.portal.config.demo.scene import Scene
from ronghe.portal.config.demo.season import Clock, on
from ronghe.portal.config.demo.texts import texts
from ronghe.portal.notices.models import Objection


def application(scene: Scene, plan: ApplicationPlan) -> Story:
    """Tell how a teacher applies, up to the university's office and the enterprise's review."""
    clock, chosen = scene.clock(plan.begun_at, plan.key)
    who, stage = plan.who.actor, scene.stage
    yield clock.later(0, 6)
    case = stage.begin(kind="application", actor=who, at=clock.at, parent=scene.guides[plan.guide.key], item=plan.item)
    yield clock.later(0.5, 4)
    unfinished = plan.ends == "draft" and not plan.returned
    kept = {key: value for key, value in plan.answers.items() if key not in ("results", "budget", "basis", "schedule")}
    stage.fill(case, actor=who, answers=kept if unfinished else plan.answers, at=clock.at)
    if unfinished:
        return
    if plan.leaves == "draft":
        yield from _left(scene, plan, case=case, clock=clock)
        return
    yield clock.later(0.2, 8)
    scene.act(case, "send", who, clock.at)
    if plan.returned:
        yield clock.later(1, 6)
        back = answers.reasons(chosen.choice(texts()["reasons"]["send_back"]))
        scene.act(case, "send_back", plan.who.office, clock.at, back)
        if plan.ends == "draft":
            return
        yield clock.later(0.5, 4)
        scene.act(case, "send", who, clock.at)
    if plan.ends == "at_university":
        return
    if plan.leaves == "at_university":
        yield from _left(scene, plan, case=case, clock=clock)
        return
    yield _last_hours(scene, clock=clock, chosen=chosen, plan=plan)
    scene.act(case, "apply", plan.who.office, clock.at)
    yield from _reviewed(scene, plan, case=case, clock=clock, chosen=chosen)


def _last_hours(scene: Scene, *, clock: Clock, chosen: random.Random, plan: ApplicationPlan) -> dt.datetime:
    """Universities apply from the first day of the window, many on its last."""
    first, last = on(scene.season.apply_from), on(scene.season.apply_to, 23, 50)
    if plan.late:
        return clock.exactly(on(scene.season.apply_to, chosen.randint(8, 22), chosen.randrange(60)))
    clock.reach(max(first, clock.at + dt.timedelta(hours=chosen.uniform(1, 30))))
    return clock.exactly(min(clock.at, last))


def _left(scene: Scene, plan: ApplicationPlan, *, case: int, clock: Clock) -> Story:
    """The story stops here: withdrawn, or held when the guide is revoked, which its own story does."""
    if plan.ends == "withdrawn":
        yield clock.later(2, 20)
        scene.act(case, "withdraw", plan.who.actor, clock.at)


def _reviewed(scene: Scene, plan: ApplicationPlan, *, case: int, clock: Clock, chosen: random.Random) -> Story:
    season, officer = scene.season, plan.guide.who.officer
    if plan.leaves == "submitted":
        yield from _left(scene, plan, case=case, clock=clock)
        return
    if plan.ends == "submitted" and not plan.reviewed:
        return
    yield clock.reach(
        on(season.review) + dt.timedelta(days=chosen.randrange(season.review_days), hours=chosen.random() * 8)
    )
    review = answers.review(recommends=plan.ends != "not_selected" or plan.dropped, chosen=chosen)
    scene.act(case, "review", officer, clock.at, review)
    if plan.ends == "submitted":
        return
    if plan.ends == "not_selected" and not plan.dropped:
        yield clock.exactly(on(season.shortlist, 11) + plan.guide.hour)
        scene.act(case, "reject", officer, clock.at, answers.reasons(chosen.choice(texts()["reasons"]["reject"])))
        return
    at = plan.shortlisted_at or on(season.shortlist, 15) + plan.guide.hour
    yield clock.exactly(at)
    scene.act(case, "shortlist", officer, clock.at, batch=f"shortlist {plan.guide.key} {at.date()}")
    if plan.objection is not None:
        yield from _objected(scene, plan, case=case, clock=clock)
    if plan.leaves == "shortlisted":
        yield from _left(scene, plan, case=case, clock=clock)
    elif plan.ends != "shortlisted" and not plan.dropped:
        yield from _recommended(scene, plan, case=case, clock=clock)


def _objected(scene: Scene, plan: ApplicationPlan, *, case: int, clock: Clock) -> Story:
    words, officer, upheld = texts()["objections"], plan.guide.who.officer, plan.objection == "upheld"
    yield clock.later(14, 30)
    grounds = words["upheld_selection"] if upheld else words["dismissed"]
    reference = scene.stage.object_to(case, name=words["name"], grounds=grounds, at=clock.at)
    if plan.objection == "open":
        return
    yield clock.later(20, 60)
    result = Objection.Result.UPHELD if upheld else Objection.Result.DISMISSED
    reason = words["upheld_selection_reason"] if upheld else words["dismissed_reason"]
    scene.stage.settle(reference, actor=officer, result=result, reason=reason, at=clock.at)
    if plan.dropped:
        yield clock.later(4, 20)
        scene.act(case, "drop", officer, clock.at, answers.reasons(texts()["reasons"]["drop"]))


def _recommended(scene: Scene, plan: ApplicationPlan, *, case: int, clock: Clock) -> Story:
    season = scene.season
    at = plan.recommended_at or on(season.recommend, 10) + plan.guide.hour
    yield clock.exactly(at)
    scene.act(case, "recommend", plan.guide.who.officer, clock.at, batch=f"recommend {plan.guide.key} {at.date()}")
    if plan.ends == "recommended":
        return
    programme = plan.guide.programme
    if plan.ends == "not_approved":
        yield clock.exactly(on(season.approve, 17))
        scene.act(case, "refuse", scene.province, clock.at, answers.reasons(texts()["reasons"]["refuse"]))
        return
    yield clock.exactly(on(season.approve, 14 if plan.key_project else 15))
    action = "approve_key" if plan.key_project else "approve"
    scene.act(case, action, scene.province, clock.at, batch=f"{action} {programme} {season.approve}")
    yield from _carried_out(scene, plan, application=case, clock=clock)


def _carried_out(scene: Scene, plan: ApplicationPlan, *, application: int, clock: Clock) -> Story:
    (case,) = scene.stage.children(application)
    yield from project(scene, plan, case=case, clock=clock)
