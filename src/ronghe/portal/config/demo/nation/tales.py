"""What happens to guides and applications of the nation, in either mode, until a project begins."""

import contextlib
import datetime as dt

from ronghe.portal.config.demo import answers as common
from ronghe.portal.config.demo.history.stage import Story
from ronghe.portal.config.demo.nation import answers
from ronghe.portal.config.demo.nation.plans import OLD, ApplicationPlan, GuidePlan, Plan
from ronghe.portal.config.demo.nation.projects import carried_out
from ronghe.portal.config.demo.nation.scene import Over, Scene, Tale
from ronghe.portal.config.demo.nation.words import words
from ronghe.portal.config.demo.season import on
from ronghe.portal.config.demo.texts import texts


def stories(scene: Scene, plan: Plan) -> list[Story]:
    """Return the stories of a plan."""
    return [*(guide(scene, one) for one in plan.guides), *(application(scene, one) for one in plan.applications)]


def guide(scene: Scene, plan: GuidePlan) -> Story:
    """Tell how a guide is written, examined and published, and how it ends."""
    with contextlib.suppress(Over):
        yield from _guide(scene, plan)


def _guide(scene: Scene, plan: GuidePlan) -> Story:
    tale = scene.tale(on(plan.begun_on, 8), plan.key, barred_at=plan.barred_at)
    who = plan.who.officer
    yield from tale.days(0, 0.4)
    tale.case = scene.guides[plan.key] = scene.stage.begin(kind="guide", actor=who, at=tale.at)
    yield from tale.days(0.1, 1)
    scene.stage.fill(tale.case, actor=who, answers=plan.answers, at=tale.at)
    yield from tale.days(0.5, 4)
    tale.act("submit", who)
    if plan.returned:
        yield from tale.days(0.5, 2)
        tale.act("return", scene.officer, common.reasons(words()["guide"]["return"]))
        yield from tale.days(0.5, 2)
        tale.act("submit", who)
    yield from tale.days(1, 3)
    if plan.ends == "withdrawn":
        tale.act("withdraw", who)
        return
    tale.act("forward", scene.officer)
    yield from _published(scene, plan, tale=tale)


def _published(scene: Scene, plan: GuidePlan, *, tale: Tale) -> Story:
    fits = {"experts": tale.chosen.choice((3, 5, 7)), "opinion": words()["guide"]["fits"], "fits": True}
    if plan.mode == OLD:
        yield from tale.days(2, 8)
        tale.act("pass", scene.expert, fits)
        yield from tale.together(on(plan.published_on, 10))
        tale.act("publish", scene.officer, batch=f"publish {plan.published_on}")
    else:
        yield from tale.until(on(plan.published_on, 9) + dt.timedelta(hours=tale.chosen.uniform(0, 8)))
        tale.act("pass", scene.expert, fits)
    tale.barred_at = None
    if plan.barred_at is not None:
        yield from tale.together(plan.barred_at)
        if plan.bar == "exclude":
            evidence = tale.attach(scene.officer, "核查材料")
            tale.act("exclude", scene.officer, {"facts": words()["guide"]["violation"], "evidence": evidence})
        else:
            tale.act("revoke", scene.officer, common.reasons(words()["guide"]["revoke"]))
    elif plan.closes_on is not None:
        yield from tale.until(on(plan.closes_on, 17))
        tale.act("close", plan.who.officer)


def application(scene: Scene, plan: ApplicationPlan) -> Story:
    """Tell how a teacher applies, and what comes of it."""
    with contextlib.suppress(Over):
        yield from _application(scene, plan)


def _application(scene: Scene, plan: ApplicationPlan) -> Story:
    tale = scene.tale(plan.begun_at, plan.key, barred_at=plan.guide.barred_at)
    who, office = plan.who.actor, plan.who.office
    yield from tale.days(0, 0.3)
    tale.case = scene.stage.begin(
        kind="application", actor=who, at=tale.at, parent=scene.guides[plan.guide.key], item=plan.item
    )
    yield from tale.days(0.1, 1)
    if plan.stops == "draft":
        draft = {key: value for key, value in plan.answers.items() if key not in ("results", "budget", "schedule")}
        scene.stage.fill(tale.case, actor=who, answers=draft, at=tale.at)
        raise Over
    scene.stage.fill(tale.case, actor=who, answers=plan.answers, at=tale.at)
    yield from tale.days(0.1, 2)
    tale.act("send", who)
    _stop(plan, "at_university")
    yield from _agreed(plan, tale=tale)
    _stop(plan, "submitted")
    if not plan.selected and tale.chosen.random() < 0.08:
        yield from tale.days(1, 9)
        tale.act("withdraw", who if tale.chosen.random() < 0.8 else office)
        return
    yield from _selected(scene, plan, tale=tale)


def _agreed(plan: ApplicationPlan, *, tale: Tale) -> Story:
    yield from tale.days(0.2, 3)
    if not plan.quick and tale.chosen.random() < 0.1:
        back = common.reasons(tale.chosen.choice(texts()["reasons"]["send_back"]))
        tale.act("send_back", plan.who.office, back)
        yield from tale.days(0.2, 2)
        tale.act("send", plan.who.actor)
        yield from tale.days(0.2, 1)
    tale.act("agree", plan.who.office)


def _selected(scene: Scene, plan: ApplicationPlan, *, tale: Tale) -> Story:
    officer = plan.guide.who.officer
    yield from tale.until(plan.select_at - dt.timedelta(days=tale.chosen.uniform(1, 8)))
    tale.act("record_review", officer, answers.review(recommends=plan.selected, chosen=tale.chosen))
    yield from tale.until(plan.select_at)
    if not plan.selected:
        reason = tale.chosen.choice(texts()["reasons"]["reject"])
        tale.act("reject", officer, common.reasons(reason))
        return
    chosen = common.reasons(words()["application"]["select"])
    tale.act("select", officer, chosen, batch=f"select {plan.guide.key}" if plan.guide.mode == OLD else "")
    (project,) = scene.stage.children(tale.case)
    following = scene.tale(tale.at, f"{plan.key} project", barred_at=plan.guide.barred_at)
    following.case = project
    yield from carried_out(scene, plan, tale=following)


def _stop(plan: ApplicationPlan, state: str) -> None:
    if plan.stops == state:
        raise Over
