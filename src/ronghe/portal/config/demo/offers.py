"""What happens to qualifications and guides: each story leads to the end that its plan gives."""

import datetime as dt

from ronghe.portal.config.demo import answers
from ronghe.portal.config.demo.history.stage import Story
from ronghe.portal.config.demo.plans import GuidePlan, QualificationPlan
from ronghe.portal.config.demo.scene import Scene
from ronghe.portal.config.demo.season import Clock, on
from ronghe.portal.config.demo.texts import texts
from ronghe.portal.notices.models import Objection


def qualification(scene: Scene, plan: QualificationPlan) -> Story:
    """Tell how an enterprise asks to take part."""
    clock, chosen = scene.clock(on(plan.begun_on), plan.key)
    stage, who, words = scene.stage, plan.who.officer, texts()["reasons"]
    yield clock.later(0, 30)
    case = stage.begin(kind="qualification", actor=who, at=clock.at)
    yield clock.later(0.5, 3)
    files = {
        key: stage.attach(case, actor=who, name=name, at=clock.at)
        for key, name in (
            ("technology_evidence", "技术证明材料（演示）.pdf"),
            ("credit_report", "信用报告（演示）.pdf"),
        )
    }
    day = clock.at.date()
    filled = answers.qualification(plan.who, title=plan.title, files=files, day=day, chosen=chosen)
    if plan.ends == "draft" and not plan.returned:
        filled = {key: value for key, value in filled.items() if not key.startswith("no_")}
    stage.fill(case, actor=who, answers=filled, at=clock.at)
    if plan.ends == "draft" and not plan.returned:
        return
    yield clock.later(0.5, 5)
    scene.act(case, "submit", who, clock.at)
    if plan.returned:
        yield clock.later(5, 30)
        scene.act(case, "return", scene.province, clock.at, answers.reasons(words["qualification_return"]))
        if plan.ends == "draft":
            return
        yield clock.later(3, 30)
        scene.act(case, "submit", who, clock.at)
    yield from _examined(scene, plan, case=case, clock=clock)


def _examined(scene: Scene, plan: QualificationPlan, *, case: int, clock: Clock) -> Story:
    if plan.ends == "in_review" and not plan.ruled:
        return
    if plan.ends == "withdrawn":
        yield clock.later(3, 24)
        scene.act(case, "withdraw", plan.who.officer, clock.at)
        return
    leading = plan.ends != "not_qualified"
    yield clock.later(8, 50)
    reason = texts()["ruling"]["leading" if leading else "not_leading"]
    scene.act(case, "rule_technology", scene.province, clock.at, {"answer": leading, "reason": reason})
    if plan.ends == "in_review":
        return
    yield clock.later(1, 20)
    if not leading:
        refusal = answers.reasons(texts()["reasons"]["qualification_refuse"])
        scene.act(case, "refuse", scene.province, clock.at, refusal)
        return
    scene.act(case, "qualify", scene.province, clock.at)
    yield from _excluded(scene, plan, case=case, clock=clock)


def _excluded(scene: Scene, plan: QualificationPlan, *, case: int, clock: Clock) -> Story:
    if plan.excluded_on is None:
        return
    yield clock.reach(on(plan.excluded_on, 15))
    evidence = scene.stage.attach(case, actor=scene.province, name="核查材料（演示）.pdf", at=clock.at)
    violation = {"kind": "disguised_purchase", "facts": texts()["violation"], "evidence": evidence}
    scene.act(case, "exclude", scene.province, clock.at, violation)
    if plan.readmitted_on is not None:
        yield clock.reach(on(plan.readmitted_on, 10))
        scene.act(case, "readmit", scene.province, clock.at, answers.reasons(texts()["reasons"]["readmit"]))


def guide(scene: Scene, plan: GuidePlan) -> Story:
    """Tell how a guide is written, examined, announced and published."""
    clock, _ = scene.clock(on(plan.begun_on), plan.key)
    who, stage = plan.who.officer, scene.stage
    yield clock.later(0, 40)
    case = scene.guides[plan.key] = stage.begin(kind="guide", actor=who, at=clock.at)
    yield clock.later(0.5, 6)
    unfinished = plan.ends == "draft" and not plan.returned
    kept = {
        key: value for key, value in plan.answers.items() if key not in ("results", "review_method", "unconditional")
    }
    stage.fill(case, actor=who, answers=kept if unfinished else plan.answers, at=clock.at)
    if unfinished:
        return
    yield clock.later(0.5, 20)
    if plan.ends == "withdrawn":
        scene.act(case, "withdraw", who, clock.at)
        return
    scene.act(case, "submit", who, clock.at)
    if plan.returned:
        yield clock.later(5, 20)
        scene.act(case, "return", scene.province, clock.at, answers.reasons(texts()["reasons"]["guide_return"]))
        if plan.ends == "draft":
            return
        yield clock.later(2, 12)
        scene.act(case, "submit", who, clock.at)
    if plan.ends != "in_review":
        yield from _announced(scene, plan, case=case, clock=clock)


def _announced(scene: Scene, plan: GuidePlan, *, case: int, clock: Clock) -> Story:
    day = plan.announced_on or scene.season.announce[0]
    yield clock.exactly(on(day, 16))
    scene.act(case, "announce", scene.province, clock.at, batch=f"announce {plan.programme} {day}")
    if plan.objection is None:
        return
    yield clock.reach(on(plan.objected_on or day + dt.timedelta(days=1), 10))
    words = texts()["objections"]
    upheld = plan.objection == "upheld"
    grounds = words["upheld"] if upheld else words["open"][len(plan.key) % len(words["open"])]
    reference = scene.stage.object_to(case, name=words["name"], grounds=grounds, at=clock.at)
    if plan.objection == "open":
        return
    yield clock.later(26, 40)
    result = Objection.Result.UPHELD if upheld else Objection.Result.DISMISSED
    reason = words["upheld_reason"] if upheld else words["guide_dismissed_reason"]
    scene.stage.settle(reference, actor=scene.province, result=result, reason=reason, at=clock.at)
    if upheld:
        yield clock.later(5, 20)
        scene.act(case, "revoke", scene.province, clock.at, answers.reasons(texts()["reasons"]["guide_revoke"]))
