"""Planted mistakes: each is found by its author, with the path of the part and where there is one the line."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from ronghe.rulebook import checks, reading
from ronghe.rulebook.problems import Problem
from ronghe.rulebook.structure import Definition, Offer

MAIN, GUIDE = "definition.yaml", "forms/guide.yaml"

_SETTING = "settings: {floor: {title: {zh: 下限, en: Floor}, cites: 三, %s}}\nquotas:\n"
_DOCUMENT = "documents: {d: {title: {zh: 文, en: Doc}, of: guide, cites: 三, blocks: [%s]}}\nquotas:\n"
_CHECK = "rules:\n  - {id: C-1, title: {zh: 看, en: Look}, guards: [guide.publish], cites: 三, %s}\n"
PLANTED = [
    # ----- form
    (MAIN, "timezone: Asia/Shanghai", "timezone: Asia/Shanghai\ntimezone: UTC", "timezone: this key is given twice"),
    (MAIN, "operator: province", "operator: province\nopperator: x", "opperator: there is no such key here"),
    (
        MAIN,
        "operator: province",
        "operator: province\non: {push: main}",
        "on: YAML reads the key 'on' as true, false or nothing; quote it",
    ),
    (MAIN, "title: {zh: 演示项目, en: Demo programme}", "title: {zh: 演示项目}", "title.en: is missing"),
    (MAIN, "{zh: 企业成立不足两年。, en:", "{zh: 企业成立不足两年。, de:", "rules.D-1.message.en: is missing"),
    (MAIN, "cites: 二（二）}", "}", "windows.application.cites: is missing"),
    (MAIN, "limit: item.places, scope: [item], cites: 三", "limit: item.places, scope: [item]",
     "quotas.places.cites: is missing"),
    (MAIN, "source: demo-2024", "source: demo-2042",
     "source: there is no sources/demo-2042.yaml; did you mean 'demo-2024'?"),
    (MAIN, "source: demo-2024", "source: ../../demo", "source: must be the key of a file in sources/"),
    (MAIN, "[fields]", "[felds]", "vocabularies.felds: there is no vocabularies/felds.yaml; did you mean 'fields'?"),
    (MAIN, "guide: forms/guide.yaml", "guide: forms/guid.yaml", "forms.guide: forms/guid.yaml has mistakes"),
    (MAIN, "guide: forms/guide.yaml", "guide: ../sources/demo-2024.yaml",
     "forms.guide: '../sources/demo-2024.yaml' lies outside the definition's folder"),
    (MAIN, 'version: "2024.1"', "version: 2024.1", "version: input should be a valid string"),
    (MAIN, "opens: 2024-10-25", 'opens: "25 October"', "windows.application.opens: input should be a valid date"),
    (MAIN, "tone: waiting", "tone: loud", "cases.guide.states.in_review.tone: input should be 'neutral'"),
    (GUIDE, "required: true, max_length: 20", "requird: true, max_length: 20",
     "sections.basics.fields.title.requird: there is no such key here"),
    (GUIDE, "type: money", "type: monney", "sections.offer.fields.items.columns.money.type: input should be 'text'"),
    # ----- head, citations
    (MAIN, "Asia/Shanghai", "Asia/Shanghay", "timezone: there is no time zone 'Asia/Shanghay'"),
    (MAIN, "operator: province", "operator: provinz", "operator: there is no party 'provinz'"),
    (MAIN, "since: 2024-09-01", "since: 2024-09-01, until: 2024-01-01",
     "in_force.until: lies before the day since which the version is in force"),
    (MAIN, "kind: department", "kind: departement",
     "parties.province.kind: there is no kind of organisation 'departement'; did you mean 'department'?"),
    (MAIN, "younger than two years.}\n    cites: 一", "younger than two years.}\n    cites: 九",
     "rules.D-1.cites: the source has no clause '九'"),
    (MAIN, "cites: 二（二）}", "cites: 二（三）}",
     "windows.application.cites: the source has no clause '二（三）'; did you mean '二（二）'?"),
    (MAIN, "rules.D-1, forms", "rules.D-99, forms", "provisions.DEMO-1.by: there is no 'rules.D-99'"),
    # ----- forms
    (GUIDE, "key: text, label", "key: title, label", "forms.guide: two fields are called 'title'"),
    (GUIDE, "options: fields", "options: felds",
     "forms.guide.sections.basics.fields.field.options: there is no vocabulary 'felds'; did you mean 'fields'?"),
    (GUIDE, "shown_if: form.has_partner", "shown_if: form.has_parter",
     "forms.guide.sections.basics.fields.partner.shown_if: there is no 'form.has_parter' (line 1, column 5)"),
    (GUIDE, "shown_if: form.has_partner", "shown_if: form.partner != ''",
     "forms.guide.sections.basics.fields.partner.shown_if: depends on the field's own answer"),
    (GUIDE, "max_rows: 3", "max_rows: 3000",
     "forms.guide.sections.offer.fields.items.max_rows: needs 0 ≤ min_rows ≤ max_rows ≤ 500"),
    (GUIDE, "min: 1, max: 99", "min: 100, max: 99",
     "forms.guide.sections.offer.fields.items.columns.places.max: is less than min"),
    (GUIDE, "{key: mentors, ", "{key: in, ",
     "forms.guide.sections.offer.fields.in: expressions cannot read a field called 'in'"),
    (GUIDE, "type: paragraph}", "type: paragraph, options: fields}",
     "forms.guide.sections.offer.fields.text.options: a paragraph has no options"),
    # ----- cases
    (MAIN, "by: [province.officer]\n        source: [in_review]\n        target: published",
     "by: [province.oficer]\n        source: [in_review]\n        target: published",
     "cases.guide.actions.publish.by: there is no role 'province.oficer'; did you mean 'province.officer'?"),
    (MAIN, "        target: published\n", "        target: publisht\n",
     "cases.guide.actions.publish.target: there is no state 'publisht'; did you mean 'published'?"),
    (MAIN, "      closed: {label", "      lost: {label: {zh: 失, en: Lost}, final: true}\n      closed: {label",
     "cases.guide.states.lost: cannot be reached from 'draft'"),
    (MAIN, "en: Closed}, final: true}", "en: Closed}}",
     "cases.guide.states.closed: is a trap: no action leads out of it and it is not final"),
    (MAIN, "public: true, tone: public}", "public: true, tone: public, final: true}",
     "cases.guide.states.published: is final, but an action leads out of it"),
    (MAIN, "due: 10 working days", "due: ten days",
     "cases.guide.states.in_review.due: 'ten days' is not a period; write e.g. '5 working days', '30 days', "
     "'6 months', '2 years'"),
    (MAIN, "keep_as: returned", "keep_as: enterprise",
     "cases.guide.actions.return.keep_as: 'enterprise' is already a party"),
    (MAIN, "append_to: scores", "append_to: form",
     "cases.application.actions.score.append_to: 'form' is already a reserved word"),
    (MAIN, "  province: {label", "  guide: {label: {zh: 甲, en: A}, kind: enterprise, roles: {}}\n  province: {label",
     "cases.guide: 'guide' is already a party"),
    (MAIN, "item: items", "item: title",
     "cases.application.item: there is no table in the form of guide 'title'"),
    (MAIN, "parent: guide", "parent: application", "cases.application.parent: is its own ancestor"),
    (MAIN, "at: window.application.closes", "at: form.founded_on",
     "cases.guide.actions.close.timers.0.at: 'form.founded_on' is neither window.<name>.closes nor a declared date"),
    (MAIN, "        timers: [{state: published, at: window.application.closes}]\n", "",
     "cases.guide.actions.close: only the system may do this, but nothing makes it"),
    (MAIN, "do: open_notice", "do: open_notise",
     "cases.guide.actions.publish.effects.0.do: there is no effect 'open_notise'; did you mean 'open_notice'?"),
    (MAIN, "with: {notice: list}", "with: {notice: list, colour: red}",
     "cases.guide.actions.publish.effects.0.with.colour: there is no parameter of open_notice 'colour'"),
    (MAIN, ", with: {notice: list}", "", "cases.guide.actions.publish.effects.0.with: open_notice needs 'notice'"),
    (MAIN, "with: {notice: list}", "with: {notice: lost}",
     "cases.guide.actions.publish.effects.0.with.notice: there is no notice 'lost'; did you mean 'list'?"),
    (MAIN, "title_from: title\n    initial: draft\n    begin: {by: [enterprise",
     "title_from: titel\n    initial: draft\n    begin: {by: [enterprise",
     "cases.guide.title_from: there is no field 'titel'; did you mean 'title'?"),
    # ----- facts
    (MAIN, "  enterprise.name: {type", "  enterprise.size: {type",
     "facts.enterprise.size: the platform offers no fact 'enterprise.size'"),
    (MAIN, "enterprise.excluded: {type: boolean", "enterprise.excluded: {type: integer",
     "facts.enterprise.excluded.type: the platform offers it as boolean"),
    (MAIN, "states: [in_review, published]", "states: [in_revue, published]",
     "facts.enterprise.other_money.related.states: guide has no state 'in_revue'; did you mean 'in_review'?"),
    (MAIN, "  notice.open_objections: {", "  form.open_objections: {",
     "facts.form.open_objections: facts are of a party or of enterprise, university, province, case, goods, item, "
     "leader, money, notice, person, record, results, signatures; 'form' is none of them"),
    (MAIN, "lists: [item.name, form.title]", "lists: [item.nam, form.title]",
     "cases.application.lists: there is no 'item.nam'; did you mean 'item.name'?"),
    # ----- rules, quotas, windows
    (MAIN, "enterprise.founded_on, act.day) >= 2", "enterprise.founded_no, act.day) >= 2",
     "rules.D-1.require: there is no 'enterprise.founded_no' (line 1, column 25) [in guide.submit]"),
    (MAIN, "enterprise.founded_on, act.day) >= 2", "enterprise.founded_on, act.day) >= '2'",
     "rules.D-1.require: found no matching overload for '_>=_' applied to '(int, string)' (line 1, column 47) "
     "[in guide.submit]"),
    (MAIN, "require: notice.open_objections == 0", "require: notice.open_objections",
     "rules.D-5.require: gives int, but bool is needed [in guide.publish]"),
    (MAIN, "i.money >= yuan(10000)", "i.mony >= yuan(10000)",
     "rules.D-2.conditions.each.require: form.items has no column 'mony' [in guide.submit]"),
    (MAIN, "i.money >= yuan(10000)", "i.money >= 10000",
     "rules.D-2.conditions.each.require: i.money is money: compare it with yuan(10000), not with a bare number "
     "[in guide.submit]"),
    (MAIN, 'require: form.field == "ai"\n    otherwise: prefer', "otherwise: prefer", "rules.D-4: has no condition"),
    (MAIN, 'require: form.field == "ai"', 'require: form.field == "aii"',
     "rules.D-4.require: form.field cannot be 'aii'; did you mean 'ai'? [in guide.publish]"),
    (MAIN, 'require: form.field == "ai"', 'require: form.field in ["ai", "ia"] || "b" in form.tags',
     "rules.D-4.require: form.field cannot be 'ia'; form.tags cannot be 'b' [in guide.publish]"),
    (MAIN, 'guide.state == "published"', 'guide.state == "publisht"',
     "rules.D-6.require: guide.state cannot be 'publisht'; did you mean 'published'? [in application.submit]"),
    (MAIN, 'require: form.field == "ai"\n    otherwise: prefer',
     'require: form.field == "ai"\n    unsourced: {reason: {zh: 无, en: none}}\n    otherwise: prefer',
     "rules.D-4.unsourced: a preference has no threshold that could block"),
    (MAIN, "    message: {zh: 不属于优先领域。, en: Not a preferred field.}\n", "", "rules.D-4.message: is missing"),
    (MAIN, "guards: [guide.submit, guide.publish]", "guards: [guide.submit, guide.publisch]",
     "rules.D-2.guards: there is no act 'guide.publisch'; did you mean 'guide.publish'?"),
    (MAIN, "  - id: D-8", "  - id: D-7", "rules.D-7: two rules have this id"),
    (MAIN, "closes: 2024-11-01", "closes: 2024-10-01", "windows.application.closes: lies before the day of opening"),
    (MAIN, "limit: item.places", "limit: item.name", "quotas.places.limit: gives string, but int is needed "
     "[in application.select]"),
    (MAIN, "scope: [item]", "scope: [itme]", "quotas.places.scope: there is no scope 'itme'; did you mean 'item'?"),
    (MAIN, "        takes: places\n", "", "quotas.places: no action takes a place of it"),
    (MAIN, "    unsourced: {reason: {zh: 通知没有写明。, en: The notice is silent.}}\n", "",
     "quotas.key_places.limit: is not known: say why under `unsourced`"),
    (MAIN, "require: form.text != returned.reason", "require: form.text != returned.raeson",
     "rules.D-8.require: there is no 'returned.raeson' (line 1, column 22) [in guide.submit]"),
    # ----- settings, checklists, several places, parties by province
    (MAIN, "quotas:\n", _SETTING % "type: money",
     "settings.floor.default: is not known: say why under `unsourced`"),
    (MAIN, "quotas:\n", _SETTING % "type: money, default: much",
     "settings.floor.default: 'much' is no money"),
    (MAIN, "quotas:\n", _SETTING % "type: file",
     "settings.floor.type: the office cannot set a file"),
    (MAIN, "quotas:\n", (_SETTING % "type: money, default: 1").replace("三", "九"),
     "settings.floor.cites: the source has no clause '九'"),
    (MAIN, "        takes: places\n", "        takes: [places, plaices]\n",
     "cases.application.actions.select.takes: there is no quota 'plaices'; did you mean 'places'?"),
    (MAIN, "scope: [item]", "scope: [item.name]",
     "quotas.places.scope: 'name' is no choice: cases cannot be counted by it"),
    (MAIN, "scope: [item]", "scope: [item.nam]",
     "quotas.places.scope: the items have no column 'nam'; did you mean 'name'?"),
    (MAIN, "kind: department, roles", "kind: department, province_of: universe, roles",
     "parties.province.province_of: there is no party 'universe'"),
    (MAIN, "kind: enterprise, roles", "kind: enterprise, province_of: enterprise, roles",
     "parties.enterprise.province_of: there is no party 'enterprise'"),
    (MAIN, "scope: [item]", "scope: [item, every_version]",
     "quotas.places.scope: cases of one item are of one version"),
    (MAIN, "of: enterprise, total", "of: item, every_version: true, total",
     "facts.enterprise.other_money.related.every_version: cases of one item are of one version"),
    (MAIN, "quotas:\n", _SETTING % "type: money, defalt: 1",
     "settings.floor.defalt: there is no such key here"),
    (MAIN, "quotas:\n", _SETTING.replace("cites: 三, ", "") % "type: money, default: 1",
     "settings.floor.cites: is missing"),
    (MAIN, "quotas:\n", _DOCUMENT.replace("of: guide", "of: giude") % "",
     "documents.d.of: there is no kind of case 'giude'; did you mean 'guide'?"),
    (MAIN, "quotas:\n", _DOCUMENT.replace("cites: 三", "cites: 九") % "{type: fields, fields: [form.title]}",
     "documents.d.cites: the source has no clause '九'"),
    (MAIN, "quotas:\n", _DOCUMENT % "", "documents.d.blocks: says nothing"),
    (MAIN, "quotas:\n", "documents: {d: documents/lost.yaml}\nquotas:\n",
     "documents.d: documents/lost.yaml has mistakes"),
    (MAIN, "quotas:\n", "downloads: [{title: {zh: 表, en: Form}, document: guide, cites: 三}]\nquotas:\n",
     "downloads.0.document: there is no document 'guide'"),
    (MAIN, "rules:\n",
     _CHECK % "otherwise: check, shows: [form.tilte]",
     "rules.C-1.shows: there is no 'form.tilte'; did you mean 'form.title'? [in guide.publish]"),
    (MAIN, "rules:\n",
     _CHECK % "require: 'true', message: {zh: 否, en: nay}, otherwise: warn, shows: [form.title]",
     "rules.C-1.shows: only a rule of a checklist"),
    # ----- documents and downloads
    (MAIN, "quotas:\n", _DOCUMENT % "{type: clause, text: {zh: '{form.tilte}', en: x}}",
     "documents.d.blocks.0: there is no 'form.tilte'; did you mean 'form.title'?"),
    (MAIN, "quotas:\n", _DOCUMENT % "{type: table, of: form.title}", "documents.d.blocks.0: form.title is no table"),
    (MAIN, "quotas:\n", _DOCUMENT % "{type: fields, fields: [form.items]}",
     "documents.d.blocks.0: form.items is a table: list it in a block of type 'table'"),
    (MAIN, "quotas:\n", _DOCUMENT % "{type: clause}", "documents.d.blocks.0.text: is missing"),
    (MAIN, "quotas:\n", _DOCUMENT % "{type: signatures, parties: [bank]}",
     "documents.d.blocks.0.parties: there is no party 'bank'"),
    (MAIN, "quotas:\n", _DOCUMENT % "{type: heading, text: {zh: 甲, en: a}, when: form.title}",
     "documents.d.blocks.0.when: "),
    (MAIN, "quotas:\n", "downloads: [{title: {zh: 表, en: Form}, form: giude, cites: 三}]\nquotas:\n",
     "downloads.0.form: there is no form 'giude'; did you mean 'guide'?"),
    (MAIN, "quotas:\n", "downloads: [{title: {zh: 表, en: Form}, cites: 三}]\nquotas:\n",
     "downloads.0: is either a form or a document"),
]  # fmt: skip


def _problems(library: Path, offer: Offer, edits: Sequence[tuple[str, str, str]]) -> tuple[Problem, ...]:
    for file, old, new in edits:
        path = library / "small" / file
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return reading.problems_in(library / "small", library=library, offer=offer)


def test_the_small_programme_has_no_problems(library: Path, offer: Offer) -> None:
    assert _problems(library, offer, []) == ()


@pytest.mark.parametrize(("file", "old", "new", "said"), PLANTED, ids=[case[3][:50] for case in PLANTED])
def test_a_planted_mistake_is_found(library: Path, offer: Offer, file: str, old: str, new: str, said: str) -> None:
    problems = _problems(library, offer, [(file, old, new)])

    told = [f"{problem.path}: {problem.message}" for problem in problems]
    assert [one for one in told if one.startswith(said)], told
    assert all(problem.line > 0 for problem in problems if problem.file == MAIN), problems


def test_five_mistakes_are_told_at_once_with_their_lines(library: Path, offer: Offer) -> None:
    edits = [
        (MAIN, "operator: province", "operator: provinz"),
        (MAIN, "target: published\n", "target: publisht\n"),
        (MAIN, "otherwise: prefer", "otherwise: prefer\n    when: form.field > 3"),
        (MAIN, "cites: 二（二）}", "cites: 九}"),
        (GUIDE, "options: fields", "options: felds"),
    ]

    problems = _problems(library, offer, edits)

    assert [(problem.file, problem.line, problem.path) for problem in problems] == [
        (MAIN, 11, "operator"),
        (MAIN, 132, "windows.application.cites"),
        (GUIDE, 7, "forms.guide.sections.basics.fields.field.options"),
        (MAIN, 56, "cases.guide.states.published"),
        (MAIN, 57, "cases.guide.states.closed"),
        (MAIN, 71, "cases.guide.actions.publish.target"),
        (MAIN, 177, "rules.D-4.when"),
    ]


def test_of_two_parties_found_by_each_others_province_neither_would_be(library: Path, offer: Offer) -> None:
    edits = [
        (MAIN, "kind: department, roles", "kind: department, province_of: university, roles"),
        (MAIN, "kind: university, roles", "kind: university, province_of: province, roles"),
    ]

    assert [str(each) for each in _problems(library, offer, edits)] == [
        "definition.yaml:15: parties.university.province_of: 'province' is itself found by the province of another",
        "definition.yaml:16: parties.province.province_of: 'university' is itself found by the province of another",
    ]


def test_a_vocabulary_that_is_missing_is_not_told_twice(library: Path, offer: Offer) -> None:
    (library / "vocabularies" / "fields.yaml").unlink()

    problems = _problems(library, offer, [])

    assert [str(problem) for problem in problems] == [
        "definition.yaml:10: vocabularies.fields: there is no vocabularies/fields.yaml"
    ]


def test_a_worked_case_that_comes_out_otherwise_is_a_problem(library: Path, offer: Offer) -> None:
    problems = _problems(library, offer, [("cases.yaml", "[D-1, D-2/each, D-2/total]", "[D-1, D-2/each, D-9]")])

    assert [str(problem) for problem in problems] == [
        "cases.yaml:15: every reason at once: not refused by D-9; refused also by D-2/total"
    ]


def _leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _leaves(part, (*path, at))
    elif isinstance(value, str):
        yield path


def test_checking_never_fails_whatever_name_is_wrong(small: Definition, offer: Offer) -> None:
    whole = small.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for path in _leaves(whole):
        data = small.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        part = data
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = "nowhere"
        try:
            broken = Definition.model_validate(data)
        except ValueError:
            continue  # refused already by its shape
        assert all(dataclasses.is_dataclass(problem) for problem in checks.check(broken, offer=offer))
