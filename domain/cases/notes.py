"""Notes on a case: they are only added, and each says for whom it is. What corrects a note is a new one."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind, Deed, Rows, demand, find, visible_cases, visible_of_cases, within
from domain.cases.editing import editable_cases
from domain.people.numbers import numbers_among
from domain.phrases import _
from domain.refusals import WrongInput
from models.cases import Case
from models.staff import Staff
from models.work import Audience, Note, NoteKind

PER_PAGE = 50
LONGEST = 20_000
#: Kinds that are a contact with the person.
CONTACTS = (NoteKind.CALL, NoteKind.VISIT)


@dataclass(frozen=True)
class NoteRow:
    """A note and who wrote it; `corrected_by` is the newer note that puts it right."""

    note: Note
    writer: str
    corrected_by: int | None


@dataclass(frozen=True)
class NotesPage:
    """A page of notes, the newest first; `older` begins the next one, None at the end."""

    rows: list[NoteRow]
    older: int | None


def visible_notes(actor: Actor) -> Rows[Note]:
    """Notes of visible cases: a supervisor's for its writer and the supervisor, in a chat those for the family."""
    rows = visible_of_cases(actor, Deed.SEE_NOTES, Note, Note.case_id)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is not ActorKind.STAFF:
        return rows.where(col(Note.audience) == Audience.FAMILY)
    supervised = sa.select(col(Case.id)).where(within(actor, Deed.SEE_SUPERVISION, Case.office_id))
    return rows.where(
        (col(Note.audience) != Audience.SUPERVISOR)
        | (col(Note.written_by) == actor.number)
        | col(Note.case_id).in_(supervised)
    )


async def add_note(
    session: AsyncSession,
    actor: Actor,
    *,
    case_id: int,
    text: str,
    kind: NoteKind = NoteKind.NOTE,
    audience: Audience = Audience.TEAM,
    corrects_id: int | None = None,
) -> Note:
    """Write a note; a call or a visit is the last contact with the person. Raises WrongInput and NotFound."""
    demand(actor, Deed.WRITE_NOTES)
    case = await find(session, editable_cases(actor), case_id)
    if not text.strip():
        raise WrongInput(text=_("Please write what happened."))
    if len(text) > LONGEST:
        raise WrongInput(text=_("This note is too long. Please part it in two."))
    if wrong := numbers_among({"text": text}):
        raise WrongInput(**wrong)
    if corrects_id is not None:
        await find(session, visible_notes(actor).where(col(Note.case_id) == case.key), corrects_id)
    note = Note(
        organisation_id=case.organisation_id,
        case_id=case.key,
        kind=kind,
        audience=audience,
        text=text.strip(),
        written_by=actor.number or 0,
        written_at=clock.now(),
        corrects_id=corrects_id,
    )
    session.add(note)
    await session.flush()
    if kind in CONTACTS:
        await _contacted(session, case)
    return note


async def _contacted(session: AsyncSession, case: Case) -> None:
    """Note the day of the contact without raising the version: nobody's open form becomes stale by a call."""
    today = clock.today()
    earlier = col(Case.contacted_on).is_(None) | (col(Case.contacted_on) < today)
    await session.execute(
        sa.update(Case).where(col(Case.id) == case.key, earlier).values(contacted_on=today),
        execution_options={"audited": True, "synchronize_session": False},
    )
    await session.refresh(case)


async def notes_of(
    session: AsyncSession, actor: Actor, *, case_id: int, older_than: int | None = None, per_page: int = PER_PAGE
) -> NotesPage:
    """The newest notes of a case that the actor may read; as many queries for a thousand notes as for ten."""
    demand(actor, Deed.SEE_NOTES)
    case = await find(session, visible_cases(actor), case_id)
    rows = (
        visible_notes(actor)
        .add_columns(col(Staff.name))
        .join(Staff, col(Staff.id) == col(Note.written_by))
        .where(col(Note.case_id) == case.key)
        .order_by(col(Note.id).desc())
        .limit(per_page + 1)
    )
    if older_than is not None:
        rows = rows.where(col(Note.id) < older_than)
    found = list(await session.execute(rows))
    corrected = await _corrected(session, actor, [note.key for note, _name in found])
    shown = [NoteRow(note, name, corrected.get(note.key)) for note, name in found[:per_page]]
    return NotesPage(shown, shown[-1].note.id if len(found) > per_page else None)


async def _corrected(session: AsyncSession, actor: Actor, numbers: list[int]) -> dict[int, int]:
    """Which of these notes a newer one puts right, and which one it is."""
    if not numbers:
        return {}
    own = sa.select(col(Note.case_id)).where(col(Note.id) == numbers[0]).scalar_subquery()
    rows = (
        visible_notes(actor)
        .with_only_columns(col(Note.corrects_id), sa.func.max(col(Note.id)).label("newer"))
        .where(col(Note.case_id) == own, col(Note.corrects_id).in_(numbers))
        .group_by(col(Note.corrects_id))
    )
    return {row.corrects_id: row.newer for row in await session.execute(rows)}
