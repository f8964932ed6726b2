"""A person's records in words: each field by its name, each value as a person reads it, numbers of records left out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from domain import clock
from domain.applications.facts import ANSWERS
from domain.assessing.forms import LIFE_DOMAINS, QUESTIONS, SCORES
from domain.cases.history import STEP_WORDS
from domain.meals.weekly import weekday_words
from domain.menus import allergen_words
from domain.phones import spoken_phone
from domain.phrases import Phrase, _, say, word
from domain.record_names import record_name
from domain.rights.columns import LABELS
from domain.rights.fields import field_name, kind_name
from domain.rights.reading import Everything, Part

_YES, _NO = _("yes"), _("no")
_PROGRAM = _("the program")
#: Who gave a relative's rights.
_GIVERS = {"person": _("the person"), "office": _("the office")}
#: The forms whose answers are kept by key, and what each key asks.
_FORMS: dict[str, Mapping[str, Phrase]] = {
    "application": ANSWERS,
    "assessment": LIFE_DOMAINS,
    "survey": {key: question.asks for key, question in QUESTIONS.items()},
}
#: Numbers and codes that only a machine reads; they stand in the other half of the copy.
_FOR_MACHINES = frozenset(
    {
        *(("audit_entry", column) for column in ("before", "after", "record_id")),
        *(("case_file", column) for column in ("media_type", "bytes", "sha256")),
        *(("address", column) for column in ("lat", "lon")),
    }
)
#: What a reader looks for first, and what is longest and is looked into last.
_FIRST = ("person", "address", "kinship", "relative", "chat", "application", "case")
_LAST = ("audit_entry",)
_LANGUAGES: Mapping[str, Phrase] = {"bg": _("Bulgarian"), "en": _("English")}

_AS_WORDS: dict[tuple[str, str], Callable[[str, Any], str]] = {
    ("person", "allergens"): allergen_words,
    ("subscription", "weekdays"): weekday_words,
    ("audit_entry", "record"): lambda language, value: say(language, record_name(value)),
    ("kinship", "given_by"): lambda language, value: say(language, _GIVERS.get(value, Phrase(value))),
    ("case_step", "step"): lambda language, value: say(language, STEP_WORDS.get(value, Phrase(value))),
    **{
        (table, column): lambda _language, value: spoken_phone(value)
        for table, column in (("person", "phone"), ("person", "second_phone"), ("application", "phone"))
    },
    ("person", "language"): lambda language, value: say(language, _LANGUAGES.get(value, Phrase(value))),
    ("plan_goal", "life_domain"): lambda language, value: say(language, LIFE_DOMAINS.get(value, Phrase(value))),
}


@dataclass(frozen=True)
class Line:
    """A field with its value in words, or with lines of its own below it."""

    name: str
    value: str
    below: tuple["Line", ...] = ()


@dataclass(frozen=True)
class Chapter:
    """All records of one kind."""

    table: str
    title: str
    records: list[list[Line]]


def chapters(language: str, everything: Everything) -> list[Chapter]:
    """Everything about the person in words, kind by kind; what there is nothing of is left out."""
    return [
        Chapter(part.name, _capital(say(language, kind_name(part.name))), list(_records(language, everything, part)))
        for part in sorted(everything.parts, key=_place_of)
        if part.rows
    ]


def _place_of(part: Part) -> int:
    """Where the kind stands on the page; what is neither first nor last keeps its order."""
    if part.name in _FIRST:
        return _FIRST.index(part.name)
    return len(_FIRST) + (part.name in _LAST)


def _records(language: str, everything: Everything, part: Part) -> Iterator[list[Line]]:
    names = {column: _capital(_name_of(language, part, column)) for column in part.rows[0]}
    for row in part.rows:
        yield [
            Line(names[column], *found)
            for column, value in row.items()
            if (found := _value(language, everything, part, column, value)) is not None
        ]


def _name_of(language: str, part: Part, column: str) -> str:
    return say(language, field_name(part.name, column) or Phrase(column))


def _value(
    language: str, everything: Everything, part: Part, column: str, value: Any
) -> tuple[str, tuple[Line, ...]] | None:
    """The value in words and the lines below it; None for what is empty or a number that only a machine reads."""
    if value is None or value in ("", [], {}) or (part.name, column) in _FOR_MACHINES or _is_number_of(part, column):
        return _named(everything, part, column, value)
    if isinstance(value, dict):
        return "", tuple(_nested(language, part.name, value))
    if (part.name, column) in LABELS:
        return _who(language, everything, value), ()
    if column == "members":
        return ", ".join(everything.names.get(("staff", number), "") for number in value), ()
    as_words = _AS_WORDS.get((part.name, column))
    text = as_words(language, value) if as_words else in_words(language, value)
    return (text, ()) if text else None


def _is_number_of(part: Part, column: str) -> bool:
    keys = {key.parent.name for key in part.kind.table.foreign_keys}
    return column == "id" or column in keys or (column.endswith("_id") and column != "telegram_id")


def _named(everything: Everything, part: Part, column: str, value: Any) -> tuple[str, tuple[Line, ...]] | None:
    name = everything.name_behind(part.kind, column, value) if isinstance(value, int) else ""
    return (name, ()) if name else None


def _who(language: str, everything: Everything, label: str) -> str:
    if label.startswith("job:"):
        return say(language, _PROGRAM)
    known = everything.who.get(label)
    return known(language) if known else label


def in_words(language: str, value: Any) -> str:
    """A plain value as a person reads it."""
    if isinstance(value, bool):
        return say(language, _YES if value else _NO)
    if isinstance(value, Enum):
        return word(language, value)
    if isinstance(value, datetime):
        return f"{clock.local(value):%d.%m.%Y, %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _nested(language: str, table: str, values: Mapping[str, Any]) -> Iterator[Line]:
    """The answers of a form, each below its question."""
    questions = _FORMS.get(table, {})
    for key, value in values.items():
        if value is None or value in ("", [], {}):
            continue
        name = say(language, questions.get(key) or field_name(table, key) or Phrase(key))
        if isinstance(value, dict):
            yield Line(name, "", tuple(_nested(language, table, value)))
        else:
            yield Line(name, _answered(language, table, key, value))


def _answered(language: str, table: str, key: str, value: Any) -> str:
    choices: Mapping[Any, Phrase] = {}
    if table == "survey" and key in QUESTIONS:
        choices = dict(QUESTIONS[key].choices)
    elif table == "assessment":
        choices = SCORES
    known = choices.get(value)
    return say(language, known) if known else in_words(language, value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
