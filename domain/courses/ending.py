"""Sessions that fall away with their case: all that are still to come when it ends, those of its rest while it rests.

The person hears of all of them in one message, and so does each colleague who would have held one; of guarded cases
nobody hears anything, and after a death nobody is written to.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date, time
from functools import partial

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, outbox
from domain.access import Actor
from domain.courses.signing import TAKING_PART, leave_seat
from domain.courses.telling import tell_case
from domain.links.colleagues import reachable_staff
from domain.outbox import News
from domain.phrases import Phrase, Spoken, _, _n, say, say_n, spoken
from domain.versions import flush_or_stale
from models.cases import Case, CaseOutcome, Secrecy
from models.courses import Course, Meeting, MeetingStatus, SignUp

_IS_OVER = _("The case has ended.")
_RESTS = _("The service rests.")
_NONE_ANY_MORE = _(
    "The sessions and visits that were planned with you will not take place any more. If you have a question, press "
    "“Call me”."
)
_NONE_UNTIL = _(
    "The sessions and visits that were planned with you until {day} will not take place. If you have a question, press "
    "“Call me”."
)
_NONE_FOR_NOW = _(
    "For now the sessions and visits that were planned with you will not take place. If you have a question, press "
    "“Call me”."
)
_OUT_OF_CALENDAR = _n(
    "{n} meeting of yours will not take place: its case has ended or rests. See “My week” in the panel.",
    "{n} meetings of yours will not take place: their case has ended or rests. See “My week” in the panel.",
)


async def end_meetings_with(session: AsyncSession, actor: Actor, case: Case) -> None:
    """A case is over: nothing of it stays in the calendar, and its seats in groups go to those who wait."""
    await _cancel(session, actor, case, _IS_OVER, spoken(_NONE_ANY_MORE))
    seats = (
        sa.select(SignUp, Course)
        .join(Course, col(Course.id) == col(SignUp.course_id))
        .where(col(SignUp.case_id) == case.key, col(SignUp.status).in_(TAKING_PART))
        .order_by(col(Course.id))
        .with_for_update(of=Course)
    )
    for sign_up, course in (await session.execute(seats)).all():
        await leave_seat(session, course, sign_up)


async def rest_meetings(session: AsyncSession, actor: Actor, case: Case, *, until: date | None) -> None:
    """A case rests: what was planned before the day of return falls away; without such a day all of it."""
    text = spoken(_NONE_UNTIL, day=until) if until else spoken(_NONE_FOR_NOW)
    await _cancel(session, actor, case, _RESTS, text, until=until)


async def _cancel(
    session: AsyncSession, actor: Actor, case: Case, why: Phrase, text: Spoken, *, until: date | None = None
) -> None:
    rows = sa.select(Meeting).where(
        col(Meeting.case_id) == case.key,
        col(Meeting.status) == MeetingStatus.PLANNED,
        col(Meeting.starts_at) > clock.now(),
    )
    if until:
        rows = rows.where(col(Meeting.starts_at) < clock.at(until, time()))
    meetings = (await session.scalars(rows.order_by(col(Meeting.id)).with_for_update())).all()
    for meeting in meetings:
        meeting.status, meeting.words = MeetingStatus.CANCELLED, say(actor.language, why)
    await flush_or_stale(session)
    if meetings and case.secrecy is Secrecy.OPEN:
        # The last one in the key: what is planned anew and falls away once more is told once more.
        key = f"meetings_off:{case.key}:{meetings[-1].key}"
        if case.outcome is not CaseOutcome.DECEASED:
            await tell_case(session, case.key, News("meeting_off", text, key))
        await _tell_workers(session, actor, [one.worker_id for one in meetings], key)


async def _tell_workers(session: AsyncSession, actor: Actor, workers: Collection[int], key: str) -> None:
    """How many fell out of the own calendar, and no name; whoever did it knows."""
    counted = Counter(workers)
    for member, reader in await reachable_staff(session):
        if counted[member.key] and member.key != actor.number:
            text = partial(say_n, phrase=_OUT_OF_CALENDAR, n=counted[member.key])
            await outbox.put(session, reader, News("meeting_off", text, f"{key}:{member.key}"))
