"""Invented cases: for one person in sixteen one, in every state, with what has been done in it.

Everything follows from the person's number and from today, so the same start gives the same cases; each follows
the procedure of `domain/cases/procedure.py` and the terms counted from its wish.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from domain import clock
from domain.applications.numbers import CASES
from domain.assessing.terms import review_after
from domain.calendar import Calendar
from domain.cases.procedure import Step
from domain.cases.terms import term
from domain.demo import case_words as words
from domain.demo import case_work
from domain.demo.city import ORGANISATIONS
from domain.demo.loaded import Loaded
from domain.demo.programmes import CATALOGUE
from domain.demo.writing import Rows
from domain.settings import settings
from models.cases import Case, CaseOutcome, CaseStatus, CaseStep, Series
from models.people import Person
from models.places import RuleSet
from models.waiting import Offer, Places, WaitingEntry

EVERY = 16  #: one person in so many has a case
_FIRST = 8  #: and the one with this number is the first
MEALS, HELP_AT_HOME, ASSISTANCE = "P02", "P03", "A01"
_S = CaseStatus
#: How many of 104 cases stand where, and of which service. Whoever is in the demonstration eats: nobody asks for it.
SHARES: dict[tuple[CaseStatus, str], int] = {
    (_S.ACTIVE, MEALS): 40,
    (_S.ACTIVE, ASSISTANCE): 16,
    (_S.ACTIVE, HELP_AT_HOME): 6,
    (_S.APPLIED, ASSISTANCE): 8,
    (_S.APPLIED, HELP_AT_HOME): 2,
    (_S.ASSESSED, ASSISTANCE): 5,
    (_S.PROPOSED, ASSISTANCE): 1,
    (_S.PROPOSED, HELP_AT_HOME): 1,
    (_S.WAITING, HELP_AT_HOME): 6,
    (_S.APPROVED, ASSISTANCE): 3,
    (_S.SUSPENDED, ASSISTANCE): 2,
    (_S.CLOSED, ASSISTANCE): 6,
    (_S.REFUSED, ASSISTANCE): 4,
    (_S.WITHDRAWN, ASSISTANCE): 4,
}
#: How many days ago the wish was declared, at least and at most: late ones are among those who wait for a survey.
_AGES: dict[CaseStatus, tuple[int, int]] = {
    _S.APPLIED: (2, 32),
    _S.ASSESSED: (24, 40),
    _S.PROPOSED: (26, 40),
    _S.WAITING: (60, 300),
    _S.APPROVED: (34, 46),
    _S.ACTIVE: (60, 275),
    _S.SUSPENDED: (90, 200),
    _S.CLOSED: (150, 400),
    _S.REFUSED: (60, 200),
    _S.WITHDRAWN: (15, 90),
}
#: Whose meals began with the first day of the demonstration asked for them in the weeks before it.
_MEALS_SINCE = date(2025, 1, 6)
_WITH_PLACE = (_S.APPROVED, _S.ACTIVE, _S.SUSPENDED)
_SERVED = (_S.ACTIVE, _S.SUSPENDED, _S.CLOSED)
_OUTCOMES = (CaseOutcome.GOALS_REACHED, CaseOutcome.OWN_WISH, CaseOutcome.MOVED, CaseOutcome.TERM_ENDED)
_HEAD_LEADS = 4  #: one in so many new cases is still with the head of the office
_CALENDAR = Calendar()
_RULES = {seed.code: seed.rules for seed in CATALOGUE if seed.organisation == ORGANISATIONS[0].code}


@dataclass
class Book:
    """What is counted while cases are written: the last numbers given, and the places of help at home."""

    numbers: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    places: int = 0

    def number(self, kind: str, code: str, year: int) -> int:
        """The next number of a service in a year."""
        self.numbers[kind, code, year] += 1
        return self.numbers[kind, code, year]

    def close(self, rows: Rows, loaded: Loaded) -> None:
        """Let the next real number follow the last invented one, and let help at home be full."""
        for (kind, code, year), last in sorted(self.numbers.items()):
            programme = loaded.programmes[ORGANISATIONS[0].code, code]
            rows.put(Series, organisation_id=loaded.sofia, kind=kind, programme_id=programme, year=year, last=last)
        if self.places:
            rows.put(
                Places,
                organisation_id=loaded.sofia,
                programme_id=loaded.programmes[ORGANISATIONS[0].code, HELP_AT_HOME],
                starts_on=clock.today().replace(month=1, day=1),
                number=self.places,
                basis="Измислен брой за демонстрацията",
            )


def add_cases(rows: Rows, loaded: Loaded, book: Book) -> None:
    """Add the cases of the people that wait to be written, the oldest wish first."""
    offices = {number: code for code, number in loaded.offices.items()}
    chosen = [person for person in rows.waiting[Person] if person["id"] % EVERY == _FIRST]
    stories = [_story(loaded, person, offices[person["office_id"]]) for person in chosen]
    for story in sorted(stories, key=lambda one: (one.wished_on, one.person["id"])):
        _add(rows, loaded, book, story)
    _offer(rows, loaded, book)


def _slots() -> list[tuple[CaseStatus, str]]:
    slots = [slot for slot, count in SHARES.items() for _ in range(count)]
    random.Random("states of the demonstration's cases 3").shuffle(slots)
    return slots


_SLOTS = _slots()


def _story(loaded: Loaded, person: dict[str, Any], office: str) -> case_work.Story:
    """The days on which everything happened in the case of a person."""
    turn = person["id"] // EVERY
    status, code = _SLOTS[turn % len(_SLOTS)]
    rng = random.Random(f"case of {person['id']}")
    today = clock.today()
    meals = code == MEALS
    wished = date(2024, 12, 2) + timedelta(days=rng.randint(0, 10)) if meals else _ago(rng, *_AGES[status])
    assessed = wished + timedelta(days=rng.randint(12, 18))
    proposed = assessed + timedelta(days=rng.randint(1, 2))
    decided = proposed + timedelta(days=rng.randint(1, 2))
    started = _MEALS_SINCE if meals else decided + timedelta(days=rng.randint(3, 6))
    planned = today - timedelta(days=rng.randint(20, 240)) if meals else started
    head, worker = loaded.staff[f"head.{office}"], loaded.staff[f"office.{office}"]
    leads = head if status is _S.APPLIED and turn % _HEAD_LEADS == 0 else worker
    return case_work.Story(
        rng=rng,
        person=person,
        owner=loaded.sofia,
        status=status,
        code=code,
        delegated=_RULES[code] is RuleSet.DELEGATED,
        worker=leads,
        head=head,
        wished_on=_working(wished),
        assessed_on=_working(assessed),
        proposed_on=_working(proposed),
        decided_on=_working(decided),
        started_on=_working(started),
        planned_on=_working(planned),
        ended_on=_working(_ago(rng, 15, 60) if status is _S.CLOSED else wished + timedelta(days=5)),
    )


def _ago(rng: random.Random, least: int, most: int) -> date:
    return clock.today() - timedelta(days=rng.randint(least, most))


def _working(day: date) -> date:
    return day if _CALENDAR.is_working(day) else _CALENDAR.working_day_before(day)


def _add(rows: Rows, loaded: Loaded, book: Book, story: case_work.Story) -> None:
    programme = loaded.programmes[ORGANISATIONS[0].code, story.code]
    year = story.wished_on.year
    notes = case_work.contacts(story)
    case_id = rows.put(
        Case,
        organisation_id=story.owner,
        number=f"{story.code}-{year}-{book.number(CASES, story.code, year):05}",
        person_id=story.person["id"],
        programme_id=programme,
        office_id=story.person["office_id"],
        status=story.status,
        worker_id=story.worker,
        wished_on=story.wished_on,
        assess_by=term(_RULES[story.code], story.wished_on, _CALENDAR),
        contacted_on=max((clock.local(at).date() for at, _kind, _text in notes), default=None),
        started_on=story.started_on if story.status in _SERVED else None,
        review_on=review_after(story.planned_on) if story.status in _SERVED else None,
        **(_ending(story) if story.status is _S.CLOSED else {}),
    )
    _steps(rows, story, case_id)
    case_work.add_work(rows, story, case_id, notes)
    if story.code == HELP_AT_HOME and story.status in _WITH_PLACE:
        book.places += 1
    if story.status is _S.WAITING:
        rows.put(
            WaitingEntry,
            organisation_id=story.owner,
            case_id=case_id,
            programme_id=programme,
            office_id=story.person["office_id"],
            entered_at=story.at(story.decided_on, case_work.DECIDED),
        )


def _ending(story: case_work.Story) -> dict[str, Any]:
    return {
        "closed_on": story.ended_on,
        "outcome": story.rng.choice(_OUTCOMES),
        "outcome_words": words.CLOSED,
        "follow_up_on": clock.today() + timedelta(days=story.rng.randint(-10, 40)),
    }


def _steps(rows: Rows, story: case_work.Story, case_id: int) -> None:
    for step, status, at, by, said in _history(story):
        rows.put(
            CaseStep,
            organisation_id=story.owner,
            case_id=case_id,
            step=step.value,
            status=status,
            words=said,
            at=at,
            by=by,
        )


def _history(story: case_work.Story) -> Iterator[tuple[Step, CaseStatus, datetime, int, str]]:
    """The steps from the wish to where the case stands."""
    worker, head = story.worker, story.head
    yield Step.REGISTER, _S.APPLIED, story.at(story.wished_on, time(9, 30)), worker, ""
    if story.status is _S.WITHDRAWN:
        yield Step.WITHDRAW, _S.WITHDRAWN, story.at(story.ended_on, time(16, 0)), worker, words.WITHDRAWN
    if story.status in (_S.APPLIED, _S.WITHDRAWN):
        return
    assessor = head if story.delegated else worker
    yield Step.ASSESS, _S.ASSESSED, story.at(story.assessed_on, case_work.ASSESSED), assessor, ""
    if story.status is _S.ASSESSED:
        return
    yield Step.PROPOSE, _S.PROPOSED, story.at(story.proposed_on, case_work.PROPOSED), worker, ""
    if story.status is _S.PROPOSED:
        return
    decided = story.at(story.decided_on, case_work.DECIDED)
    if story.status is _S.REFUSED:
        yield Step.REFUSE, _S.REFUSED, decided, head, words.NOT_ELIGIBLE
        return
    if story.status is _S.WAITING:
        yield Step.APPROVE_TO_WAIT, _S.WAITING, decided, head, ""
        return
    yield Step.APPROVE, _S.APPROVED, decided, head, ""
    if story.status is not _S.APPROVED:
        yield Step.START, _S.ACTIVE, story.at(story.started_on, time(15, 0)), worker, ""
    if story.status is _S.SUSPENDED:
        yield Step.SUSPEND, _S.SUSPENDED, story.at(story.rests_on, time(16, 0)), worker, words.IN_HOSPITAL
    if story.status is _S.CLOSED:
        yield Step.CLOSE, _S.CLOSED, story.at(story.ended_on, time(16, 0)), worker, words.CLOSED


def _offer(rows: Rows, loaded: Loaded, book: Book) -> None:
    """Hold one place of help at home for the first in line."""
    if not (line := rows.waiting.get(WaitingEntry)):
        return
    first = min(line, key=lambda entry: (entry["entered_at"], entry["id"]))
    office = next(code for code, number in loaded.offices.items() if number == first["office_id"])
    held = _CALENDAR.working_days(_CALENDAR.next_working_day(clock.today()), settings().offer_days)
    rows.put(
        Offer,
        organisation_id=loaded.sofia,
        entry_id=first["id"],
        case_id=first["case_id"],
        programme_id=first["programme_id"],
        office_id=first["office_id"],
        offered_at=clock.now(),
        until=clock.at(held[-1], time(23, 59)),
        offered_by=loaded.staff[f"head.{office}"],
    )
    book.places += 1
