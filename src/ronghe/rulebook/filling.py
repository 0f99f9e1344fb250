"""From loaded text to a filled shape: every mistake at once, with the path as its author calls it and its line."""

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from pydantic import ValidationError

from ronghe.rulebook.problems import MOST_PROBLEMS, DefinitionError, Problem
from ronghe.rulebook.strict import Loaded, PartPath, Plain
from ronghe.rulebook.structure import Shape

ShapeType = TypeVar("ShapeType", bound=Shape)


def fill(loaded: Loaded, *, shape: type[ShapeType], name: str) -> ShapeType:
    """Return the shape that loaded text fills. Raises DefinitionError with every mistake, each with path and line."""
    try:
        return shape.model_validate_json(json.dumps(loaded.value, default=_jsonable), strict=True)
    except ValidationError as error:
        raise DefinitionError(problems_of(error, loaded, name=name)) from None


def _jsonable(value: object) -> str | float:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not part of a definition")


def problems_of(error: ValidationError, loaded: Loaded, *, name: str) -> list[Problem]:
    """Return what a shape complains about, in the author's words."""
    found = []
    for mistake in error.errors(include_url=False, include_context=False, include_input=False)[:MOST_PROBLEMS]:
        path, lined = _readable(mistake["loc"], loaded.value)
        found.append(
            Problem(
                path=path,
                message=_message(mistake["type"], mistake["msg"]),
                file=name,
                line=loaded.line(lined) if loaded.lines else 0,
            )
        )
    return list(dict.fromkeys(found))


def _message(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such key here"
    if kind == "missing":
        return "is missing"
    return message[0].lower() + message[1:]


def _readable(location: Sequence[str | int], value: Plain) -> tuple[str, PartPath]:
    """Return a path with identifiers for positions in lists, and the path of the part as it lies in the text."""
    words: list[str] = []
    path: list[str | int] = []
    for step in location:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            break  # what follows names the alternatives of a union, which no author knows
        path.append(step)
        words.append(_identifier(value) or str(step) if isinstance(step, int) else step)
    if len(path) < len(location) and isinstance(value, dict):
        words.append(str(location[-1]))
    return ".".join(words), tuple(path)


def _identifier(value: Plain) -> str:
    if isinstance(value, dict):
        for key in ("id", "key", "requirement", "clause", "do"):
            if isinstance(found := value.get(key), str):
                return found
    return ""


def path_of(parts: Sequence[str], value: Plain) -> PartPath:
    """Return where the parts of a readable path lie in the text, as far as they can be followed."""
    path: list[str | int] = []
    rest = list(parts)
    while rest:
        taken = 1
        if isinstance(value, dict):
            while taken <= len(rest) and ".".join(rest[:taken]) not in value:
                taken += 1
            step: str | int = ".".join(rest[:taken])
            value = value.get(str(step))
        elif isinstance(value, list):
            names = [_identifier(each) or str(at) for at, each in enumerate(value)]
            while taken <= len(rest) and ".".join(rest[:taken]) not in names:
                taken += 1
            step = names.index(".".join(rest[:taken])) if taken <= len(rest) else 0
            value = value[step] if value and isinstance(step, int) else None
        else:
            break
        if taken > len(rest):
            break
        path.append(step)
        rest = rest[taken:]
    return tuple(path)
