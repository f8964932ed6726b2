"""Texts: English in the code, gettext catalogues beside it, Bulgarian complete and the default.

Mark a text with `_("…{name}…")` (or `_n(one, many)`), word it with `say(language, phrase, name=…)`. Each room keeps its
catalogues in `<room>/locales/<language>/<module>.po`; `main.py messages` adds what is new.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.pofile import read_po

from domain import clock
from domain.refusals import Refusal

ROOMS = ("bot", "admin", "jobs", "domain", "models")
SOURCE = "en"
DEFAULT = "bg"

#: A text that is worded when the language of its reader is known.
Spoken = Callable[[str], str]


class Phrase(str):
    """An English text that stands in the catalogues."""

    __slots__ = ()


class Plural(tuple[str, str]):
    """An English text for one and for many."""

    __slots__ = ()


def _(text: str) -> Phrase:
    """Mark a text for the catalogues."""
    return Phrase(text)


def _n(one: str, many: str) -> Plural:
    """Mark a text that depends on a number `n` for the catalogues."""
    return Plural((one, many))


@cache
def catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    """Every translated phrase of a language, from the catalogues of all rooms."""
    words: dict[str, str | tuple[str, ...]] = {}
    root = Path(__file__).resolve().parent.parent
    for room in ROOMS:
        for path in sorted((root / room / "locales" / language).glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if not message.id or message.fuzzy:
                        continue
                    key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
                    found = message.string or ""
                    words[key] = tuple(found) if isinstance(found, (tuple, list)) else found
    return words


def say(language: str, phrase: Phrase, **values: Any) -> str:
    """The phrase in a language, with its values; English where a language lacks it."""
    text = catalogue(language).get(phrase) if language != SOURCE else None
    found = text if isinstance(text, str) and text else str(phrase)
    return found.format(**_worded(language, values)) if values else found


def say_n(language: str, phrase: Plural, n: int, **values: Any) -> str:
    """The phrase for the number `n`; Bulgarian and English both know one and many."""
    forms = catalogue(language).get(phrase[0]) if language != SOURCE else None
    one, many = forms if isinstance(forms, tuple) and all(forms) else phrase
    return (one if n == 1 else many).format(n=n, **_worded(language, values))


def _worded(language: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values as the reader reads them: days as people say them, texts in the reader's language."""
    return {name: _in_words(language, value) for name, value in values.items()}


def _in_words(language: str, value: Any) -> Any:
    if callable(value):
        return value(language)
    if isinstance(value, date) and not isinstance(value, datetime):
        return near_day(language, value)
    return value


def spoken(phrase: Phrase, **values: Any) -> Spoken:
    """The phrase to be worded later, for a reader whose language is not known yet."""
    return lambda language: say(language, phrase, **values)


def refusal_text(language: str, refusal: Refusal) -> str:
    """A refusal in plain words: what cannot be done, and what to do next."""
    return say(language, Phrase(_docstring(type(refusal))), **refusal.values)


def _docstring(refusal: type[Refusal]) -> str:
    return " ".join((refusal.__doc__ or "").split())


def word(language: str, value: Enum) -> str:
    """The word for one of a closed set of values, as `domain.words` has it."""
    from domain.words import phrase_of  # noqa: PLC0415 - the words are phrases themselves

    return say(language, phrase_of(value))


def day_words(language: str, day: date) -> str:
    """The day with its weekday: "вторник, 24 ноември"."""
    return format_date(day, "EEEE, d MMMM", locale=language)


def near_day(language: str, day: date) -> str:
    """The day as people say it: "утре, вторник, 24 ноември"."""
    ahead = (day - clock.today()).days
    near = {0: _("today, {day}"), 1: _("tomorrow, {day}")}.get(ahead)
    return say(language, near, day=day_words(language, day)) if near else day_words(language, day)


def hour_words(moment: datetime | time) -> str:
    """The hour as on a clock: "11:30"."""
    hour = clock.local(moment) if isinstance(moment, datetime) else moment
    return f"{hour.hour}:{hour.minute:02}"
