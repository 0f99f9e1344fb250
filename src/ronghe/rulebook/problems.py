"""What is wrong with a definition: a message for its author, with the path of the part it is about."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_LONGEST = 120
_MOST_NAMES = 1000
MOST_PROBLEMS = 500  # told at once; who made more learns of the rest afterwards


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One mistake; `path` names the part, e.g. `rules.JL-01.require`, `file` and `line` where it was read, if known."""

    path: str
    message: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        return f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}"


class DefinitionError(Exception):
    """A definition that cannot be read; carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def given_twice(keys: Iterable[str]) -> list[str]:
    """Return the keys that are there more than once, sorted."""
    return sorted(key for key, times in Counter(keys).items() if times > 1)


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """Return ', did you mean …?' for a name close to a known one, else nothing; of endless ones nothing is compared."""
    names = list(known)
    if len(wrong) > _LONGEST or len(names) > _MOST_NAMES:
        return ""
    close = get_close_matches(wrong, names, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
