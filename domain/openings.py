"""Who has seen a person's file: every opening, giving out and change, for the office and, on paper, for the person.

Law: whoever the data are about may ask who was given them (чл. 15 ОРЗД). What the program does by itself is left out,
and so is what belongs to a guarded case that the reader may not know of. Of cards that were joined everything is told.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock
from domain.access import Actor, ActorKind, Deed, demand, find, visible_cases, visible_people, within
from domain.people.in_use import cards_of
from domain.phrases import Phrase, Spoken, _, say, spoken, word
from domain.record_names import OF_CASES, record_name
from domain.rights.former import SHOWN_REQUESTS, asking, closed_cases_of, either
from models.audit import AuditAction, AuditEntry
from models.base import table_of
from models.cases import Case, Secrecy
from models.people import Person, Relative
from models.routes import Driver
from models.staff import Staff

PER_PAGE = 50
#: What `after["shown"]` of an opening of the card says was looked at.
SHOWN_EGN, SHOWN_OPENINGS, SHOWN_ALL = "egn", "openings", "everything"

_DONE: dict[AuditAction, Phrase] = {
    AuditAction.OPENED: _("seen: {what}"),
    AuditAction.EXPORTED: _("given out: {what}"),
    AuditAction.CREATED: _("written down: {what}"),
    AuditAction.CHANGED: _("changed: {what}"),
    AuditAction.DELETED: _("removed: {what}"),
    AuditAction.REFUSED: _("refused: {what}"),
}
_CARD = _("the card")
_PARTS: dict[str, Phrase] = {
    SHOWN_EGN: _("the whole personal number (ЕГН)"),
    SHOWN_OPENINGS: _("who has seen the file"),
    SHOWN_ALL: _("a copy of everything"),
    SHOWN_REQUESTS: _("what was asked about the own data"),
}


@dataclass(frozen=True)
class Opening:
    """One deed on a person's file: when, who (name and role), for whom, and what, in the reader's language."""

    at: datetime
    who: Spoken
    for_whom: Spoken | None
    what: Spoken


@dataclass(frozen=True)
class OpeningsPage:
    """A page of openings; `older` begins the next one, None at the end."""

    person: Person
    opens_card: bool
    rows: list[Opening]
    older: int | None


@dataclass(frozen=True)
class DayLine:
    """The same deeds of one person on one day, for the paper."""

    day: date
    who: Spoken
    for_whom: Spoken | None
    what: Spoken
    times: int


async def openings_of(
    session: AsyncSession, actor: Actor, *, person_id: int, older_than: int | None = None, per_page: int = PER_PAGE
) -> OpeningsPage:
    """Who has opened, given out or changed what of the person's file, newest first. That this was read is audited."""
    person = await _person(session, actor, person_id)
    rows = await _entries_of(session, actor, person)
    if older_than:
        rows = rows.where(col(AuditEntry.id) < older_than)
    found = (await session.execute(rows.limit(per_page + 1))).all()
    shown = found[:per_page]
    names = await _names(session, shown)
    audit.record(session, AuditAction.OPENED, "person", person.key, person_id=person.key, after=_read_openings())
    made = [Opening(row.at, names[row.actor], names.get(row.on_behalf_of), _what(row)) for row in shown]
    card = visible_people(actor).where(col(Person.id) == person.id).with_only_columns(col(Person.id))
    opens_card = await session.scalar(card) is not None
    return OpeningsPage(person, opens_card, made, shown[-1].id if len(found) > per_page else None)


async def openings_by_day(session: AsyncSession, actor: Actor, *, person_id: int) -> tuple[Person, list[DayLine]]:
    """The whole of it for the paper, deeds of one kind by one person on one day as one line. It is audited."""
    person = await _person(session, actor, person_id)
    found = (await session.execute(await _entries_of(session, actor, person))).all()
    names = await _names(session, found)
    audit.record(session, AuditAction.EXPORTED, "person", person.key, person_id=person.key, after=_read_openings())
    times = Counter(map(_kind_of_day, found))
    last = {_kind_of_day(row): row for row in reversed(found)}
    return person, [
        DayLine(kind[0], names[row.actor], names.get(row.on_behalf_of), _what(row), times[kind])
        for kind, row in sorted(last.items(), key=lambda one: one[1].id, reverse=True)
    ]


def _kind_of_day(row: Any) -> tuple[Any, ...]:
    return clock.local(row.at).date(), row.actor, row.on_behalf_of, row.action, row.record, row.shown


async def _person(session: AsyncSession, actor: Actor, person_id: int) -> Person:
    demand(actor, Deed.SEE_OPENINGS)
    people = visible_people(actor).where(within(actor, Deed.SEE_OPENINGS, Person.office_id))
    return await find(session, either(people, asking(actor)), person_id)


def _read_openings() -> dict[str, Any]:
    return {"shown": SHOWN_OPENINGS}


async def _entries_of(session: AsyncSession, actor: Actor, person: Person) -> sa.Select[Any]:
    """The deeds on the person's file that the actor may know of, the newest first, as plain columns."""
    table = table_of(AuditEntry)
    entries = (
        sa.select(
            table.c.id, table.c.at, table.c.actor, table.c.on_behalf_of, table.c.action, table.c.record,
            table.c.after["shown"].as_string().label("shown"),
        )
        .where(
            table.c.organisation_id == person.organisation_id,
            table.c.person_id.in_(cards_of(person.key)),
            table.c.action.in_(_DONE),
            table.c.actor.not_like(f"{ActorKind.JOB}:%"),
        )
        .order_by(table.c.id.desc())
    )  # fmt: skip
    seen = visible_cases(actor).with_only_columns(col(Case.id))
    hidden = sa.select(col(Case.id)).where(
        col(Case.person_id) == person.key, col(Case.secrecy) != Secrecy.OPEN, col(Case.id).not_in(seen),
        col(Case.id).not_in(closed_cases_of(actor)),
    )  # fmt: skip
    if await session.scalar(hidden.limit(1)) is None:
        return entries
    of_no_case = table.c.record.not_in(OF_CASES)
    return entries.where(of_no_case | ((table.c.record == "case") & table.c.record_id.in_(seen)))


def _what(row: Any) -> Spoken:
    name = _PARTS.get(row.shown or "") or (_CARD if row.record == "person" else record_name(row.record))
    return lambda language: say(language, _DONE[AuditAction(row.action)], what=say(language, name))


_NOT_STAFF: dict[str, tuple[Any, Any, Phrase]] = {
    ActorKind.PERSON: (Person, col(Person.first_name) + " " + col(Person.last_name), _("{name}, in the chat")),
    ActorKind.RELATIVE: (Relative, col(Relative.name), _("{name}, relative")),
    ActorKind.DRIVER: (Driver, col(Driver.name), _("{name}, driver")),
}
_STAFF = _("{name}, {role}")
_GONE = spoken(_("somebody who is no longer here"))
_UNLINKED = spoken(_("a phone that was not linked yet"))
_PROGRAM = spoken(_("the program"))


async def _names(session: AsyncSession, rows: Iterable[Any]) -> dict[str, Spoken]:
    return await names_of(session, {label for row in rows for label in (row.actor, row.on_behalf_of) if label})


async def names_of(session: AsyncSession, labels: Collection[str]) -> dict[str, Spoken]:
    """Who the labels of the audit are ("staff:5"), with what they do: one look for each kind."""
    unnamed: dict[str, Spoken] = {ActorKind.STRANGER: _UNLINKED, ActorKind.JOB: _PROGRAM}
    names = {label: unnamed.get(label.partition(":")[0], _GONE) for label in labels}
    members = sa.select(Staff).where(col(Staff.id).in_(_numbers(labels, ActorKind.STAFF)))
    for member in await session.scalars(members):
        names[f"{ActorKind.STAFF}:{member.id}"] = _member(member)
    for kind, (table, name, phrase) in _NOT_STAFF.items():
        wanted = sa.select(table.id, name).where(table.id.in_(_numbers(labels, kind)))
        for number, found in await session.execute(wanted):
            names[f"{kind}:{number}"] = spoken(phrase, name=found)
    return names


def _numbers(labels: Iterable[str], kind: str) -> set[int]:
    parts = (label.partition(":") for label in labels)
    return {int(number) for found, _colon, number in parts if found == kind and number.isdecimal()}


def _member(member: Staff) -> Spoken:
    return lambda language: say(language, _STAFF, name=member.name, role=word(language, member.role))
