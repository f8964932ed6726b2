"""Days and weekdays as people type them: "утре", "30.11", "30 ноември", "в петък", "ot ponedelnik do petak"."""

import re
from datetime import date, timedelta
from functools import cache

from babel.dates import get_day_names, get_month_names

from bot.matching import refuses
from domain import clock
from domain.phrases import _, say
from domain.search import normalised

_TODAY = _("today")
_TOMORROW = _("tomorrow")
_AFTER_TOMORROW = _("the day after tomorrow, day after tomorrow")
_EVERY_DAY = _("every day, every working day, all, daily")
_UNTIL = _("to, until, till")
_FIGURES = re.compile(r"\b(\d{1,2})\s*[./-]\s*(\d{1,2})(?:\s*[./-]\s*(\d{4}))?")
_DAY_OF_MONTH = re.compile(r"\b(\d{1,2})\s+([a-z]+)(?:\s+(\d{4}))?")
WORKING_DAYS = 0b0011111


def day_in(language: str, text: str) -> date | None:
    """The day that was meant; without a year the next such day."""
    words = normalised(text)
    if found := _FIGURES.search(text):
        return _next(int(found[1]), int(found[2]), found[3])
    if (found := _DAY_OF_MONTH.search(words)) and (month := _months(language).get(found[2][:3])):
        return _next(int(found[1]), month, found[3])
    for phrase, ahead in ((_AFTER_TOMORROW, 2), (_TOMORROW, 1), (_TODAY, 0)):
        if any(f" {normalised(word)} " in f" {words} " for word in say(language, phrase).split(",")):
            return clock.today() + timedelta(days=ahead)
    weekdays = _weekdays_among(language, words)
    return _next_weekday(weekdays[0]) if len(weekdays) == 1 else None


def weekdays_in(language: str, text: str) -> int:
    """The weekdays that were meant, bit 0 is Monday; 0 when none was, or not this one: "not on Friday"."""
    words = normalised(text)
    if refuses(language, words):
        return 0
    if words in {normalised(word) for word in say(language, _EVERY_DAY).split(",")}:
        return WORKING_DAYS
    found = _weekdays_among(language, words)
    until = {normalised(word) for word in say(language, _UNTIL).split(",")}
    if len(found) == 2 and (until & set(words.split()) or _dash_after_weekday(language, text)) and found[0] < found[1]:
        found = list(range(found[0], found[1] + 1))
    return sum(1 << day for day in set(found))


def _dash_after_weekday(language: str, text: str) -> bool:
    """Whether a dash makes a span of weekdays, "понеделник-петък"; the one in "по-добре" does not."""
    names = _weekdays(language)
    before = [normalised(part).split()[-1:] for part in re.split(r"[-–—]", text)[:-1]]
    return any(word in names for words in before for word in words)


def _next(day: int, month: int, year: str | None) -> date | None:
    today = clock.today()
    try:
        found = date(int(year) if year else today.year, month, day)
        return found if year or found >= today else date(today.year + 1, month, day)
    except ValueError:
        return None


def _next_weekday(weekday: int) -> date:
    """The next such weekday after today."""
    tomorrow = clock.today() + timedelta(days=1)
    return tomorrow + timedelta(days=(weekday - tomorrow.weekday()) % 7)


def _weekdays_among(language: str, words: str) -> list[int]:
    names = _weekdays(language)
    return [names[word] for word in words.split() if word in names]


@cache
def _weekdays(language: str) -> dict[str, int]:
    return {normalised(name): day for day, name in get_day_names("wide", locale=language).items()}


@cache
def _months(language: str) -> dict[str, int]:
    return {normalised(name)[:3]: month for month, name in get_month_names("wide", locale=language).items()}
