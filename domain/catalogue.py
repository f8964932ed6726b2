"""Keeping the catalogues whole: which texts lack a translation, which translations nothing uses, which lost a value.

Texts are read from the code and the panel's templates, never by running them; a refusal's text is its docstring.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.nodes import Call, Const, Name

from domain.phrases import DEFAULT, ROOMS

ROOT = Path(__file__).resolve().parent.parent
_TEMPLATES = Environment(autoescape=True, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
_ONE, _MANY = "_", "_n"
_FIRST_REFUSAL = "Refusal"


@dataclass(frozen=True, slots=True)
class Used:
    """A text in use: its forms, English, one or two of them, and where it stands."""

    forms: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Translated:
    """A translation: of which forms, into which, and where it stands."""

    forms: tuple[str, ...]
    into: tuple[str, ...]
    place: str


def report(language: str = DEFAULT, root: Path = ROOT) -> Iterator[str]:
    """A line for everything that is wrong with a language's catalogues; nothing when all is well."""
    used = {text.forms[0]: text for text in texts_in_use(root)}
    translated: dict[str, Translated] = {}
    for entry in translations(language, root):
        known = translated.setdefault(entry.forms[0], entry)
        if known.into != entry.into:
            yield f"{entry.place}: translated differently in {known.place}: {entry.forms[0]!r}"
        if entry.forms[0] not in used:
            yield f"{entry.place}: nothing uses {entry.forms[0]!r}"
        elif used[entry.forms[0]].forms != entry.forms:
            yield f"{entry.place}: the plural is another in {used[entry.forms[0]].place}: {entry.forms[0]!r}"
        elif all(entry.into) and not _same_values(entry):
            yield f"{entry.place}: other values in braces than in English: {entry.forms[0]!r}"
    for key, text in sorted(used.items()):
        entry_found = translated.get(key)
        if entry_found is None or not all(entry_found.into):
            yield f"{text.place}: no translation of {key!r}"


def texts_in_use(root: Path = ROOT) -> Iterator[Used]:
    """Every text that a person may read, in the order of the files."""
    modules = [path for room in ROOMS for path in sorted((root / room).rglob("*.py"))]
    nodes = {path.relative_to(root): _nodes_of(path.read_text(encoding="utf-8")) for path in modules}
    refusals = _refusals(nodes.values())
    for path, found in nodes.items():
        yield from _texts_of_module(path, found, refusals)
    for path in (path for room in ROOMS for path in sorted((root / room).rglob("*.html"))):
        yield from _texts_of_template(path.relative_to(root), path.read_text(encoding="utf-8"))


def _nodes_of(source: str) -> list[ast.ClassDef | ast.Call]:
    """The classes and the calls of a module."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef | ast.Call)]


def _texts_of_module(path: Path, nodes: Sequence[ast.ClassDef | ast.Call], refusals: set[str]) -> Iterator[Used]:
    for node in nodes:
        if isinstance(node, ast.ClassDef) and node.name in refusals:
            words = " ".join((ast.get_docstring(node) or "").split())
            yield Used((words,), f"{path}:{node.lineno}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            arguments = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
            yield from _marked(node.func.id, arguments, f"{path}:{node.lineno}")


def _texts_of_template(path: Path, source: str) -> Iterator[Used]:
    for call in _TEMPLATES.parse(source).find_all(Call):
        if isinstance(call.node, Name):
            arguments = [one.value if isinstance(one, Const) else None for one in call.args]
            yield from _marked(call.node.name, arguments, f"{path}:{call.lineno}")


def _marked(function: str, arguments: Sequence[object], place: str) -> Iterator[Used]:
    count = {_ONE: 1, _MANY: 2}.get(function)
    if count is None or len(arguments) < count:
        return
    forms = tuple(text for text in arguments[:count] if isinstance(text, str))
    if len(forms) == count:
        yield Used(forms, place)


def _refusals(modules: Iterable[Sequence[ast.ClassDef | ast.Call]]) -> set[str]:
    """The names of all classes that are refusals, also of refusals' children."""
    bases = {
        node.name: {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases}
        for nodes in modules
        for node in nodes
        if isinstance(node, ast.ClassDef)
    }
    found = {_FIRST_REFUSAL}
    while grown := {name for name, parents in bases.items() if parents & found} - found:
        found |= grown
    return found


def translations(language: str, root: Path = ROOT) -> Iterator[Translated]:
    """Every entry of a language's catalogues."""
    for path in (path for room in ROOMS for path in sorted((root / room / "locales" / language).glob("*.po"))):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if message.id:
                    yield _translated(message, str(path.relative_to(root)))


def _translated(message: Message, place: str) -> Translated:
    """An entry; a fuzzy one counts as not translated."""
    forms = tuple(message.id) if isinstance(message.id, (tuple, list)) else (str(message.id),)
    into = tuple(message.string) if isinstance(message.string, (tuple, list)) else (str(message.string or ""),)
    return Translated(forms, ("",) * len(forms) if message.fuzzy else into, f"{place}:{message.lineno}")


def _same_values(entry: Translated) -> bool:
    """Whether each form has the values of its English form; only the form for one may leave the number out."""
    here, there = [_values(form) for form in entry.forms], [_values(form) for form in entry.into]
    if len(here) != len(there):
        return False
    return here[-1] == there[-1] and all(one | {"n"} == other | {"n"} for one, other in zip(here, there, strict=True))


def _values(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}
