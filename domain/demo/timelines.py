"""The timelines in the demonstration: the usual ones of each organisation, with most steps done and some tasks set."""

import random
from datetime import date, time, timedelta
from typing import Any

from domain import clock
from domain.calendar import Calendar
from domain.demo.loaded import Loaded
from domain.demo.programmes import CATALOGUE
from domain.demo.writing import Rows
from domain.phrases import DEFAULT
from domain.timelines.counting import counted_on, due_day
from domain.timelines.usual import usual_steps
from models.cases import Case, CaseStatus
from models.places import RuleSet
from models.timelines import CaseTask, TimelineStep

#: So far back the timelines count; what was before is not told.
SINCE = timedelta(days=120)
_LEFT_UNDONE = 10  #: one in so many steps is late
_WITH_TASK = 5  #: one in so many cases that are served has a task of its own
_CALENDAR = Calendar()
_OUTCOMES = (
    "Говорихме по телефона, всичко е наред.",
    "Направено, човекът е доволен.",
    "Уговорихме се за следващия път.",
    "Близките знаят и са съгласни.",
)
_TASKS = (
    "Питайте близките за новия им телефон",
    "Занесете копие от плана",
    "Проверете дали парното вече работи",
    "Обадете се на личния лекар за рецептите",
    "Уговорете помощ за прозорците",
)


def add_timelines(rows: Rows, loaded: Loaded) -> list[TimelineStep]:
    """Add the usual timelines; gives those of the organisation in which the day is played."""
    since, played = clock.today() - SINCE, []
    for owner in loaded.organisations.values():
        for step in usual_steps(owner, DEFAULT, since=since):
            step.id = rows.add(step)
            if owner == loaded.sofia:
                played.append(step)
    return played


def add_tasks(rows: Rows, loaded: Loaded, steps: list[TimelineStep]) -> None:
    """Add what was done in the cases that wait to be written, and tasks still to be done."""
    rules = {loaded.programmes[seed.organisation, seed.code]: seed.rules for seed in CATALOGUE}
    for row in rows.waiting[Case]:
        case, rng = Case(**row), random.Random(f"tasks of case {row['id']}")
        if case.organisation_id != loaded.sofia or case.worker_id is None:
            continue
        for step in steps:
            _add_step(rows, case, step, rules[case.programme_id], rng)
        if case.status is CaseStatus.ACTIVE and case.key % _WITH_TASK == 0:
            due_on = _working(clock.today() + timedelta(days=rng.randint(-3, 9)))
            rows.put(CaseTask, **_facts(case, due_on), words=rng.choice(_TASKS))


def _add_step(rows: Rows, case: Case, step: TimelineStep, rules: RuleSet, rng: random.Random) -> None:
    """What came of a step whose day has passed; one in so many is still to be done."""
    since = counted_on(case, step.counted_from)
    if step.rules is not rules or since is None or since < step.since:
        return
    day = due_day(step, since, _CALENDAR)
    if day >= clock.today() or rng.randrange(_LEFT_UNDONE) == 0:
        return
    done = {"done_on": day, "done_by": case.worker_id, "outcome": rng.choice(_OUTCOMES)}
    rows.put(CaseTask, **_facts(case, day), step_id=step.id, counted_on=since, **done)


def _facts(case: Case, due_on: date) -> dict[str, Any]:
    at = min(clock.now(), clock.at(due_on - timedelta(days=7), time(9, 0)))
    facts = {"organisation_id": case.organisation_id, "case_id": case.key, "due_on": due_on}
    return {**facts, "set_by": case.worker_id, "set_at": at}


def _working(day: date) -> date:
    return day if _CALENDAR.is_working(day) else _CALENDAR.next_working_day(day)
