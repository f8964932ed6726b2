"""Alarms: a door not opened, a person unwell. What is noted on them, and what relatives hear when one ends."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, outbox
from domain.outbox import News
from domain.phrases import DEFAULT, Phrase, _, hour_words, say, spoken
from models.meals import MealOrder
from models.outbox import Priority
from models.people import Person
from models.tasks import ALARMS, Task, TaskOutcome

#: Each says that somebody knows how the person is.
OUTCOMES = (TaskOutcome.SPOKE_WELL, TaskOutcome.NOT_HOME, TaskOutcome.HELP_SENT, TaskOutcome.EMERGENCY)

_HOW_IT_ENDED: dict[TaskOutcome, Phrase] = {
    TaskOutcome.SPOKE_WELL: _("{name}: the office spoke with the person, and all is well."),
    TaskOutcome.NOT_HOME: _("{name} was not at home today. The office knows about it."),
    TaskOutcome.HELP_SENT: _("{name}: help is on its way. The office will call you."),
    TaskOutcome.EMERGENCY: _("{name}: we have called 112. The office will call you at once."),
}


async def note(
    session: AsyncSession, words: Phrase, *, person_id: int | None = None, stop_id: int | None = None
) -> list[Task]:
    """Add words with the hour to the open alarms of a person, or of a stop. None of them is closed by it."""
    if person_id is not None:
        doors = sa.select(col(MealOrder.stop_id)).where(
            col(MealOrder.person_id) == person_id, col(MealOrder.day) == clock.today()
        )
        about = sa.or_(col(Task.person_id) == person_id, col(Task.stop_id).in_(doors))
    else:
        about = col(Task.stop_id) == stop_id
    rows = sa.select(Task).where(about, col(Task.kind).in_(ALARMS), col(Task.closed_at).is_(None))
    rows = rows.order_by(col(Task.id)).with_for_update().execution_options(populate_existing=True)
    found = list(await session.scalars(rows))
    line = say(DEFAULT, words, hour=hour_words(clock.now()))
    for task in found:
        if line not in task.words.split("\n"):
            task.words = f"{task.words}\n{line}".strip()
    await session.flush()
    return found


async def tell_the_relatives(session: AsyncSession, task: Task) -> None:
    """Who was told of the alarm is told how it ended."""
    if task.kind not in ALARMS or task.outcome is None or task.person_id is None:
        return
    person = await session.get(Person, task.person_id)
    if person is None:
        return
    news = News(
        kind="alarm_ended",
        text=spoken(_HOW_IT_ENDED[task.outcome], name=person.full_name),
        dedupe=f"alarm_ended:{task.key}",
        priority=Priority.ALARM,
        must_arrive=True,
    )
    await outbox.tell_relatives(session, person, news)
