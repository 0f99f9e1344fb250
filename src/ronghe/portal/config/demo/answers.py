"""What people of the demo write into forms."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

from ronghe.portal.config.demo.people import Enterprise, Teacher
from ronghe.portal.config.demo.texts import texts

Answers = dict[str, object]
PHONE = "000-00000000"

# The mix of types and the usual amounts: shares of the national programme's second batch of 2021.
SHARES = {
    "teaching_content": 319,
    "practice_bases": 294,
    "teacher_training": 213,
    "four_new": 110,
    "innovation_reform": 58,
    "joint_fund": 6,
}
_MONEY = {
    "teaching_content": (20_000, 50_000),
    "practice_bases": (0, 0),
    "teacher_training": (10_000, 20_000),
    "four_new": (30_000, 50_000),
    "innovation_reform": (20_000, 40_000),
    "joint_fund": (20_000, 30_000),
}
_GOODS = {"practice_bases": (60_000, 300_000), "teaching_content": (0, 40_000)}
LEAST_MONEY = 200_000  # JL-03
_STEP = 5_000


def qualification(
    who: Enterprise, *, title: str, files: Mapping[str, object], day: dt.date, chosen: random.Random
) -> Answers:
    """Return a complete application for qualification; the report is a month old on `day`."""
    words, of_field = texts()["qualification"], texts()["fields"][who.field]
    topic, second = chosen.sample(of_field["topics"], 2)
    return {
        "title": title,
        "profile": words["profile"].format(name=who.organisation.name, topic=topic, second=second),
        "industry": of_field["industry"],
        "legal_person_declared": True,
        "cooperation": words["cooperation"].format(count=chosen.randrange(20, 200, 10)),
        "technology_statement": words["technology"].format(
            topic=topic,
            patents=chosen.randint(5, 40),
            copyrights=chosen.randint(8, 60),
            standards=chosen.randint(1, 5),
            share=f"{chosen.randint(5, 15)}%",
        ),
        **files,
        "financial_system": words["financial_system"],
        "financial_system_sound": True,
        "credit_report_issuer": words["issuer"],
        "credit_report_on": (day - dt.timedelta(days=30)).isoformat(),
        "no_false_statements": True,
        "no_breach": True,
        "no_disguised_purchase": True,
        "no_private_deals": True,
        "contact_name": "示例联系人",
        "contact_position": words["position"],
        "contact_phone": PHONE,
    }


def guide(who: Enterprise, *, title: str, topic: str, chosen: random.Random) -> Answers:
    """Return a complete guide with one to five items whose money suffices for JL-03."""
    words, of_field = texts()["guide"], texts()["fields"][who.field]
    course = chosen.choice(of_field["courses"])
    filled = {
        key: words[key].format(topic=topic, course=course, majors=of_field["majors"])
        for key in ("summary", "goals", "applicants", "results", "support_method", "support_schedule", "ip_statement",
                    "review_method")
    }  # fmt: skip
    items = _items(field=who.field, topic=topic, chosen=chosen)
    goods = any(float(one["goods"]) for one in items)
    return {
        **filled,
        "title": title,
        "field": who.field,
        "directions": of_field["directions"],
        "items": items,
        "months": chosen.choice((12, 12, 18, 24)),
        **({"goods_list": goods_list(of_field["goods"], chosen=chosen)} if goods else {}),
        "unconditional": True,
        "contact_office": words["office"],
        "contact_name": "示例联系人",
        "contact_phone": PHONE,
    }


def _items(*, field: str, topic: str, chosen: random.Random) -> list[dict[str, Any]]:
    kinds = chosen.choices(list(SHARES), weights=list(SHARES.values()), k=chosen.randint(3, 6))
    items = [_item(kind, field=field, topic=topic, chosen=chosen) for kind in dict.fromkeys(kinds)]
    if not any(float(one["money"]) for one in items):
        items.append(_item("teaching_content", field=field, topic=topic, chosen=chosen))
    best = max(items, key=lambda one: float(one["money"]))
    while sum(float(one["money"]) * one["places"] for one in items) < LEAST_MONEY:
        best["places"] += 1
    return items


def _item(kind: str, *, field: str, topic: str, chosen: random.Random) -> dict[str, Any]:
    words, of_field = texts(), texts()["fields"][field]
    title = chosen.choice(words["types"][kind]["items"])
    return {
        "title": title.format(topic=topic, course=chosen.choice(of_field["courses"]), new=words["new"][field]),
        "type": kind,
        "places": chosen.randint(3, 8),
        "money": _amount(_MONEY[kind], chosen=chosen),
        "goods": _amount(_GOODS.get(kind, (0, 0)), chosen=chosen),
        "requirements": words["guide"]["requirements"].format(topic=topic),
        "majors": of_field["majors"],
    }


def _amount(span: tuple[int, int], *, chosen: random.Random) -> str:
    return f"{chosen.randrange(span[0], span[1] + 1, _STEP)}.00"


def goods_list(names: Sequence[str], *, chosen: random.Random) -> list[Answers]:
    """Return what an enterprise offers of its software and hardware."""
    return [
        {
            "name": name,
            "model": f"演示型 {chosen.randint(100, 900)}",
            "quantity": chosen.randint(1, 6),
            "value": _amount((20_000, 90_000), chosen=chosen),
        }
        for name in names[: chosen.randint(2, len(names))]
    ]


def application(
    who: Teacher,
    *,
    title: str,
    words_of: Mapping[str, str],
    field: str,
    item: Mapping[str, Any],
    months: int,
    starts_on: dt.date,
    chosen: random.Random,
) -> Answers:
    """Return a complete application to an item; `words_of` gives topic, course and approach."""
    words = texts()["application"]
    filled = {key: words[key].format(months=months, **words_of) for key in ("goals", "content", "basis")}
    ends_on = starts_on + dt.timedelta(days=30 * months)
    own = chosen.choice((0, 0, 5_000, 10_000))
    return {
        **filled,
        "title": title,
        "department": chosen.choice(texts()["fields"][field]["colleges"]),
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "leader": who.name,
        "leader_position": chosen.choice(texts()["positions"]),
        "leader_phone": PHONE,
        "members": _members(who, chosen=chosen),
        "schedule": _schedule(starts_on, months=months),
        "results": _results(words["results"], words_of=words_of, chosen=chosen),
        "budget": _budget(money=int(float(item["money"])), own=own, chosen=chosen),
        **({"university_money": f"{own}.00"} if own else {}),
    }


def _members(who: Teacher, *, chosen: random.Random) -> list[Answers]:
    families, tasks = texts()["surnames"], texts()["application"]["tasks"]
    return [
        {
            "name": f"示例·{chosen.choice(families)}某",
            "position": chosen.choice(texts()["positions"][:4]),
            "organisation": who.university.name,
            "task": task,
        }
        for task in tasks[: chosen.randint(2, len(tasks))]
    ]


def _schedule(starts_on: dt.date, *, months: int) -> list[Answers]:
    works = texts()["application"]["schedule"]
    length = dt.timedelta(days=30 * months // len(works))
    return [
        {
            "starts_on": (starts_on + length * at).isoformat(),
            "ends_on": (starts_on + length * (at + 1) - dt.timedelta(days=1)).isoformat(),
            "work": work,
        }
        for at, work in enumerate(works)
    ]


def _results(words: Mapping[str, str], *, words_of: Mapping[str, str], chosen: random.Random) -> list[Answers]:
    kinds = chosen.sample(list(words), chosen.randint(2, 4))
    counts = {"students": 60, "training": 4, "teaching_case": 8}
    return [
        {
            "kind": kind,
            "count": counts.get(kind, 1) * chosen.randint(1, 2),
            "description": words[kind].format(**words_of),
        }
        for kind in kinds
    ]


def _budget(*, money: int, own: int, chosen: random.Random) -> list[Answers]:
    purposes = chosen.sample(texts()["application"]["purposes"], 3)
    first = money // 2
    parts = [
        (purposes[0], "enterprise", first),
        (purposes[1], "enterprise", money - first),
        (purposes[2], "university", own),
    ]
    rows: list[Answers] = [
        {"purpose": purpose, "source": source, "amount": f"{amount}.00"} for purpose, source, amount in parts if amount
    ]
    return rows or [{"purpose": "企业提供软硬件，无资金支出", "source": "enterprise", "amount": "0.00"}]


def review(*, recommends: bool, chosen: random.Random) -> Answers:
    """Return the record of the experts' review."""
    conclusion = "recommend" if recommends else "decline"
    score = chosen.uniform(78, 95) if recommends else chosen.uniform(52, 74)
    return {
        "experts": chosen.choice((3, 3, 5, 7)),
        "score": f"{score:.1f}",
        "comment": texts()["review"][conclusion],
        "conclusion": conclusion,
    }


def agreement(
    *, item: Mapping[str, Any], due_on: dt.date, ends_on: dt.date, signed_copy: object, chosen: random.Random
) -> Answers:
    """Return an agreement that keeps what the guide promised for an item."""
    return {
        "money": item["money"],
        "money_due_on": due_on.isoformat(),
        "goods_value": item["goods"],
        "goods_due_on": (due_on + dt.timedelta(days=30)).isoformat(),
        "ends_on": ends_on.isoformat(),
        "ip_owner": chosen.choice(("joint", "joint", "by_result", "university")),
        **texts()["agreement"],
        "signed_copy": signed_copy,
    }


def delivery(*, kind: str, amount: str, received_on: dt.date, evidence: object) -> Answers:
    """Return the record of money or goods received."""
    return {"kind": kind, "amount": amount, "received_on": received_on.isoformat(), "evidence": evidence}


def report(*, topic: str, results: Sequence[Mapping[str, Any]], files: object) -> Answers:
    """Return a closing report over the results that were planned."""
    words = texts()["report"]
    return {
        **{key: words[key].format(topic=topic) for key in ("summary", "goals_met", "use_of_money", "problems")},
        "results": [{"name": one["description"], "count": one["count"]} for one in results],
        "files": files,
    }


def acceptance(*, passes: bool, chosen: random.Random) -> Answers:
    """Return the conclusion of the enterprise's experts."""
    conclusion = "pass" if passes else "fail"
    return {"conclusion": conclusion, "experts": chosen.choice((3, 5)), "reasons": texts()["acceptance"][conclusion]}


def reasons(text: str) -> Answers:
    """Return reasons as the forms ask for them."""
    return {"reasons": text}
