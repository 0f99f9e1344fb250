"""Parts descriptions of jobs into sentences and items, always in the same way, so that labels can point at them."""

import re
from collections.abc import Iterator

_ITEM = r"[(（]?\d{1,2}(?:[、.．)）]|\s*[:：])"
_HEADING = r"(?:岗位职责|任职要求|任职资格|职位要求|职位描述|岗位要求|工作职责|工作内容|职责描述|任职条件)"
_BREAK = re.compile(
    rf"[。；;！？!?\r\n\t]+|\s{{2,}}|(?<![\w.+]){_ITEM}(?!\d)|(?<=[\u4e00-\u9fff]){_ITEM}(?!\d)|{_HEADING}"
)
_EDGE = " \xa0\u3000、.．,，:：·•●◆*-—"


def sentences(text: str, *, shortest: int = 8, longest: int = 160) -> Iterator[tuple[int, int]]:
    """Yield where the sentences and items of a description are, without their numbers and the marks around them."""
    at = 0
    for start, end in [*(one.span() for one in _BREAK.finditer(text)), (len(text), len(text))]:
        piece = text[at:start]
        first = at + len(piece) - len(piece.lstrip(_EDGE))
        last = at + len(piece.rstrip(_EDGE))
        if shortest <= last - first <= longest:
            yield first, last
        at = end
