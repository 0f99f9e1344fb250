"""Found skills as a reader would mark them: grown to the phrase that names the competence, or left out.

No lexicon lists every phrase. What stands directly behind a hit may belong to its name (what follows FPGA in
FPGA开发), and what stands there may say that nobody asks for the skill: it says what a post, a team or a firm does
(算法工程师). Facts are counted from hits alone.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from ronghe.insight.extraction.matcher import Span

_HEADS = re.compile(
    r"(?:级|类)?(?:算法|模型|开发|编程|设计|原理|语言|系统|能力|分析|仿真|建模|测试|调试|编写|撰写|优化|控制|管理|架构|"
    r"硬件|集群|理论|方法论|处理|识别|检测|跟踪|意识|精神|协议|标准|规划|验证|集成|移植|维护|电路|芯片|工具|接口|驱动|报告|文档)+"
    r"|的(?:能力|精神|意识|态度)"
)
_LATIN = re.compile(r"[A-Za-z0-9+#]+(?:[._-][A-Za-z0-9+#]+)*")
_LONGEST = 80  # of a name in Latin letters, in characters
_ACTORS = re.compile(
    "工程师|人员|岗|经理|主管|总监|专员|助理|顾问|专家|老师|教师|实习生|研究员|人才|部|团队|公司|企业|行业|产业|集团|学院|"
    "医院|市场|有限|股份|事业"
)


def phrases(text: str, hits: Iterable[Span]) -> tuple[Span, ...]:
    """Return hits of a text, in its order, as phrases: grown, joined where they touch, only what is asked for.

    A joined phrase means what the longest of its hits means, the first of several: the others only say of what kind.
    """
    joined: list[Span] = []
    longest = 0
    for hit in hits:
        one, length = _grown(text, hit), hit.end - hit.start
        if joined and one.start <= joined[-1].end:
            last = joined.pop()
            named = one if length > longest else last
            one = replace(named, start=min(last.start, one.start), end=max(last.end, one.end))
            length = max(length, longest)
        longest = length
        joined.append(one)
    return tuple(one for one in joined if not _ACTORS.match(text, one.end))


def _grown(text: str, hit: Span) -> Span:
    """Return a hit with the rest of its word in Latin letters (a version) and the nouns that head its name."""
    start, end = hit.start, hit.end
    for word in _LATIN.finditer(text, max(0, start - _LONGEST), end + _LONGEST):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    if head := _HEADS.match(text, end):
        end = head.end()
    return replace(hit, start=start, end=end)
