"""The sections of the report, from a state and its frozen runs."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ronghe.insight import behind, reasons, results
from ronghe.insight.computing.measuring import METRICS
from ronghe.insight.figures import Figure, Formula, why
from ronghe.insight.measures import FORMULAS
from ronghe.insight.products.demand import FORMULA as DEMAND
from ronghe.insight.products.demand import Demand, Line, Wanted, demand, state_paths, values
from ronghe.insight.reading import Filter, Paths, parts, rows
from ronghe.insight.reporting.document import Document, Section, Table
from ronghe.insight.reporting.wording import Wording, count
from ronghe.insight.runs import Run, Value, freeze, read_run, runs
from ronghe.insight.store import State, Store

Frozen = tuple[Run, tuple[Value, ...]]
_KINDS = ("ads", "courses", "syllabi", "supply", "surveys")
_SHOWN = 12  # values of a measure
_AHEAD = 6


def document(
    store: Store, state: State, *, language: str, quality: Sequence[Mapping[str, Any]] = (), say: Callable[[str], None]
) -> Document:
    """Return the report over a state; `quality` are lines of `./run bench insight --json`.

    The figures of demand are frozen as a run; measures are shown from their frozen runs.
    """
    paths = state_paths(state)
    say("demand")
    wanted = Wanted(horizon=_AHEAD)
    found = demand(state, wanted)
    freeze(store, state, formula=DEMAND, parameters=wanted.parameters, values=values(found))
    word = Wording(language=language, skills=_skills(paths))
    say("runs")
    frozen = (read_run(store, one.run) for one in runs(store, snapshot=state.snapshot))
    known = [one for one in frozen if one]
    sections = (
        _summary(state, found, word),
        _deliveries(store, paths, word),
        _demand(found, word),
        _ahead(found, word),
        *_measures(known, word),
        _quality(quality, word),
        _withheld(known, word),
        _trace(store, state, found, word),
    )
    return Document(title=word.say("人才供需报告", "Supply and demand of talent"), language=language, sections=sections)


def _skills(paths: Paths) -> dict[int, tuple[str, str]]:
    if not paths.get("skill"):
        return {}
    return {number: (name, english) for number, (name, english, _) in results.skill_names(paths).items()}


def _summary(state: State, found: Demand, word: Wording) -> Section:
    total, counted = _copies(state)
    months = [month for month, _ in found.months]
    span = f"{months[0]} – {months[-1]}" if months else "–"
    copies = f"{100 * (1 - counted / total):.1f} %" if total else "–"
    facts = (
        (word.say("快照", "Snapshot"), state.snapshot),
        (word.say("词表版本", "Lexicon"), state.lexicon_version),
        (word.say("月份", "Months"), f"{span} ({len(months)})"),
        (word.say("接收的广告", "Advertisements taken"), count(total)),
        (word.say("去重后计入", "Counted, without copies"), count(counted)),
        (word.say("重复占比", "Share of copies"), copies),
    )
    return Section(
        title=word.say("概况", "At a glance"),
        tables=(Table(caption=word.say("状态", "State"), head=(word.say("项目", "What"), ""), rows=facts),),
    )


def _copies(state: State) -> tuple[int, int]:
    if not state.tables.get("ad"):
        return 0, 0
    total, counted = rows(
        f"select count(*), count(*) filter (where ad_id = dup_group) from {parts(state.paths('ad'), [])}", []
    )[0]
    return int(total), int(counted)


def _deliveries(store: Store, paths: Paths, word: Wording) -> Section:
    taken = [
        (kind, one.delivery, *(str(one.note.get(name, "–")) for name in ("file", "read", "rows", "refused_rows")))
        for kind in _KINDS
        for one in store.staged(kind)
    ]
    findings = [one.findings for kind in _KINDS for one in store.staged(kind)]
    left = behind.left_out(findings)
    sources = behind.sources(paths, Filter()) if paths.get("ad") else ()
    return Section(
        title=word.say("数据来源与未采用的数据", "What came, and what was left out"),
        text=(
            word.say(
                "被拒绝的行不进入任何统计;被舍弃的值(如薪资为零)只是不用于该项统计。",
                "A refused row is in no figure; a dropped value, such as pay of nought, is in none of its own.",
            ),
        ),
        tables=(
            Table(
                caption=word.say("交付文件", "Deliveries"),
                head=(
                    *(word.say("种类", "Kind"), word.say("编号", "Delivery"), word.say("文件", "File")),
                    *(word.say("读取行", "Read"), word.say("采用行", "Taken"), word.say("拒绝行", "Refused")),
                ),
                rows=tuple(taken),
            ),
            Table(
                caption=word.say("来源", "Sources"),
                head=(
                    *(word.say("来源", "Source"), word.say("广告", "Advertisements")),
                    *(word.say("计入", "Counted"), word.say("月份", "Months")),
                ),
                rows=tuple(
                    (one.source, count(one.ads), count(one.counted), f"{one.first} – {one.last}") for one in sources
                ),
            ),
            Table(
                caption=word.say("未采用的数据及原因", "Left out, by reason"),
                head=(
                    *(word.say("字段", "Field"), word.say("原因", "Reason")),
                    *(word.say("处理", "Treatment"), word.say("数量", "Number")),
                ),
                rows=tuple(
                    (
                        reasons.field(one.field, language=word.language),
                        reasons.reason(one.reason, language=word.language),
                        reasons.treatment(one.severity, language=word.language),
                        count(one.number),
                    )
                    for one in left
                ),
            ),
        ),
    )


def _demand(found: Demand, word: Wording) -> Section:
    head = (
        word.say("名称", "Name"),
        word.say("广告", "Advertisements"),
        word.say("占比(95 % 区间)", "Share (95 %)"),
        word.say("增长(95 % 区间)", "Growth (95 %)"),
        word.say("月薪中位数,元(95 % 区间)", "Median pay, yuan a month (95 %)"),
    )
    captions = {
        "occupation": word.say("职业", "Occupations"),
        "province": word.say("地区", "Regions"),
        "industry": word.say("行业", "Industries"),
    }
    tables = [
        Table(caption=caption, head=head, rows=tuple(_row(one, kind, word) for one in found.lines[kind]))
        for kind, caption in captions.items()
    ]
    skills = Table(
        caption=word.say("能力", "Skills"),
        head=(head[0], head[2], word.say("比较优势 M2(95 % 区间)", "Advantage M2 (95 %)"), "n"),
        rows=tuple(
            (word.skill(one.skill_id), word.figure(one.share, percent=True), word.figure(one.rca), count(one.rca.n))
            for one in found.skills
        ),
    )
    months = Table(
        caption=word.say("月份", "Months"),
        head=(word.say("月份", "Month"), head[1]),
        rows=tuple((month, count(ads)) for month, ads in found.months),
    )
    return Section(title=word.say("人才需求", "Demand"), text=_note(DEMAND, word), tables=(*tables, skills, months))


def _row(line: Line, kind: str, word: Wording) -> tuple[str, ...]:
    return (
        word.key(kind, line.key),
        count(line.ads),
        word.figure(line.share, percent=True),
        word.figure(line.growth, percent=True),
        word.figure(line.pay, digits=0),
    )


def _ahead(found: Demand, word: Wording) -> Section:
    return Section(
        title=word.say("预测", "Forecast"),
        text=_note(FORMULAS["F"], word),
        tables=(
            Table(
                caption=word.say("全部广告", "All advertisements"),
                head=(
                    word.say("月份", "Month"),
                    word.say("预测(80 % 区间)", "Forecast (80 %)"),
                    word.say("回测误差 WAPE", "Backtest error, WAPE"),
                    word.say("末值法 WAPE", "WAPE of repeating the last month"),
                ),
                rows=tuple(
                    (one.month, word.figure(one.figure, digits=0), _error(one.wape), _error(one.naive))
                    for one in found.ahead
                ),
            ),
        ),
    )


def _error(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _measures(known: Sequence[Frozen], word: Wording) -> Iterator[Section]:
    for metric in METRICS:
        formula = FORMULAS[metric]
        title = f"{metric} {formula.title[word.language == 'en']}"
        frozen = [one for one in known if one[0].metric == metric]
        if not frozen:
            missing = word.say(
                "尚无结果:输入数据不足或未计算。", "Nothing yet: inputs are missing, or it was not computed."
            )
            yield Section(title=title, text=(*_note(formula, word), f"{missing} (ronghe insight measure {metric})"))
        yield Section(title=title, text=_note(formula, word), tables=tuple(_values(*one, word) for one in frozen))


def _values(run: Run, found: Sequence[Value], word: Wording) -> Table:
    shown = sorted((one for one in found if one.figure.value is not None), key=_strongest)[:_SHOWN]
    return Table(
        caption=word.say(
            f"运行 {run.run} 的 {run.values} 个数值中最大者;参数 {json.dumps(run.parameters)}",
            f"The largest of {run.values} values of run {run.run}; parameters {json.dumps(run.parameters)}",
        ),
        head=(word.say("对象", "Of what"), word.say("值(区间)", "Value (interval)"), "n"),
        rows=tuple((_about(one, word), word.figure(one.figure, digits=3), count(one.figure.n)) for one in shown),
    )


def _strongest(one: Value) -> tuple[float, str]:
    return -(one.figure.value or 0.0), str(sorted(one.keys.items()))


def _about(one: Value, word: Wording) -> str:
    kinds = {"other": "skill"}
    return "; ".join(word.key(kinds.get(name, name), key) for name, key in sorted(one.keys.items()))


def _note(formula: Formula, word: Wording) -> tuple[str, ...]:
    said = f"{formula.formula} — {formula.source}; v{formula.version}"
    return tuple(one for one in (said, formula.note[word.language == "en"]) if one)


def _quality(quality: Sequence[Mapping[str, Any]], word: Wording) -> Section:
    none = word.say(
        "未随报告提供;以 ./run bench insight --json 测得后用 --quality 附上。",
        "None given: measure with ./run bench insight --json and hand it in with --quality.",
    )
    lines = tuple(
        (str(one["name"]), f"{one['value']:.3f} {one['unit']}".strip(), _limit(one), "✓" if one["within"] else "✗")
        for one in quality
    )
    head = (word.say("项目", "What"), word.say("测得", "Measured"), word.say("限值", "Limit"), "")
    tables = (Table(caption=word.say("测得的质量", "Measured"), head=head, rows=lines),) if lines else ()
    return Section(title=word.say("质量", "Quality"), text=() if lines else (none,), tables=tables)


def _limit(one: Mapping[str, Any]) -> str:
    return "–" if one["limit"] is None else f"{'≥' if one['at_least'] else '≤'} {one['limit']:g}"


def _withheld(known: Sequence[Frozen], word: Wording) -> Section:
    found = Counter((run.metric, one.figure.withheld) for run, all_of in known for one in all_of)
    return Section(
        title=word.say("不予公布的数值", "What is withheld, and why"),
        tables=(
            Table(
                caption=word.say("原因", "Reasons"),
                head=(word.say("指标", "Measure"), word.say("原因", "Reason"), word.say("数量", "Number")),
                rows=tuple(
                    (metric, why(Figure(value=None, n=0, withheld=reason), language=word.language), count(number))
                    for (metric, reason), number in sorted(found.items())
                    if reason
                ),
            ),
        ),
    )


def _trace(store: Store, state: State, found: Demand, word: Wording) -> Section:
    kept = runs(store, snapshot=state.snapshot)
    return Section(
        title=word.say("如何追溯", "How to trace a figure"),
        text=(
            word.say(
                "每个数值属于一次运行:快照、公式版本、参数与词表版本相同,则编号与数值相同。"
                "以 ronghe insight serve-results 打开 /runs/<编号> 看数值,/trace?occupation=… 看背后的广告。",
                "Every value belongs to a run: the same snapshot, formula version, parameters and lexicon give the "
                "same number and values. `ronghe insight serve-results` shows them at /runs/<number>, and the "
                "advertisements behind a figure at /trace?occupation=….",
            ),
        ),
        tables=(
            Table(
                caption=word.say("本快照的运行", "Runs over this snapshot"),
                head=(word.say("编号", "Run"), word.say("指标", "Measure"), "v", "n"),
                rows=tuple((one.run, one.metric, str(one.formula_version), str(one.values)) for one in kept),
            ),
        ),
    )
