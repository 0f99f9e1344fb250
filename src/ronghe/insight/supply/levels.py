"""How well a course teaches a skill, from the verb that the syllabus puts before it.

Three levels after the wording of Chinese syllabi (了解, 理解/掌握, 熟练/应用) and the first, middle and upper steps of
Bloom's taxonomy as revised in 2001. Which verb stands for which level is our judgement.
"""

import re

KNOWS, UNDERSTANDS, APPLIES = 1, 2, 3
_VERBS = {
    APPLIES: "熟练|精通|灵活|综合运用|运用|应用|使用|设计|实现|开发|编写|编程|搭建|部署|操作|分析|解决|评价|构建|调试"
    "|独立完成|apply|applies|use|design|implement|develop|build|analy[sz]e|evaluate|create",
    UNDERSTANDS: "理解|掌握|熟悉|领会|学会|understand|explain|master|be familiar with|grasp",
    KNOWS: "了解|认识|知道|初步|概述|简介|介绍|know|be aware|introduction|overview",
}
_VERB = re.compile("|".join(f"(?P<l{level}>{words})" for level, words in _VERBS.items()), re.IGNORECASE)
_CLAUSE = re.compile(r"[。；;\n!?！？]")


def level(text: str, *, start: int) -> int:
    """Return the level of what a text names at `start`: of the nearest verb before it in its clause, else 1."""
    begin = max(start - 200, 0)
    before = _CLAUSE.split(text[begin:start])[-1]
    found = list(_VERB.finditer(before))
    if not found:
        return KNOWS
    last = found[-1]
    reached = next(int(name[1:]) for name, words in last.groupdict().items() if words)
    strengthened = any(one.group() in ("熟练", "灵活", "精通") and last.start() - one.end() <= 1 for one in found[:-1])
    return APPLIES if strengthened else reached
