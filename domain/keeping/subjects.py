"""Whose records are meant: the numbers by which rows hang on somebody, and what somebody is known by from outside."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.applications import Application
from models.audit import AuditEntry
from models.base import table_of
from models.cases import Case
from models.chats import Chat
from models.people import Kinship, Person, Relative
from models.referrals import Referral
from models.rights import ErasedPerson

PERSON, CASE, APPLICATION, REFERRAL = table_of(Person), table_of(Case), table_of(Application), table_of(Referral)
CHAT, KINSHIP, RELATIVE, AUDIT = table_of(Chat), table_of(Kinship), table_of(Relative), table_of(AuditEntry)
ERASED_PERSON = table_of(ErasedPerson)
#: Numbers, a query for them, or the column of an outer query.
Some = Any


def among(column: sa.ColumnElement[Any], values: Some) -> sa.ColumnElement[bool]:
    """The rows whose column is one of the values."""
    return column == values if isinstance(values, sa.Column) else column.in_(values)


@dataclass(frozen=True)
class Subject:
    """Records of somebody, by what they hang on."""

    persons: Some = ()
    cases: Some = ()
    applications: Some = ()
    referrals: Some = ()
    tasks: Some = ()
    consents: Some = ()
    stops: Some = ()
    messages: Some = ()
    requests: Some = ()
    sign_ups: Some = ()
    relatives: Some = ()
    addresses: Some = ()
    #: By what somebody is known outside; rows that name a person's number are not found by these.
    chats: Some = ()
    phones: Some = ()
    egn_hashes: Some = ()


def of_person(person: sa.Column[Any]) -> Subject:
    """Everything that hangs on the person of an outer query, by numbers alone."""
    return Subject(
        persons=person,
        cases=sa.select(CASE.c.id).where(CASE.c.person_id == person).correlate(person.table),
        applications=sa.select(APPLICATION.c.id).where(APPLICATION.c.person_id == person).correlate(person.table),
        referrals=sa.select(REFERRAL.c.id).where(REFERRAL.c.person_id == person).correlate(person.table),
    )


async def subject_of(session: AsyncSession, persons: Iterable[int]) -> Subject:
    """Everything by which people's records are found, read before any of it is blanked."""
    numbers = tuple(persons)
    own = Subject(persons=numbers)
    rows = (await session.execute(sa.select(PERSON).where(PERSON.c.id.in_(numbers)))).mappings().all()
    relatives = await _relatives_of_nobody_else(session, numbers)
    cases = await _numbers(session, sa.select(CASE.c.id).where(CASE.c.person_id.in_(numbers)))
    chats = sa.select(CHAT.c.telegram_id).where(CHAT.c.person_id.in_(numbers) | CHAT.c.relative_id.in_(relatives))
    hashes = [row["egn_hash"] for row in rows if row["egn_hash"]]
    return replace(
        own,
        cases=cases,
        applications=await _numbers(session, _applications(numbers, cases, hashes)),
        referrals=await _numbers(
            session,
            sa.select(REFERRAL.c.id).where(REFERRAL.c.person_id.in_(numbers) | REFERRAL.c.case_id.in_(cases)),
        ),
        relatives=relatives,
        addresses=await _addresses(session, numbers, [row["address_id"] for row in rows]),
        chats=[number for number in await _numbers(session, chats) if number],
        phones=[row[name] for row in rows for name in ("phone", "second_phone") if row[name]],
        egn_hashes=hashes,
    )


def _applications(persons: tuple[int, ...], cases: list[int], hashes: list[str]) -> sa.Select[Any]:
    return sa.select(APPLICATION.c.id).where(
        APPLICATION.c.person_id.in_(persons) | APPLICATION.c.case_id.in_(cases) | APPLICATION.c.egn_hash.in_(hashes)
    )


async def _relatives_of_nobody_else(session: AsyncSession, persons: tuple[int, ...]) -> list[int]:
    """Relatives who are close to nobody else that is on the list still."""
    other = KINSHIP.alias()
    gone = sa.select(ERASED_PERSON.c.person_id)
    close_to_others = sa.select(other.c.id).where(
        other.c.relative_id == KINSHIP.c.relative_id, other.c.person_id.not_in(persons), other.c.person_id.not_in(gone)
    )
    rows = sa.select(KINSHIP.c.relative_id).where(KINSHIP.c.person_id.in_(persons), ~close_to_others.exists())
    return await _numbers(session, rows.distinct())


async def _addresses(session: AsyncSession, persons: tuple[int, ...], present: list[int]) -> list[int]:
    """The doors of today and of before; which ones there were, the audit knows."""
    before = AUDIT.c.before["address_id"].as_integer()
    rows = sa.select(before).where(AUDIT.c.record == "person", AUDIT.c.record_id.in_(persons), before.is_not(None))
    return sorted({*present, *await _numbers(session, rows)})


async def _numbers(session: AsyncSession, rows: sa.Select[Any]) -> list[int]:
    return list((await session.scalars(rows)).all())
