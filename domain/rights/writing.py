"""What lies in the copy besides the documents: a page to read, the records for machines, and what is where."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from domain import clock
from domain.phrases import Phrase, _, say
from domain.rights.columns import as_json, looked_up, plain
from domain.rights.fields import field_name, kind_name
from domain.rights.reading import Everything, Part
from domain.rights.wording import chapters

_TEMPLATES = Path(__file__).resolve().parent / "templates"
README, PAGE = "README.txt", "everything.html"
DATA, DOCUMENTS = "data", "documents"

_HEAD = _(
    "A copy of everything that {organisation} keeps about {name} in its social care.\n"
    "Made on {moment}.\n\n"
    "everything.html  the same to be read, in any browser\n"
    "data/            the records, one file for each kind, for another program\n"
    "documents/       the documents of your applications and cases"
)
_HEAD_OF_DATA = _(
    "The data that {organisation} keeps about {name} in its social care, to be taken elsewhere.\n"
    "Made on {moment}.\n\n"
    "data/            the records, one file for each kind, for another program"
)
_FORMAT = _(
    "The files in data/ are JSON (RFC 8259) in UTF-8, each a list of records. A field without a value is null. Days "
    "and moments are written by ISO 8601, moments in UTC. A field that ends in _id holds the number of another record; "
    "the field beside it that ends in _name says what it is called."
)
_WITHOUT = _(
    "Left out is what is about other people, such as the phones of relatives, and what only the program needs: hashes, "
    "counters, and how a message was sent. Questions that were never finished in the chat are not kept as records."
)
_MISSING = _("This document is not on the disk any more, ask us for it: {name}")
_KIND = _("{file}: {kind}, {count}")
_FIELD = _("  {field}: {name}")


@dataclass(frozen=True)
class Document:
    """A stored document: how it is called in the copy, where it lies, and whether it is still there."""

    name: str
    path: str
    lies_at: Path
    here: bool


@dataclass(frozen=True)
class Heading:
    """Whose copy it is, from whom, and in which language it speaks."""

    organisation: str
    name: str
    language: str


def records(everything: Everything) -> dict[str, bytes]:
    """The records for machines: a file for each kind of which there is anything."""
    return {f"{DATA}/{part.name}.json": as_json(_rows(everything, part)) for part in everything.parts if part.rows}


def _rows(everything: Everything, part: Part) -> list[dict[str, Any]]:
    named = {column: named_field(column) for column in looked_up(part.kind)}
    return [_row(everything, part, row, named) for row in part.rows]


def _row(everything: Everything, part: Part, row: Mapping[str, Any], named: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column, value in row.items():
        made[column] = plain(value)
        if column in named:
            made[named[column]] = everything.name_behind(part.kind, column, value) or None
    return made


def named_field(column: str) -> str:
    """The field beside a number that says what the number is called."""
    return f"{column.removesuffix('_id')}_name"


def page(everything: Everything, heading: Heading, documents: list[Document]) -> bytes:
    """Everything on one page to be read, in the person's language, with nothing in it from elsewhere."""
    text = _template().render(
        _=partial(_said, heading.language),
        language=heading.language,
        organisation=heading.organisation,
        name=heading.name,
        moment=_moment(),
        chapters=chapters(heading.language, everything),
        documents=documents,
    )
    return text.encode()


@cache
def _template() -> Template:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return made.get_template("person.html")


def _said(language: str, text: str, **values: Any) -> str:
    return say(language, Phrase(text), **values)


def readme(everything: Everything, heading: Heading, documents: list[Document], *, portable: bool) -> bytes:
    """What is where, and what each field means."""
    speak = partial(say, heading.language)
    head = _HEAD_OF_DATA if portable else _HEAD
    lines = [speak(head, organisation=heading.organisation, name=heading.name, moment=_moment()), ""]
    lines += [speak(_FORMAT), "", speak(_WITHOUT), ""]
    lines += [speak(_MISSING, name=one.name) for one in documents if not one.here]
    for part in everything.parts:
        if part.rows:
            lines += ["", *_fields(heading.language, part)]
    return "\n".join([*lines, ""]).encode()


def _fields(language: str, part: Part) -> list[str]:
    speak = partial(say, language)
    kind = speak(kind_name(part.name))
    lines = [speak(_KIND, file=f"{DATA}/{part.name}.json", kind=kind, count=len(part.rows))]
    for column in part.rows[0]:
        name = field_name(part.name, column)
        if name:
            field = named_field(column) if column in looked_up(part.kind) else column
            lines.append(speak(_FIELD, field=field, name=speak(name)))
    return lines


def _moment() -> str:
    return f"{clock.local(clock.now()):%d.%m.%Y, %H:%M}"
