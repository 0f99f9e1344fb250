"""What a reader may choose when measures are computed; it is kept with each run that depends on it."""

from dataclasses import dataclass, field

from ronghe.insight.measures.m10_gap import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The smallest sample; what supply suffices; months ahead; and the factors of the gap, assumed unless given."""

    floor: int = 10
    threshold: float = 0.01
    alpha: float = 0.5
    horizon: int = 6
    posts: Range = field(default_factory=lambda: Range(low=1, likely=1.5, high=3))
    coverage: Range = field(default_factory=lambda: Range(low=0.1, likely=0.3, high=0.6))
    retention: Range = field(default_factory=lambda: Range(low=0.4, likely=0.6, high=0.8))
