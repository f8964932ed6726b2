"""Reading what was typed or asked: days, numbers and values of closed sets, with a clear word for what is none."""

from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from admin.visit import Visit
from domain import clock
from domain.phrases import Phrase, _
from domain.refusals import NotFound, WrongInput

E = TypeVar("E", bound=StrEnum)
NOT_IN_LIST = _("Please choose from the list.")
NOT_A_DAY = _("Please write a day, for example 24.11.2026.")
#: Further days are mistakes of typing, and some of them no calendar could reckon with.
_YEARS = range(1850, 2200)


def day_asked(visit: Visit, name: str = "day") -> date:
    """The day in the query of the address; today when there is none. Raises NotFound for what is no day."""
    text = visit.asked(name)
    return day_named(text) if text else clock.today()


def day_named(text: str) -> date:
    """The day that a part of an address names. Raises NotFound."""
    try:
        return _day(text)
    except ValueError:
        raise NotFound from None


def day_typed(visit: Visit, name: str) -> date | None:
    """The day in a field, as browsers send it or as people write it; None for an empty one."""
    text = visit.typed(name)
    if not text:
        return None
    try:
        return _day(text)
    except ValueError:
        raise WrongInput(**{name: NOT_A_DAY}) from None


def _day(text: str) -> date:
    found = _spelt(text) if "." in text else date.fromisoformat(text)
    if found.year not in _YEARS:
        raise ValueError(text)
    return found


def _spelt(text: str) -> date:
    day, month, year = text.removesuffix("г.").strip(" .").split(".")
    return date(int(year), int(month), int(day))


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def one_typed(visit: Visit, values: type[E], name: str) -> E:
    """The value of a closed set that was chosen in a field. Raises WrongInput."""
    try:
        return values(visit.typed(name))
    except ValueError:
        raise WrongInput(**{name: NOT_IN_LIST}) from None


def one_asked(visit: Visit, values: type[E], name: str) -> E | None:
    """The value of a closed set in the query of the address; None for none, or for what is none."""
    try:
        return values(visit.asked(name))
    except ValueError:
        return None


def number_typed(visit: Visit, name: str, wrong: Phrase = NOT_IN_LIST) -> int:
    """A whole number in a field. Raises WrongInput."""
    found = whole(visit.typed(name))
    if found is None:
        raise WrongInput(**{name: wrong})
    return found


def number_asked(visit: Visit, name: str) -> int | None:
    """A whole number in the query of the address."""
    return whole(visit.asked(name))


def whole(text: str) -> int | None:
    """The number that the text is, if a record or a count could have it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def version_typed(visit: Visit) -> int:
    """The version of the record that the form was filled from. Raises WrongInput."""
    return number_typed(visit, "version")
