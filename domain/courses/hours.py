"""When an office works for people: sessions are planned within these hours, and a refusal says which they are."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise

import sqlalchemy as sa
from babel.dates import get_day_names
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find, visible_offices, within
from domain.calendar import Calendar, is_holiday
from domain.database import lock_day
from domain.phrases import Spoken, _, hour_words, say
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_seen
from models.courses import OpeningHours
from models.places import Office

Part = tuple[time, time]
WEEKDAYS = range(7)
MOST_PARTS = 4
_PART = re.compile(r"(\d{1,2})[:.](\d\d)\s*[-–—]\s*(\d{1,2})[:.](\d\d)")
_BETWEEN = re.compile(r"\s*(?:[,;]|\bи\b|\band\b)\s*")


class OutsideHours(Refusal):
    """This is outside the office's hours. It works {hours}. Please choose an hour within them."""


class ClosedThatDay(Refusal):
    """The office does not work on this day: {day}. It works {hours}. Please choose another day."""


async def hours_of(session: AsyncSession, office_id: int) -> dict[int, list[Part]]:
    """The parts of each weekday on which the office works; empty where nobody has written its hours down."""
    rows = sa.select(OpeningHours).where(col(OpeningHours.office_id) == office_id)
    found: dict[int, list[Part]] = {}
    for row in await session.scalars(rows.order_by(col(OpeningHours.weekday), col(OpeningHours.opens))):
        found.setdefault(row.weekday, []).append((row.opens, row.closes))
    return found


async def offices_with_hours(session: AsyncSession, actor: Actor) -> list[tuple[Office, dict[int, list[Part]]]]:
    """The offices whose hours the actor may set, by name, with their hours."""
    demand(actor, Deed.SET_PLACES)
    rows = visible_offices(actor).where(within(actor, Deed.SET_PLACES, Office.id)).order_by(col(Office.name))
    return [(office, await hours_of(session, office.key)) for office in await session.scalars(rows)]


async def office_with_hours(session: AsyncSession, actor: Actor, *, office_id: int) -> Office:
    """An office whose hours the actor may set. Raises NotFound."""
    demand(actor, Deed.SET_PLACES)
    return await find(session, visible_offices(actor).where(within(actor, Deed.SET_PLACES, Office.id)), office_id)


async def set_hours(
    session: AsyncSession, actor: Actor, *, office_id: int, hours: Mapping[int, str], seen: str | None = None
) -> None:
    """Set the hours of each weekday as people write them, "8:30–12:30, 13:00–17:00".

    `seen` is `hours_seen` of what the form was filled from. Raises WrongInput, NotFound and Stale.
    """
    office = await office_with_hours(session, actor, office_id=office_id)
    await lock_day(session, f"hours:{office.key}", alone=True)
    demand_seen(seen, hours_seen(await hours_of(session, office.key)))
    parsed = {weekday: parse_parts(hours.get(weekday, ""), weekday) for weekday in WEEKDAYS}
    rows = sa.select(OpeningHours).where(col(OpeningHours.office_id) == office.key)
    for old in await session.scalars(rows):
        await session.delete(old)
    await session.flush()
    session.add_all(
        OpeningHours(
            organisation_id=office.organisation_id, office_id=office.key, weekday=weekday, opens=opens, closes=closes
        )
        for weekday, parts in parsed.items()
        for opens, closes in parts
    )
    await session.flush()


def hours_seen(hours: Mapping[int, Sequence[Part]]) -> str:
    """The hours in one line, by which a form tells from what it was filled."""
    return ";".join(f"{weekday} {parts_words(hours[weekday])}" for weekday in sorted(hours))


def parse_parts(text: str, weekday: int) -> list[Part]:
    """The parts of a day, in order and apart from one another. Raises WrongInput."""
    wrong = WrongInput(**{f"day_{weekday}": _("Please write the hours so: 8:30–12:30, 13:00–17:00.")})
    parts = []
    for piece in filter(None, _BETWEEN.split(text.strip())):
        found = _PART.fullmatch(piece.strip())
        if not found:
            raise wrong
        first, second, third, fourth = map(int, found.groups())
        if first > 23 or third > 23 or second > 59 or fourth > 59:
            raise wrong
        parts.append((time(first, second), time(third, fourth)))
    ends = [moment for part in parts for moment in part]
    if len(parts) > MOST_PARTS or any(later <= earlier for earlier, later in pairwise(ends)):
        raise wrong
    return parts


def parts_on(hours: Mapping[int, Sequence[Part]], calendar: Calendar, day: date) -> Sequence[Part]:
    """When the office works on the day; an extra working day without hours of its own has those of a usual one."""
    if not is_working(hours, calendar, day):
        return ()
    return hours.get(day.weekday()) or (next(iter(hours.values())) if hours else ())


def is_working(hours: Mapping[int, Sequence[Part]], calendar: Calendar, day: date) -> bool:
    """Whether the office works on the day: no holiday, and a weekday of its hours where there are any."""
    if day in calendar.exceptions:
        return calendar.exceptions[day]
    return day.weekday() in hours and not is_holiday(day) if hours else calendar.is_working(day)


def demand_hours(
    hours: Mapping[int, Sequence[Part]], calendar: Calendar, day: date, start: time, minutes: int
) -> datetime:
    """The moment when the session begins. Raises ClosedThatDay and OutsideHours, which say the hours.

    Of an office without written hours only the working days are known.
    """
    words = hours_words(hours)
    if not is_working(hours, calendar, day):
        raise ClosedThatDay(day=day, hours=words)
    begins = datetime.combine(day, start, clock.SOFIA)
    ends = begins + timedelta(minutes=minutes)
    parts = parts_on(hours, calendar, day)
    fits = any(opens <= start and ends.date() == day and ends.time() <= closes for opens, closes in parts)
    if hours and not fits:
        raise OutsideHours(hours=words)
    return clock.at(day, start)


def hours_words(hours: Mapping[int, Sequence[Part]]) -> Spoken:
    """The hours as on the door: "понеделник – петък 8:30–12:30, 13:00–17:00"."""

    def worded(language: str) -> str:
        if not hours:
            return say(language, _("from Monday to Friday"))
        names = get_day_names("wide", locale=language)
        runs = groupby(sorted(hours), key=lambda weekday: parts_words(hours[weekday]))
        return "; ".join(_run(language, names, [*days], parts) for parts, days in runs)

    return worded


def _run(language: str, names: Mapping[int, str], days: list[int], parts: str) -> str:
    if len(days) == 1:
        return say(language, _("{day} {hours}"), day=names[days[0]], hours=parts)
    return say(language, _("{first} – {last} {hours}"), first=names[days[0]], last=names[days[-1]], hours=parts)


def parts_words(parts: Sequence[Part]) -> str:
    """The hours of a day: "8:30–12:30, 13:00–17:00"."""
    return ", ".join(f"{hour_words(opens)}–{hour_words(closes)}" for opens, closes in parts)
