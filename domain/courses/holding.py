"""Holding a session, a visit or an errand: how long it was and who came.

It is a contact with the people of the cases, and their progress.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind
from domain.courses.activities import AWAY, kind_of
from domain.courses.attending import Participant, participants_of_meeting
from domain.courses.meetings import MOST_MINUTES, MeetingIsOver, meeting_to_edit
from domain.phrases import Phrase, _
from domain.refusals import Refusal, WrongInput
from domain.versions import flush_or_stale
from models.cases import Case
from models.courses import Attendance, Meeting, MeetingStatus, Presence

LONGEST = 5000


class NotYetHeld(Refusal):
    """This session is still to come. Please say who came when it has begun."""


async def hold_meeting(
    session: AsyncSession,
    actor: Actor,
    *,
    meeting_id: int,
    minutes: int,
    marks: Mapping[int, Presence],
    others: Presence | None = None,
    words: str = "",
    version: int | None = None,
) -> Meeting:
    """Say that a session was held, how long, and who came; said once more, it puts that right.

    Each one who takes part is marked, `others` being what holds for those without a mark. Whoever came was thereby
    contacted. A visit or an errand was done, with its outcome in words, or is cancelled with the reason: nobody is
    marked. Raises NotFound, Stale, MeetingIsOver, NotYetHeld, WrongInput.
    """
    meeting = await meeting_to_edit(session, actor, meeting_id, version)
    if meeting.status is MeetingStatus.CANCELLED:
        raise MeetingIsOver
    if meeting.starts_at > clock.now():
        raise NotYetHeld
    present = await participants_of_meeting(session, actor, meeting)
    marked = {one.key: marks.get(one.key, others) for one in present}
    away = await kind_of(session, meeting) in AWAY
    if away:
        marked = {one.key: Presence.CAME for one in present}
    _check(minutes, words, marked, needs_outcome=away)
    meeting.status, meeting.minutes, meeting.words = MeetingStatus.HELD, minutes, words.strip()
    flag_modified(meeting, "words")  # also a correction of marks alone makes an older form stale
    await flush_or_stale(session)
    for one in present:
        _mark(session, actor, meeting, one, marked[one.key])
    await session.flush()
    await _note_contact(session, meeting)
    return meeting


def _check(minutes: int, words: str, marked: Mapping[int, Presence | None], *, needs_outcome: bool) -> None:
    wrong: dict[str, Phrase] = {}
    if not 1 <= minutes <= MOST_MINUTES:
        wrong["minutes"] = _("Please write how many minutes it lasted, at most eight hours.")
    if len(words) > LONGEST:
        wrong["words"] = _("This text is too long. Please shorten it.")
    if needs_outcome and not words.strip():
        wrong["words"] = _("Please write what was done and how the person is.")
    for key, presence in marked.items():
        if presence is None:
            wrong[f"presence_{key}"] = _("Please mark whether this participant came.")
    if wrong:
        raise WrongInput(**wrong)


def _mark(session: AsyncSession, actor: Actor, meeting: Meeting, one: Participant, presence: Presence | None) -> None:
    if presence is None:
        return
    mark = one.attendance
    if mark is None:
        by_case = meeting.case_id if one.sign_up is None else one.sign_up.case_id
        mark = Attendance(
            organisation_id=meeting.organisation_id,
            meeting_id=meeting.key,
            case_id=by_case,
            sign_up_id=one.sign_up.key if one.sign_up and by_case is None else None,
            presence=presence,
            marked_at=clock.now(),
        )
        session.add(mark)
    elif mark.presence is presence:
        return
    mark.presence, mark.marked_at = presence, clock.now()
    mark.marked_by = actor.number if actor.kind is ActorKind.STAFF else None


async def _note_contact(session: AsyncSession, meeting: Meeting) -> None:
    """Whoever came was contacted that day; no version is raised, so nobody's open form becomes stale by it."""
    came = sa.select(col(Attendance.case_id)).where(
        col(Attendance.meeting_id) == meeting.key,
        col(Attendance.presence) == Presence.CAME,
        col(Attendance.case_id).is_not(None),
    )
    day = clock.local(meeting.starts_at).date()
    await _contacted(session, list(await session.scalars(came)), day)


async def _contacted(session: AsyncSession, cases: Sequence[int | None], day: date) -> None:
    earlier = col(Case.contacted_on).is_(None) | (col(Case.contacted_on) < day)
    await session.execute(
        sa.update(Case).where(col(Case.id).in_(cases), earlier).values(contacted_on=day),
        execution_options={"audited": True, "synchronize_session": False},
    )
