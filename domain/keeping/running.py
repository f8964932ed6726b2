"""Carrying the rules out: first a look that changes nothing, then, row after row, what the look has shown.

The numbers are of the whole organisation, guarded files too: they say how much is over, and of nobody what. Who the
people are is read only by those who may open their cards.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock
from domain.access import Actor, ActorKind, Deed, demand, visible_people
from domain.database import Database, lock_day
from domain.keeping.blanking import ANONYMOUS, blank, blank_people
from domain.keeping.kinds import Kind
from domain.keeping.rules import Term, terms_of
from domain.keeping.subjects import Subject
from domain.phrases import _
from domain.refusals import Refusal, WrongInput
from domain.second_factor import demand_renewed
from models.audit import AuditAction, AuditEntry
from models.base import table_of
from models.people import Person
from models.rights import Restriction, RetentionRun

#: So fresh a look must be when it is carried out.
LOOKED = timedelta(hours=24)
MOST_LISTED = 200
FINISHED = "finished"
_RUN, _RESTRICTION = table_of(RetentionRun), table_of(Restriction)


class LookFirst(Refusal):
    """Please look first at what would be done: the last look is older than a day, or a rule was changed since."""


@dataclass(frozen=True)
class DuePerson:
    """Somebody whose records are over their time, and of which kinds."""

    person: Person
    kinds: list[Kind]


async def dry_run(session: AsyncSession, actor: Actor) -> RetentionRun:
    """Count what is over its time, by kind of record, and keep the counts. Changes nothing."""
    demand(actor, Deed.SET_RETENTION)
    counts: dict[str, Any] = {}
    for term in await terms_of(session, actor.organisation):
        rows = _due(term, actor.organisation)
        if rows is not None:
            counted = sa.select(sa.func.count()).select_from(rows.with_only_columns(term.kind.table.c.id).subquery())
            counts[term.kind.code] = await session.scalar(counted) or 0
    run = _run_of(actor, dry=True, counts=counts | {FINISHED: True})
    session.add(run)
    await session.flush()
    return run


async def due_people(session: AsyncSession, actor: Actor) -> list[DuePerson]:
    """The people behind the counts, as far as the actor may open their cards; at most two hundred."""
    demand(actor, Deed.SET_RETENTION)
    kinds: dict[int, list[Kind]] = {}
    own = visible_people(actor).with_only_columns(col(Person.id))
    for term in await terms_of(session, actor.organisation):
        rows = _due(term, actor.organisation)
        person = term.kind.person
        if rows is None or person is None:
            continue
        numbers = rows.with_only_columns(person).where(person.in_(own)).distinct().order_by(person).limit(MOST_LISTED)
        for number in await session.scalars(numbers):
            kinds.setdefault(number, []).append(term.kind)
    first = sorted(kinds)[:MOST_LISTED]
    people = visible_people(actor).where(col(Person.id).in_(first)).order_by(col(Person.id))
    return [DuePerson(person, kinds[person.key]) for person in await session.scalars(people)]


async def real_run(database: Database, actor: Actor, *, typed: str) -> int:
    """Carry the rules out, each row in a unit of its own: whoever is stopped half way goes on where it was left.

    `typed` is how many records the look has found, written to be sure. Says the number of the run.
    Raises RenewalNeeded, WrongInput, and LookFirst without a fresh look at what will be done.
    """
    demand(actor, Deed.SET_RETENTION)
    demand_renewed(actor)
    number = await database.run(actor, lambda session: _begin(session, actor, typed))
    for code in [term.kind.code for term in await _terms(database, actor)]:
        while await database.run(actor, partial(_one_unit, actor=actor, run=number, code=code)):
            pass
    await database.run(actor, lambda session: _note(session, number, FINISHED, 1))
    return number


async def past_runs(session: AsyncSession, actor: Actor, *, count: int = 20) -> list[RetentionRun]:
    """What was looked at and done, the newest first."""
    demand(actor, Deed.SET_RETENTION)
    rows = sa.select(RetentionRun).order_by(col(RetentionRun.id).desc()).limit(count)
    return list(await session.scalars(rows))


async def _terms(database: Database, actor: Actor) -> list[Term]:
    async with database.reading(actor) as session:
        return await terms_of(session, actor.organisation)


async def last_look(session: AsyncSession, actor: Actor) -> RetentionRun | None:
    """The look that may be carried out: of the last day, by the rules as they are now, and not carried out yet."""
    demand(actor, Deed.SET_RETENTION)
    rows = sa.select(RetentionRun).where(col(RetentionRun.dry), col(RetentionRun.ran_at) > clock.now() - LOOKED)
    last = await session.scalar(rows.order_by(col(RetentionRun.id).desc()).limit(1))
    if last is None or await _is_carried_out(session, last) or await _changed_since(session, actor, last.ran_at):
        return None
    return last


async def _is_carried_out(session: AsyncSession, look: RetentionRun) -> bool:
    """Whether a run that began by the look came to its end; one that was stopped goes on by the same look."""
    rows = sa.select(col(RetentionRun.counts)).where(col(RetentionRun.dry).is_(False), col(RetentionRun.id) > look.id)
    return any(FINISHED in counts for counts in await session.scalars(rows))


def found_by(look: RetentionRun) -> int:
    """How many records a look has found, of all kinds together."""
    return sum(count for code, count in look.counts.items() if code != FINISHED)


async def _begin(session: AsyncSession, actor: Actor, typed: str) -> int:
    look = await last_look(session, actor)
    if look is None:
        raise LookFirst
    if typed.strip() != str(found_by(look)):
        raise WrongInput(typed=_("Please write how many records will be changed, as it stands above, to be sure."))
    run = _run_of(actor, dry=False, counts={})
    session.add(run)
    await session.flush()
    return run.key


async def _changed_since(session: AsyncSession, actor: Actor, moment: Any) -> bool:
    """Whether a rule was set after the look."""
    entry = AuditEntry
    rows = sa.select(col(entry.id)).where(
        col(entry.organisation_id) == actor.organisation, col(entry.record) == "retention_rule", col(entry.at) > moment
    )
    return await session.scalar(rows.limit(1)) is not None


def _run_of(actor: Actor, *, dry: bool, counts: dict[str, Any]) -> RetentionRun:
    by = actor.number if actor.kind is ActorKind.STAFF else None
    return RetentionRun(organisation_id=actor.organisation, dry=dry, ran_at=clock.now(), ran_by=by, counts=counts)


def _due(term: Term, organisation_id: int) -> sa.Select[Any] | None:
    """The rows whose time is over, that say something still and are not restricted; None without a term."""
    kind, limit = term.kind, term.limit
    if limit is None:
        return None
    rows = sa.select(kind.table.c.id).where(kind.table.c.organisation_id == organisation_id, kind.over(limit))
    if kind.code != "person":
        rows = rows.where(kind.says_something())
    return rows.where(_not_restricted(kind))


def _not_restricted(kind: Kind) -> sa.ColumnElement[bool]:
    """Records of people who asked that theirs be kept as they are (art. 18): whatever the term, they stay."""
    restricted = sa.select(_RESTRICTION.c.person_id).where(_RESTRICTION.c.lifted_at.is_(None))
    if kind.person is None:
        return ~kind.parts[-1].whose(Subject(persons=restricted))
    return kind.person.is_(None) | kind.person.not_in(restricted)


async def _one_unit(session: AsyncSession, *, actor: Actor, run: int, code: str) -> int:
    """The next rows of a kind. Says how many there were; two runs at once take turns."""
    await lock_day(session, f"keeping:{actor.organisation}", alone=True)
    term = next(one for one in await terms_of(session, actor.organisation) if one.kind.code == code)
    due = _due(term, actor.organisation)
    if due is None:
        return 0
    ids = list(await session.scalars(due.order_by(term.kind.table.c.id).limit(term.kind.at_once)))
    if ids:
        await _do(session, actor, term, ids)
        await _note(session, run, code, len(ids))
    return len(ids)


async def _do(session: AsyncSession, actor: Actor, term: Term, ids: list[int]) -> None:
    kind, basis = term.kind, term.rule.basis if term.rule else ""
    if kind.code == "person":
        by = actor.number if actor.kind is ActorKind.STAFF else None
        await blank_people(session, actor.organisation, ids, by=by, basis=basis)
        return
    await blank(session, actor.organisation, kind.parts, kind.of_rows(ids))
    one = ids[0] if len(ids) == 1 else None
    person = (
        await session.scalar(sa.select(kind.person).where(kind.table.c.id == one)) if kind.person is not None else None
    )
    after = ANONYMOUS | {"kind": kind.code, "rows": len(ids)}
    audit.record(session, AuditAction.CHANGED, kind.table.name, one, person_id=person, after=after)
    await session.flush()


async def _note(session: AsyncSession, run: int, code: str, rows: int) -> int:
    """Add to the counts of a run, in the unit that did it: they are true wherever it is stopped."""
    counts = (await session.scalars(sa.select(_RUN.c.counts).where(_RUN.c.id == run))).one()
    counts = counts | {code: True if code == FINISHED else counts.get(code, 0) + rows}
    connection = await session.connection()
    await connection.execute(sa.update(_RUN).where(_RUN.c.id == run).values(counts=counts))
    return rows
