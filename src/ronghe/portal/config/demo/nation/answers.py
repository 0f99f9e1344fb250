"""What people of the nation write into the forms of the Ministry's programme; both modes ask nearly the same."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

from ronghe.portal.config.demo import answers
from ronghe.portal.config.demo.answers import Answers
from ronghe.portal.config.demo.nation.words import words
from ronghe.portal.config.demo.people import Enterprise, Teacher
from ronghe.portal.config.demo.texts import texts

# The areas of moe-priority-areas that every day of the new mode knows, by the fields that they fit.
_AREAS = {
    "artificial_intelligence": "artificial_intelligence",
    "optoelectronics": "integrated_circuits",
    "medicine_and_health": "biomedicine",
}
_MONEY = {
    "teaching_content": (30_000, 60_000),
    "practice_bases": (0, 30_000),
    "teacher_training": (10_000, 30_000),
    "four_new": (30_000, 80_000),
    "innovation_reform": (30_000, 50_000),
    "joint_fund": (10_000, 30_000),
}
_GOODS = {"practice_bases": (60_000, 300_000), "teaching_content": (0, 40_000)}
_STEP = 5_000
QUESTION = "W1"


def guide(who: Enterprise, *, topic: str, day: dt.date, kind: str, with_areas: bool, chosen: random.Random) -> Answers:
    """Return a complete guide with one to five items."""
    own, of_field = words()["guide"], texts()["fields"][who.field]
    course, title = chosen.choice(of_field["courses"]), chosen.choice(own["titles"])
    filled = {
        key: texts()["guide"][key].format(topic=topic, course=course, majors=of_field["majors"])
        for key in ("summary", "goals", "applicants", "support_method", "support_schedule", "ip_statement",
                    "review_method", "results")
    }  # fmt: skip
    area = _AREAS.get(who.field) if with_areas else None
    items = _items(who.field, topic=topic, area=area, chosen=chosen)
    asks = chosen.random() < 0.25
    return {
        **filled,
        "title": title.format(year=day.year, topic=topic),
        "kind": kind,
        **({"priority_areas": [area]} if area else {}),
        "profile": own["profile"].format(name=who.organisation.name, topic=topic),
        "credit": own["credit"],
        "industry": words()["industries"][who.field],
        "paid_in_capital": f"{chosen.choice((3, 5, 10, 20, 50, 100))}000000.00",
        "items": items,
        **_of_kind(kind, topic=topic, day=day),
        "months": chosen.choice((12, 12, 12, 18, 24)),
        **({"questions": [{"code": QUESTION, "question": own["question"]}]} if asks else {}),
        **({"goods_list": answers.goods_list(of_field["goods"], chosen=chosen)} if _has_goods(items) else {}),
        "contact_office": texts()["guide"]["office"],
        "contact_name": "示例联系人",
        "contact_phone": answers.PHONE,
    }


def _of_kind(kind: str, *, topic: str, day: dt.date) -> Answers:
    own = words()["guide"]
    if kind == "special":
        return {
            "special_name": own["special"].format(topic=topic),
            "special_board": own["board"],
            "special_from": day.isoformat(),
            "special_to": (day + dt.timedelta(days=720)).isoformat(),
        }
    if kind == "group":
        members = [{"name": own["group_member"].format(number=at), "part": own["group_part"]} for at in (1, 2, 3)]
        return {
            "group_theme": own["group_theme"].format(topic=topic),
            "group_lead": own["group_lead"],
            "group_members": members,
            "group_plan": own["group_plan"],
        }
    return {}


def _items(field: str, *, topic: str, area: str | None, chosen: random.Random) -> list[dict[str, Any]]:
    kinds = chosen.choices(list(answers.SHARES), weights=list(answers.SHARES.values()), k=chosen.randint(2, 5))
    own, of_field = words()["guide"], texts()["fields"][field]
    return [
        {
            "title": chosen.choice(texts()["types"][kind]["items"]).format(
                topic=topic, course=chosen.choice(of_field["courses"]), new=texts()["new"][field]
            ),
            "type": kind,
            "places": chosen.randint(2, 6),
            "money": _amount(_MONEY[kind], chosen=chosen),
            "goods": _amount(_GOODS.get(kind, (0, 0)), chosen=chosen),
            "field": own["field"].format(majors=of_field["majors"], topic=topic),
            **({"area": area} if area else {}),
            "content": own["content"].format(topic=topic),
            "requirements": texts()["guide"]["requirements"].format(topic=topic),
        }
        for kind in dict.fromkeys(kinds)
    ]


def _amount(span: tuple[int, int], *, chosen: random.Random) -> str:
    return f"{chosen.randrange(span[0], span[1] + 1, _STEP)}.00"


def _has_goods(items: Sequence[Mapping[str, Any]]) -> bool:
    return any(float(one["goods"]) for one in items)


def application(
    who: Teacher,
    *,
    title: str,
    words_of: Mapping[str, str],
    field: str,
    guide: Mapping[str, Any],
    item: int,
    starts_on: dt.date,
    chosen: random.Random,
) -> Answers:
    """Return a complete application whose promised results are numbered."""
    filled = answers.application(
        who,
        title=title,
        words_of=words_of,
        field=field,
        item=guide["items"][item],
        months=guide["months"],
        starts_on=starts_on,
        chosen=chosen,
    )
    results: Sequence[Answers] = filled["results"]  # type: ignore[assignment]  # a table's rows
    numbered = [{"code": f"C{at}", **one} for at, one in enumerate(results, 1)]
    asked = [{"code": one["code"], "answer": words()["guide"]["answer"]} for one in guide.get("questions", ())]
    summary = words()["application"]["summary"].format(**words_of)
    return {**filled, "summary": summary, "results": numbered, **({"answers": asked} if asked else {})}


def review(*, recommends: bool, chosen: random.Random) -> Answers:
    """Return one reviewer's score and comment."""
    own = words()["application"]
    return {
        "reviewer": f"示例·评审{chosen.randint(1, 9)}",
        "score": f"{chosen.uniform(78, 96) if recommends else chosen.uniform(48, 74):.1f}",
        "comment": chosen.choice(own["review"] if recommends else own["decline"]),
    }


def agreement(*, item: Mapping[str, Any], day: dt.date, ends_on: dt.date, chosen: random.Random) -> Answers:
    """Return an agreement that keeps what the guide promised for an item."""
    own = words()["agreement"]
    goods = float(item["goods"]) > 0
    due_on = min(day + dt.timedelta(days=chosen.choice((60, 90, 180))), ends_on)
    return {
        "money": item["money"],
        "money_due_on": due_on.isoformat(),
        "payment_terms": own["payment"],
        "goods_value": item["goods"],
        "goods_due_on": min(due_on + dt.timedelta(days=30), ends_on).isoformat(),
        **({"goods_description": own["goods"]} if goods else {}),
        "starts_on": min(day, ends_on - dt.timedelta(days=1)).isoformat(),
        "ends_on": ends_on.isoformat(),
        "duties": own["duties"],
        "ip_owner": chosen.choice(("joint", "joint", "by_result", "university")),
        "ip_terms": own["ip"],
        "sharing_terms": own["sharing"],
    }


def signature(side: str, *, copy: object) -> Answers:
    """Return a side's signature: `school` or `enterprise`."""
    own = words()["agreement"]
    return {
        "signatory": own[f"{side}_signatory"],
        "position": own["position"] if side == "school" else own["enterprise_position"],
        "sealed": True,
        "copy": copy,
    }


def confirmation() -> Answers:
    """Return a university's confirmation, given after the checklist was gone through."""
    return {"checked": True, "opinion": words()["agreement"]["confirmed"]}


def report(*, topic: str, results: Sequence[Mapping[str, Any]], missing: bool, files: object) -> Answers:
    """Return a closing report over the promised results; where one is missing, with the reason."""
    own = words()["closing"]
    done, left = (results[:-1], results[-1:]) if missing and len(results) > 1 else (results, ())
    plain = {key: texts()["report"][key].format(topic=topic) for key in ("summary", "goals_met", "use_of_money",
                                                                        "problems")}  # fmt: skip
    return {
        **plain,
        "work": own["work"],
        "outreach": own["outreach"],
        "results": [
            {
                "promise": one["code"],
                "kind": one["kind"],
                "name": one["description"],
                "count": one["count"],
                "evidence": own["evidence"].format(page=3 + 4 * at),
            }
            for at, one in enumerate(done)
        ],
        **({"exceptions": [{"promise": one["code"], "reason": own["exception"]} for one in left]} if left else {}),
        "files": files,
    }


def acceptance(*, passes: bool, missing: bool) -> Answers:
    """Return the enterprise's conclusion."""
    own = words()["closing"]
    if not passes:
        return {"conclusion": "fail", "reasons": own["fail"]}
    if missing:
        return {"conclusion": "pass", "reasons": own["accepted"], "exceptions_accepted": True}
    return {"conclusion": "pass", "reasons": own["pass"]}


def opinion(text: str) -> Answers:
    """Return an opinion as the forms ask for it."""
    return {"opinion": text}
