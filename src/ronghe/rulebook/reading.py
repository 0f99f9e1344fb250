"""From the files of a definition to one complete Definition, and from there to its canonical JSON and digest.

A definition is a folder: `definition.yaml`, forms beside it, worked cases in `cases.yaml`. It names its sources and
vocabularies by key; they lie in the library, `sources/<key>.yaml` and `vocabularies/<key>.yaml`. The folder of an
overlay looks the same and is read as the definition that it follows, which lies in the library, with what it adds.
"""

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from ronghe.rulebook import check_overlays, checks, overlays, worked
from ronghe.rulebook.calendar import Calendar
from ronghe.rulebook.filling import ShapeType, fill, path_of, problems_of
from ronghe.rulebook.problems import MOST_PROBLEMS, DefinitionError, Problem, suggestion
from ronghe.rulebook.strict import Loaded, PartPath, Plain, load_file
from ronghe.rulebook.structure import Definition, Document, Form, Holidays, Offer, Shape, Source, Vocabulary

MAIN_FILE = "definition.yaml"
_MOST_FILES = 200
_LONGEST_NAME = 100


def read(folder: Path, *, library: Path) -> Definition:
    """Return the definition in a folder; that of an overlay is the one it follows with what it adds.

    Raises DefinitionError with every mistake of form, each with file and path.
    """
    return _reader(folder, library).definition()


def problems_in(folder: Path, *, library: Path, offer: Offer | None) -> tuple[Problem, ...]:
    """Return everything that is wrong with the definition in a folder: its form, its sense, then its worked cases."""
    reader = _reader(folder, library)
    try:
        definition = reader.definition()
    except DefinitionError as error:
        return error.problems
    if found := reader.check(definition, offer):
        return tuple(reader.place(problem) for problem in found)  # worked cases would stumble over the same names
    try:
        return tuple(worked.problems(definition, folder, calendar=read_calendar(library)))
    except DefinitionError as error:
        return error.problems


def to_json(definition: Definition) -> str:
    """Return a definition as canonical JSON: no spaces, no mere defaults, parts in the shapes' and the author's order.

    The author's order is kept because it means something: actions and states are shown in it.
    """
    data = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


@functools.lru_cache(maxsize=200)
def from_json(text: str) -> Definition:
    """Return the definition of a canonical JSON text; kept, since versions never change. Raises DefinitionError."""
    try:
        return Definition.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise DefinitionError(problems_of(error, Loaded(value={}, lines={}), name="")) from None


def digest(definition: Definition) -> str:
    """Return `sha256:` and the digest of a definition's canonical JSON."""
    return "sha256:" + hashlib.sha256(to_json(definition).encode()).hexdigest()


def read_calendar(library: Path) -> Calendar:
    """Return the working-day calendar of all `vocabularies/holidays-<year>.yaml`. Raises DefinitionError."""
    files = sorted((library / "vocabularies").glob("holidays-*.yaml"))
    return Calendar(tuple(read_shape(path, shape=Holidays, name=path.name) for path in files))


def read_shape(path: Path, *, shape: type[ShapeType], name: str) -> ShapeType:
    """Return the shape that one file fills, e.g. a Source. Raises DefinitionError with every mistake."""
    return fill(load_file(path, name=name), shape=shape, name=name)


def _reader(folder: Path, library: Path) -> "_Reader":
    try:
        written = load_file(folder / MAIN_FILE, name=MAIN_FILE).value
    except DefinitionError:  # told again, and in full, by whoever reads the whole
        written = None
    is_overlay = isinstance(written, dict) and written.get("follows") is not None
    return (_OverlayReader if is_overlay else _Reader)(folder=folder, library=library)


class _Reader:
    """Reads one folder and remembers where its parts were, so that later findings can name file and line."""

    def __init__(self, *, folder: Path, library: Path) -> None:
        self.folder = folder
        self.library = library
        self.problems: list[Problem] = []
        self.loaded = Loaded(value={}, lines={})
        self.part_files: dict[tuple[str, str], tuple[str, Loaded]] = {}
        self.opened = 0

    def definition(self) -> Definition:
        self.loaded = load_file(self.folder / MAIN_FILE, name=MAIN_FILE)
        if not isinstance(self.loaded.value, dict):
            raise DefinitionError([Problem(path="", message="must be a mapping", file=MAIN_FILE)])
        raw = dict(self.loaded.value)
        if "overlays" in raw:
            self._note("overlays", "there is no such key here", line=self.loaded.line(("overlays",)))
        self._forms(raw)
        self._documents(raw)
        return self._filled(raw, Definition)

    def check(self, definition: Definition, offer: Offer | None) -> tuple[Problem, ...]:
        return checks.check(definition, offer=offer)

    def _filled(self, raw: dict[str, Plain], shape: type[ShapeType]) -> ShapeType:
        self._library_parts(raw)
        whole = Loaded(value=raw, lines=self.loaded.lines)
        try:
            filled = fill(whole, shape=shape, name=MAIN_FILE)
        except DefinitionError as error:
            own = [problem for problem in error.problems if not self._told(problem)]
            raise DefinitionError(self.problems + own) from None
        if self.problems:
            raise DefinitionError(self.problems)
        return filled

    def place(self, problem: Problem) -> Problem:
        """Return a problem with the file and line of its path."""
        parts = problem.path.split(".")
        if len(parts) > 1 and (parts[0], parts[1]) in self.part_files:
            name, loaded = self.part_files[parts[0], parts[1]]
            line = loaded.line(path_of(parts[2:], loaded.value))
        else:
            name, line = MAIN_FILE, self.loaded.line(path_of(parts, self.loaded.value))
        return Problem(path=problem.path, message=problem.message, file=name, line=line)

    def _told(self, problem: Problem) -> bool:
        """A part that could not be read is told once, not again as missing."""
        parts = problem.path.split(".")
        around = {".".join(parts[: length + 1]) for length in range(len(parts))}
        return not around.isdisjoint({told.path for told in self.problems[:MOST_PROBLEMS]})

    def _library_parts(self, raw: dict[str, Plain]) -> None:
        if "source" in raw:
            raw["source"] = self._library("sources", raw["source"], path="source", at=("source",), shape=Source)
        if "also_cites" in raw:
            raw["also_cites"] = [
                self._library("sources", key, path=f"also_cites.{at}", at=("also_cites", at), shape=Source)
                for at, key in self._list(raw, "also_cites")
            ]
        if "vocabularies" in raw:
            raw["vocabularies"] = {
                str(key): self._library(
                    "vocabularies", key, path=f"vocabularies.{key}", at=("vocabularies", at), shape=Vocabulary
                )
                for at, key in self._list(raw, "vocabularies")
            }

    def _list(self, raw: Mapping[str, Plain], key: str) -> Iterable[tuple[int, Plain]]:
        value = raw[key]
        if isinstance(value, list):
            return enumerate(value)
        self._note(key, "must be a list of keys", line=self.loaded.line((key,)))
        return ()

    def _library(self, drawer: str, key: Plain, *, path: str, at: PartPath, shape: type[Shape]) -> Plain:
        line = self.loaded.line(at)
        if not isinstance(key, str) or not key.replace("-", "").isalnum():
            self._note(path, f"must be the key of a file in {drawer}/", line=line)
            return None
        file = self.library / drawer / f"{key}.yaml"
        if not self._may_open(path, line=line):
            return None
        if len(key) > _LONGEST_NAME or not file.is_file():
            known = [found.stem for found in (self.library / drawer).glob("*.yaml")]
            self._note(path, f"there is no {drawer}/{key[:_LONGEST_NAME]}.yaml{suggestion(key, known)}", line=line)
            return None
        try:
            found = read_shape(file, shape=shape, name=f"{drawer}/{key}.yaml")
        except DefinitionError as error:
            self.problems += error.problems
            self._note(path, f"{drawer}/{key}.yaml has mistakes", line=line)
            return None
        if getattr(found, "key", key) != key:
            self._note(path, f"{drawer}/{key}.yaml calls itself {getattr(found, 'key', '')!r}", line=line)
        return _plain(found)

    def _forms(self, raw: dict[str, Plain]) -> None:
        forms = raw.get("forms", {})
        if not isinstance(forms, dict):
            return
        raw["forms"] = filled = {
            key: self._part("forms", value, key, Form) if isinstance(value, str) else value
            for key, value in forms.items()
        }
        for drawer in ("cases", "stages"):
            if isinstance(kinds := raw.get(drawer), dict):
                raw[drawer] = {name: self._kind(kind, filled) for name, kind in kinds.items()}

    def _documents(self, raw: dict[str, Plain]) -> None:
        documents = raw.get("documents", {})
        if isinstance(documents, dict) and documents:
            raw["documents"] = {
                key: self._part("documents", value, key, Document) if isinstance(value, str) else value
                for key, value in documents.items()
            }

    def _kind(self, kind: Plain, forms: dict[str, Plain]) -> Plain:
        """Replace form files named in a kind (`form`, an action's `asks`) by their keys and read each of them once."""
        if not isinstance(kind, dict):
            return kind
        actions = kind.get("actions")
        if isinstance(actions, dict):
            actions = {name: self._named_form(action, "asks", forms) for name, action in actions.items()}
            kind = kind | {"actions": actions}
        return self._named_form(kind, "form", forms)

    def _named_form(self, part: Plain, key: str, forms: dict[str, Plain]) -> Plain:
        if not isinstance(part, dict) or not isinstance(file := part.get(key), str) or not file.endswith(".yaml"):
            return part
        stem = file.rsplit("/", 1)[-1].removesuffix(".yaml")
        if stem not in forms:
            forms[stem] = self._part("forms", file, stem, Form)
        return part | {key: stem}

    def _part(self, drawer: str, file: str, key: str, shape: type[Shape]) -> Plain:
        line, where = self.loaded.line((drawer, key)), f"{drawer}.{key}"
        path = self.folder / file
        if not self._may_open(where, line=line):
            return None
        if not _lies_in(path, self.folder):
            self._note(where, f"{file!r} lies outside the definition's folder", line=line)
            return None
        try:
            loaded = load_file(path, name=file)
            self.part_files[drawer, key] = (file, loaded)
            return _plain(fill(loaded, shape=shape, name=file))
        except DefinitionError as error:
            self.problems += error.problems
            self._note(where, f"{file} has mistakes", line=line)
            return None

    def _may_open(self, path: str, *, line: int) -> bool:
        """Return whether another file may be opened: a short text could name the same large one ever again."""
        self.opened += 1
        if self.opened > _MOST_FILES:
            self._note(path, f"a definition is made of at most {_MOST_FILES} files", line=line)
        return self.opened <= _MOST_FILES

    def _note(self, path: str, message: str, *, line: int) -> None:
        self.problems.append(Problem(path=path, message=message, file=MAIN_FILE, line=line))


class _OverlayReader(_Reader):
    """Reads an overlay and, from the library, the version of the programme that it adds to."""

    def definition(self) -> Definition:
        self.loaded = load_file(self.folder / MAIN_FILE, name=MAIN_FILE)
        raw = dict(self.loaded.value) if isinstance(self.loaded.value, dict) else {}
        for refused in overlays.refused_keys(raw):
            self.problems.append(self.place(refused))
        self._forms(raw)
        self._documents(raw)
        self.overlay = self._filled(raw, overlays.Overlay)
        self.base = self._base(self.overlay.follows)
        return overlays.merge(self.base, self.overlay)

    def check(self, definition: Definition, offer: Offer | None) -> tuple[Problem, ...]:
        return check_overlays.problems(self.base, self.overlay, offer=offer)

    def _base(self, follows: overlays.Follows) -> Definition:
        """Return the definition of the library that is the followed one. Raises DefinitionError."""
        wanted = (follows.programme, follows.version)
        for file in sorted(self.library.glob(f"*/{MAIN_FILE}")):
            try:
                written = load_file(file, name=MAIN_FILE).value
            except DefinitionError:
                continue  # another's mistakes are told to its own author
            if isinstance(written, dict) and (written.get("programme"), written.get("version")) == wanted:
                return _Reader(folder=file.parent, library=self.library).definition()
        self._note("follows", f"the library has no {' '.join(wanted)}", line=self.loaded.line(("follows",)))
        raise DefinitionError(self.problems)


def _lies_in(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # a name too long, links in a circle, signs that no file has
        return False


def _plain(shape: Shape) -> Plain:
    value: Plain = json.loads(shape.model_dump_json(by_alias=True, exclude_unset=True))
    return value
