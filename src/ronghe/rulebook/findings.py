"""The words of the engine's own reasons: role, state, window, quota and what is wrong in a form."""

from collections.abc import Iterable, Sequence

from ronghe.rulebook.calendar import WindowState
from ronghe.rulebook.citations import cite
from ronghe.rulebook.decisions import Finding, FoundValue, Outcome
from ronghe.rulebook.forms import FormProblem
from ronghe.rulebook.structure import Definition, FactType, Form, FormField, Quota, Severity, Text, Window

UNKNOWN_STATE = Text(zh="未知", en="unknown")
_SYSTEM = Text(zh="系统", en="the system")
_ROLE = Text(zh="办理人的角色", en="Role of the person acting")
_STATE = Text(zh="当前状态", en="Present state")
_OPENS = Text(zh="开始日", en="first day")
_CLOSES = Text(zh="截止日", en="last day")
_LIMIT = Text(zh="名额", en="places")
_USED = Text(zh="已用名额", en="places taken")


def _refusal(rule: str, title: Text, zh: str, en: str) -> Finding:
    return Finding(rule=rule, title=title, severity=Severity.BLOCK, outcome=Outcome.BROKEN, message=Text(zh=zh, en=en))


def no_such_action(name: str) -> Finding:
    """Say that there is no such action."""
    title = Text(zh="办理事项", en="Action")
    return _refusal(f"action:{name}", title, "没有这个办理事项。", "There is no such action.")


def wrong_role(definition: Definition, *, action: str, by: Sequence[str]) -> Finding:
    """Say whose act this is."""
    zh, en = _roles(definition, by)
    return _refusal(f"role:{action}", _ROLE, f"此事项由{zh}办理。", f"Only {en} may do this.")


def wrong_state(state: str, label: Text) -> Finding:
    """Say that the act is not possible in the present state."""
    return _refusal(
        f"state:{state}", _STATE, f"当前为“{label.zh}”，不能办理此事项。", f"This is not possible while “{label.en}”."
    )


def wrong_parent(state: str, title: Text, label: Text) -> Finding:
    """Say that no case can be begun under a parent in its present state."""
    return _refusal(
        f"state:{state}",
        _STATE,
        f"{title.zh}当前为“{label.zh}”，不能办理此事项。",
        f"This is not possible while “{title.en}” is “{label.en}”.",
    )


def no_parent(kind: str, title: Text) -> Finding:
    """Say that a parent has to be chosen."""
    return _refusal(f"parent:{kind}", title, f"请先选择“{title.zh}”。", f"Choose “{title.en}” first.")


def no_item(table: str, label: Text) -> Finding:
    """Say that a row of the parent's items has to be chosen."""
    return _refusal(f"item:{table}", label, f"请先选择“{label.zh}”中的一项。", f"Choose one of “{label.en}” first.")


def window(definition: Definition, *, name: str, window: Window, state: WindowState) -> Finding:
    """Say whether a window is open, and when it is."""
    days = f"{window.opens:%Y-%m-%d} – {window.closes:%Y-%m-%d}"
    zh, en = {
        WindowState.NOT_YET: ("尚未开始", "has not opened yet"),
        WindowState.OPEN: ("正在进行", "is open"),
        WindowState.CLOSED: ("已经截止", "is over"),
    }[state]
    return Finding(
        rule=f"window:{name}",
        title=window.title,
        severity=Severity.BLOCK,
        outcome=Outcome.HELD if state is WindowState.OPEN else Outcome.BROKEN,
        message=Text(
            zh=f"{window.title.zh}{zh}（{days}，首尾两日全天，{definition.timezone} 时间）。",
            en=f"{window.title.en}: the window {en} ({days}, both days whole, {definition.timezone} time).",
        ),
        values=(
            FoundValue(name=f"window.{name}.opens", label=_OPENS, type=FactType.DATE, value=window.opens),
            FoundValue(name=f"window.{name}.closes", label=_CLOSES, type=FactType.DATE, value=window.closes),
        ),
        cites=cite(definition, window.cites),
    )


def quota(
    definition: Definition,
    *,
    name: str,
    quota: Quota,
    limit: int | None,
    used: int,
    values: tuple[FoundValue, ...] = (),
) -> Finding:
    """Say whether there is a place left; a limit that is not known bars, unless the sources give none."""
    return Finding(
        rule=f"quota:{name}",
        title=quota.title,
        severity=Severity.WARN if quota.unsourced else Severity.BLOCK,
        outcome=Outcome.UNKNOWN if limit is None else Outcome.HELD if used < limit else Outcome.BROKEN,
        message=_quota_message(quota, limit=limit, used=used),
        values=(
            FoundValue(name=f"quota.{name}.limit", label=_LIMIT, type=FactType.INTEGER, value=limit),
            FoundValue(name=f"quota.{name}.used", label=_USED, type=FactType.INTEGER, value=used),
            *values,
        ),
        cites=cite(definition, quota.cites),
    )


def _quota_message(quota: Quota, *, limit: int | None, used: int) -> Text:
    title = quota.title
    if limit is not None:
        zh, en = ("名额已满", "no place is left") if used >= limit else ("尚有名额", "places are left")
        return Text(zh=f"{title.zh}：{zh}（{used}/{limit}）。", en=f"{title.en}: {en} ({used} of {limit}).")
    if quota.unsourced:
        reason = quota.unsourced.reason
        return Text(
            zh=f"{title.zh}：来源未给出名额数。{reason.zh}", en=f"{title.en}: the sources give no number. {reason.en}"
        )
    return Text(zh=f"{title.zh}：名额数未知，不能办理。", en=f"{title.en}: the number of places is not known.")


def in_form(space: str, form: Form, problems: Iterable[FormProblem]) -> tuple[Finding, ...]:
    """Say what is wrong with the answers in a form; `space` is form or asked."""
    fields = {field.key: field for field in form.fields()}
    return tuple(_in_field(space, fields[problem.field], problem) for problem in problems)


def _in_field(space: str, field: FormField, problem: FormProblem) -> Finding:
    label, column = field.label, next((c.label for c in field.columns if c.key == problem.column), None)
    where_zh = f"第{problem.row + 1}行" if problem.row is not None else ""
    where_en = f", row {problem.row + 1}" if problem.row is not None else ""
    if column is not None:
        where_zh, where_en = f"{where_zh}“{column.zh}”", f"{where_en}, {column.en}"
    return Finding(
        rule=f"{space}:{problem.field}",
        title=label,
        severity=Severity.BLOCK,
        outcome=Outcome.BROKEN,
        message=Text(
            zh=f"{label.zh}{where_zh}：{problem.message.zh}", en=f"{label.en}{where_en}: {problem.message.en}"
        ),
        field=problem.field,
    )


def unknown(title: Text, missing: Sequence[Text], also: Text | None) -> Text:
    """Say that a rule cannot be judged yet, and what would have to be known; `also` is said after it."""
    zh = "、".join(f"“{label.zh}”" for label in missing) or "部分数据"
    en = ", ".join(label.en for label in missing) or "some of the data"
    text_zh = f"尚不能判断是否符合“{title.zh}”，{zh}未知。"
    text_en = f"“{title.en}”: this cannot be told yet. Not known: {en}."
    return Text(zh=text_zh + (also.zh if also else ""), en=text_en + (f" {also.en}" if also else ""))


def _roles(definition: Definition, by: Sequence[str]) -> tuple[str, str]:
    labels = [_role(definition, role) for role in by]
    return "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)


def _role(definition: Definition, role: str) -> Text:
    party, _, name = role.partition(".")
    found = definition.parties.get(party)
    if found is None or name not in found.roles:
        return _SYSTEM
    label = found.roles[name].label
    return Text(zh=f"{found.label.zh}（{label.zh}）", en=f"{found.label.en} ({label.en})")
