"""M10 quantity gap: people that are wanted a year, less graduates that come; every factor a range, and so the gap."""

from dataclasses import dataclass

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.intervals import usable

FORMULA = Formula(
    key="M10",
    version=1,
    title=("数量缺口", "Quantity gap"),
    formula="ads·posts/coverage − graduates·retention",
    unit="people",
    source="policy.md 4.3 (7): gap = demand − supply, ratio = supply ÷ demand",
    floor=10,
    note=(
        "posts:每条广告的招聘人数;coverage:数据所覆盖的实际岗位比例;retention:毕业生留在本地本行业的比例。"
        "三者均为使用者给出的区间(低、中、高),缺口的区间由此推出,不含抽样误差。供给只含已报送的学校,需求为数据中的全部地区。",
        "posts: people wanted by an advertisement; coverage: the share of real vacancies that the data holds; "
        "retention: the share of graduates who stay. All three are ranges that the reader gives; the interval of the "
        "gap follows from them and holds no sampling error. Supply is that of the schools that gave "
        "figures, demand that of all places in the data.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A factor that nobody knows exactly: what it is at least, likely and at most."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        """Raise ValueError if the three are not in order, or one is negative or no number."""
        if not usable([self.low, self.likely, self.high]) or not self.low <= self.likely <= self.high:
            raise ValueError(f"{self.low}, {self.likely}, {self.high} are no range")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The people wanted, those who come, the gap between them (positive: too few) and supply ÷ demand."""

    wanted: Figure
    coming: Figure
    gap: Figure
    ratio: Figure


def gap(
    ads: int, graduates: int, *, posts: Range, coverage: Range, retention: Range, floor: int = FORMULA.floor
) -> Gap:
    """Return M10 for a year: `ads` counted advertisements, `graduates` of the majors that lead there.

    `coverage` and `retention` are shares; coverage is above zero. Raises ValueError if they are not.
    """
    if not (coverage.low > 0 and coverage.high <= 1 and retention.high <= 1):
        raise ValueError("coverage lies above 0 and retention from 0, both up to 1")
    if not usable([ads, graduates]) or ads < floor:
        none = withheld("sample", n=max(ads, 0), floor=floor)
        return Gap(wanted=none, coming=none, gap=none, ratio=none)
    wanted = Figure(
        value=ads * posts.likely / coverage.likely,
        low=ads * posts.low / coverage.high,
        high=ads * posts.high / coverage.low,
        n=ads,
    )
    coming = Figure(
        value=graduates * retention.likely, low=graduates * retention.low, high=graduates * retention.high, n=graduates
    )
    return Gap(wanted=wanted, coming=coming, gap=_difference(wanted, coming), ratio=_ratio(coming, wanted))


def _difference(wanted: Figure, coming: Figure) -> Figure:
    value, low, high = _known(wanted)
    less, least, most = _known(coming)
    return Figure(value=value - less, low=low - most, high=high - least, n=wanted.n)


def _ratio(coming: Figure, wanted: Figure) -> Figure:
    value, low, high = _known(coming)
    by, least, most = _known(wanted)
    if not least > 0:
        return withheld("undefined", n=wanted.n)
    return Figure(value=value / by, low=low / most, high=high / least, n=wanted.n)


def _known(figure: Figure) -> tuple[float, float, float]:
    return figure.value or 0.0, figure.low or 0.0, figure.high or 0.0
