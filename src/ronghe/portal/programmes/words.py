"""What a quota's scope means, in words."""

from ronghe.rulebook.scope import item_columns
from ronghe.rulebook.structure import Definition, Quota, Text

_WORDS = {
    "programme": Text(zh="整个项目计划", en="the whole programme"),
    "every_version": Text(zh="各版本合计", en="all versions together"),
    "person": Text(zh="每位负责人", en="each leader"),
    "year": Text(zh="每年", en="each year"),
    "item": Text(zh="每个指南项目", en="each item of a guide"),
    "parent": Text(zh="每件上级事项", en="each case above"),
}


def scope_words(definition: Definition, quota: Quota) -> tuple[Text, ...]:
    """Return for what a quota counts apart, such as for each leader and each year."""
    return tuple(_word(definition, token) for token in quota.scope)


def _word(definition: Definition, token: str) -> Text:
    if token in _WORDS:
        return _WORDS[token]
    first, _, last = token.partition(".")
    if first == "item":
        columns = (one for kind in definition.cases for one in item_columns(definition, kind=kind))
        label = next((one.label for one in columns if one.key == last), Text(zh=last, en=last))
        return Text(zh=f"每种{label.zh}", en=f"each {label.en}")
    label = definition.parties[first].label
    if last == "province":
        return Text(zh=f"{label.zh}所在的每个省份", en=f"each province ({label.en})")
    return Text(zh=f"每所（家）{label.zh}", en=f"each {label.en}")
