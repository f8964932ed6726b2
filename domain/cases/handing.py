"""What goes over with a case to its next worker: the open tasks, surveys, sessions and visits of the one before."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.versions import flush_or_stale
from models.assessing import Survey, SurveyStatus
from models.courses import Meeting, MeetingStatus
from models.timelines import CaseTask


async def give_work(session: AsyncSession, *, cases: Collection[int], from_staff: int, to_staff: int) -> None:
    """Give what one worker has still to do in these cases to another.

    A visit at an hour at which the other has one already goes over too: in the own week it is seen and moved, while
    nobody looks into the week of somebody who has left.
    """
    if not cases:
        return
    for task in await session.scalars(
        sa.select(CaseTask).where(
            col(CaseTask.case_id).in_(cases), col(CaseTask.worker_id) == from_staff, col(CaseTask.done_on).is_(None)
        )
    ):
        task.worker_id = to_staff
    for survey in await session.scalars(
        sa.select(Survey).where(
            col(Survey.case_id).in_(cases),
            col(Survey.staff_id) == from_staff,
            col(Survey.status) == SurveyStatus.PLANNED,
        )
    ):
        survey.staff_id = to_staff
    for meeting in await session.scalars(
        sa.select(Meeting).where(
            col(Meeting.case_id).in_(cases),
            col(Meeting.worker_id) == from_staff,
            col(Meeting.status) == MeetingStatus.PLANNED,
            col(Meeting.starts_at) > clock.now(),
        )
    ):
        meeting.worker_id = to_staff
    await flush_or_stale(session)
