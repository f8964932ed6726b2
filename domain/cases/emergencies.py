"""Entry into a child's case in an emergency: for two hours, with a reason, and the supervisor is told."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find, on_team, visible_cases, within
from domain.cases.lines import Line, note_line
from domain.phrases import _, hour_words
from domain.refusals import Refusal, WrongInput
from models.cases import Case, EmergencyEntry, Secrecy
from models.staff import Staff

OPEN_FOR = timedelta(hours=2)
SHORTEST_REASON = 10


class NoSuchCase(Refusal):
    """There is no child's case with this number. Please look at the number once more."""


class OpenForReading(Refusal):
    """You have entered this case in an emergency. Until {hour} you may read it; please ask its team to change it."""


class YourOwnEntry(Refusal):
    """You entered this case yourself. Another supervisor must look at it."""


@dataclass(frozen=True)
class EntryRow:
    """An entry that no supervisor has seen yet. It names the number of the case, never the child."""

    entry: EmergencyEntry
    number: str
    who: str


async def enter_in_emergency(session: AsyncSession, actor: Actor, *, number: str, reason: str) -> EmergencyEntry:
    """Open a child's case to somebody outside its team for two hours. Raises WrongInput and NoSuchCase.

    A sealed case is not opened so: for whoever is not in its team it does not exist.
    """
    demand(actor, Deed.ENTER_IN_EMERGENCY)
    if len(reason.strip()) < SHORTEST_REASON:
        raise WrongInput(reason=_("Please write in a sentence why the case must be opened now."))
    rows = sa.select(Case).where(col(Case.number) == number.strip(), col(Case.secrecy) == Secrecy.CHILD)
    case = await session.scalar(rows)
    if case is None:
        raise NoSuchCase
    entry = EmergencyEntry(
        organisation_id=case.organisation_id,
        case_id=case.key,
        staff_id=actor.number or 0,
        reason=reason.strip(),
        since=clock.now(),
        until=clock.now() + OPEN_FOR,
    )
    session.add(entry)
    note_line(session, actor, case, Line.ENTERED, entry.reason)
    await session.flush()
    return entry


async def entries_not_seen(session: AsyncSession, actor: Actor) -> list[EntryRow]:
    """Entries into cases of the supervisor's offices that nobody has looked at, the oldest first."""
    if not actor.may(Deed.SEE_SUPERVISION):
        return []
    rows = (
        sa.select(EmergencyEntry, col(Case.number), col(Staff.name))
        .join(Case, col(Case.id) == col(EmergencyEntry.case_id))
        .join(Staff, col(Staff.id) == col(EmergencyEntry.staff_id))
        .where(within(actor, Deed.SEE_SUPERVISION, Case.office_id), col(EmergencyEntry.seen_at).is_(None))
        .order_by(col(EmergencyEntry.id))
    )
    return [EntryRow(*row) for row in await session.execute(rows)]


async def mark_seen(session: AsyncSession, actor: Actor, *, entry_id: int) -> EmergencyEntry:
    """A supervisor has looked at an entry. Raises NotFound, and YourOwnEntry for whoever entered."""
    demand(actor, Deed.SEE_SUPERVISION)
    cases = sa.select(col(Case.id)).where(within(actor, Deed.SEE_SUPERVISION, Case.office_id))
    rows = sa.select(EmergencyEntry).where(col(EmergencyEntry.case_id).in_(cases))
    entry = await find(session, rows, entry_id, fresh=True)
    if entry.staff_id == actor.number:
        raise YourOwnEntry
    if entry.seen_at is None:
        entry.seen_by, entry.seen_at = actor.number, clock.now()
        await session.flush()
    return entry


async def only_for_reading(session: AsyncSession, actor: Actor, *, case_id: int) -> OpenForReading | None:
    """What to say to whoever wanted to change a case that is open for reading; None where that is not the reason."""
    case = await session.scalar(visible_cases(actor).where(col(Case.id) == case_id, ~on_team(actor)))
    entry = await entered_until(session, actor, case_id=case.key) if case else None
    return OpenForReading(hour=hour_words(entry.until)) if entry else None


async def entered_until(session: AsyncSession, actor: Actor, *, case_id: int) -> EmergencyEntry | None:
    """The actor's entry by which a case is open now, if it is."""
    await find(session, visible_cases(actor), case_id)
    rows = sa.select(EmergencyEntry).where(
        col(EmergencyEntry.case_id) == case_id,
        col(EmergencyEntry.staff_id) == actor.number,
        col(EmergencyEntry.until) > clock.now(),
    )
    found: EmergencyEntry | None = await session.scalar(rows.order_by(col(EmergencyEntry.until).desc()).limit(1))
    return found
