"""A figure with what a reader has to know of it: its interval, its sample, and why it is withheld."""

from collections.abc import Mapping
from dataclasses import dataclass

# What `withheld` holds: one of these words, the first with the floor behind it (`sample:10`).
REASONS: Mapping[str, tuple[str, str]] = {
    "sample": ("样本少于 {},不予公布", "withheld: fewer than {} in the sample"),
    "floor": ("样本少于下限,不予公布", "withheld: the sample is under the floor"),
    "no-demand": ("没有需求数据", "there is no demand to compare with"),
    "no-supply": ("没有供给数据", "there is no supply to compare with"),
    "undefined": ("分母为零,无定义", "undefined: it would be divided by zero"),
    "input": ("输入数据无效(负数或非数值)", "the input is not usable: negative or no number"),
    "cells": ("可比单元少于 {} 个", "fewer than {} cells to compare"),
    "untested": ("超出回测所及的月份", "further ahead than could be tested"),
    "no-syllabus": (
        "有教学大纲的课程不足一半,数据不足",
        "not enough data: fewer than half of the courses have a syllabus",
    ),
    "no-survey": ("未作企业调查,或答复不足 5 家", "no survey, or fewer than 5 firms answered"),
    "schools": ("数据仓中有该专业数据的学校不足 {} 所", "fewer than {} schools with figures of this major are known"),
    "no-data": ("数据不足", "not enough data"),
    "apart": ("没有前后相邻、长度相同的两段月份", "no two spans of months that follow one another"),
    "short": ("序列不足 {} 个月", "the series is shorter than {} months"),
    "sparse": ("有需求的月份少于 {} 个", "fewer than {} months with any demand"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured value with the bounds of its interval and the size of its sample.

    A sample under the floor of its formula gives no value: `withheld` then says why, else it is empty.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int
    withheld: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """How a measure is computed: its key (M1 …), version, unit, where it comes from, and its smallest sample.

    `title`, `formula` and `note` are shown to readers, in Chinese and in English.
    """

    key: str
    version: int
    title: tuple[str, str]
    formula: str
    unit: str
    source: str
    floor: int
    note: tuple[str, str] = ("", "")


def withheld(reason: str, *, n: int, floor: int | None = None) -> Figure:
    """Return a figure without a value; `reason` is a word of REASONS, `floor` the number that it names."""
    return Figure(value=None, n=n, withheld=reason if floor is None else f"{reason}:{floor}")


def why(figure: Figure, *, language: str = "zh") -> str:
    """Return why a figure is withheld in the reader's language (`zh` or `en`); empty text if it is not."""
    reason, _, floor = figure.withheld.partition(":")
    if reason not in REASONS:
        return figure.withheld
    return REASONS[reason][language == "en"].format(floor)
