"""What awaits a colleague, in numbers without names: once each working morning, and whenever the own chat is asked."""

from collections import Counter
from datetime import date, time
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, outbox
from domain.access import Actor, Deed, demand
from domain.calendar import calendar_of
from domain.links.colleagues import reachable_staff
from domain.outbox import News
from domain.phrases import Phrase, Plural, _, _n, say, say_n
from domain.staff_actors import OutsideThePeriod, actor_of_staff
from domain.timelines.due import SOON, Due, due
from domain.timelines.rows import DueKind, DueRow

KIND = "morning"
#: Until then the summary of the morning is of use.
OF_USE_UNTIL = time(16, 0)

_COUNTS: dict[DueKind, Plural] = {
    DueKind.ASSESS: _n("– {n} assessment of needs", "– {n} assessments of needs"),
    DueKind.SURVEY: _n("– {n} visit for a survey", "– {n} visits for surveys"),
    DueKind.REVIEW: _n("– {n} review of a plan", "– {n} reviews of plans"),
    DueKind.RETURN: _n("– {n} return after a rest of the service", "– {n} returns after a rest of the service"),
    DueKind.CONTRACT: _n("– {n} contract that waits for signatures", "– {n} contracts that wait for signatures"),
    DueKind.RENEWAL: _n("– {n} contract that comes to its end", "– {n} contracts that come to their end"),
    DueKind.ACTIVITY: _n("– {n} activity of a plan without a day", "– {n} activities of plans without a day"),
    DueKind.STEP: _n("– {n} step by the timeline", "– {n} steps by the timeline"),
    DueKind.TASK: _n("– {n} task on a case", "– {n} tasks on cases"),
    DueKind.PAPERS: _n("– {n} application that lacks papers", "– {n} applications that lack papers"),
    DueKind.FOLLOW_UP: _n("– {n} question after the end", "– {n} questions after the end"),
}
_GOOD_MORNING = _("Good morning! This awaits you {day}.")
_AWAITS = _("This awaits you {day}.")
_NOTHING = _("Nothing awaits you {day} or in the next {days} days. Have a good day!")
_OVERDUE = _("❗ Overdue:")
_TODAY = _("📅 For today:")
_SOON = _("🗓 In the next {days} days:")
_LATER = _("🔭 Later:")
_TEAM = _("👥 Your team: overdue {late}, for today {today}, in the next {days} days {soon}.")
_WHERE = _("Names and details are in the panel, under “What awaits me”.")


async def what_awaits(session: AsyncSession, actor: Actor) -> tuple[Due, Due | None]:
    """What is due of the actor's own, and of the team for who supervises one: the numbers of the panel's page."""
    own = await due(session, actor, staff_id=actor.number)
    return own, await due(session, actor) if actor.may(Deed.SEE_SUPERVISION) else None


def summary(language: str, own: Due, team: Due | None, *, day: date, morning: bool = False) -> str:
    """What awaits somebody in so many lines: kinds and numbers, and no name."""
    lines = _lines(language, own, team)
    if not lines:
        return say(language, _NOTHING, day=day, days=SOON)
    first = say(language, _GOOD_MORNING if morning else _AWAITS, day=day)
    return "\n".join([first, *lines, say(language, _WHERE)])


def _lines(language: str, own: Due, team: Due | None) -> list[str]:
    lines = [
        *_group(language, _OVERDUE, own.overdue),
        *_group(language, _TODAY, own.today),
        *_group(language, _SOON, own.soon),
        *_group(language, _LATER, own.later),
    ]
    if team:
        late, today, soon = len(team.overdue), len(team.today), len(team.soon)
        lines.append(say(language, _TEAM, late=late, today=today, soon=soon, days=SOON))
    return lines


def _group(language: str, heading: Phrase, rows: list[DueRow]) -> list[str]:
    counted = Counter(row.kind for row in rows)
    lines = [say_n(language, _COUNTS[kind], counted[kind]) for kind in DueKind if counted[kind]]
    return [say(language, heading, days=SOON), *lines] if lines else []


async def morning_messages(session: AsyncSession, actor: Actor, *, day: date) -> list[dict[str, Any]]:
    """The rows of the morning's messages: one to each colleague for whom something is due, none on a day of rest."""
    demand(actor, Deed.RUN_JOBS)
    if not (await calendar_of(session)).is_working(day):
        return []
    rows = []
    for member, reader in await reachable_staff(session):
        try:
            colleague = await actor_of_staff(session, member)
        except OutsideThePeriod:
            continue
        if not colleague.may(Deed.WRITE_NOTES):
            continue
        own, team = await what_awaits(session, colleague)
        if own or team:
            text = partial(summary, own=own, team=team, day=day, morning=True)
            news = News(KIND, text, dedupe=f"{KIND}:{day}:{member.key}", expires_at=clock.at(day, OF_USE_UNTIL))
            rows.append(outbox.row_of(reader, news))
    return rows
