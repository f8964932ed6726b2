"""What has been done in an invented case: notes, survey, assessment, decision, plan and rest."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain import clock
from domain.assessing.forms import LIFE_DOMAINS
from domain.assessing.terms import review_after
from domain.calendar import Calendar
from domain.demo import case_words as words
from domain.demo.city import ORGANISATIONS
from domain.demo.writing import Rows
from models.assessing import (
    Assessment,
    AssessmentKind,
    AssessmentStatus,
    Decision,
    DecisionStatus,
    RefusalReason,
    Survey,
    SurveyStatus,
    Verdict,
)
from models.cases import CaseStatus, Suspension, SuspensionReason, TeamMember
from models.plans import PlanActivity, PlanGoal, PlanStatus, SupportPlan
from models.work import Note, NoteKind

#: The hour of each thing that is done, so that those of one day stand in their order.
SURVEYED, ASSESSED, PROPOSED, DECIDED, PLANNED = time(9, 45), time(10, 0), time(11, 0), time(13, 0), time(14, 40)
_S = CaseStatus
_SERVED = (_S.ACTIVE, _S.SUSPENDED, _S.CLOSED)
_DECIDED = (*_SERVED, _S.APPROVED, _S.WAITING, _S.REFUSED)
Contact = tuple[datetime, NoteKind, str]


@dataclass(frozen=True)
class Story:
    """A case from its wish to where it stands; days that it has not come to are never asked for."""

    rng: random.Random
    person: dict[str, Any]
    owner: int
    status: CaseStatus
    code: str
    delegated: bool
    worker: int
    head: int
    wished_on: date
    assessed_on: date
    proposed_on: date
    decided_on: date
    started_on: date
    planned_on: date
    ended_on: date

    @property
    def rests_on(self) -> date:
        """Since when the service of a suspended case rests."""
        return Calendar().working_day_before(clock.today(), 3)

    def at(self, day: date, hour: time) -> datetime:
        """The moment of an hour of a day, which is never still to come."""
        return min(clock.at(day, hour), clock.now())


def contacts(story: Story) -> list[Contact]:
    """Calls and visits: one after the wish, and while the service is given two more."""
    days = [story.wished_on + timedelta(days=1)]
    if story.status in (_S.ACTIVE, _S.SUSPENDED):
        longest = max(1, min(90, (clock.today() - story.started_on).days - 1))
        days += sorted(clock.today() - timedelta(days=story.rng.randint(1, longest)) for _ in range(2))
    kinds = [NoteKind.CALL, NoteKind.VISIT, NoteKind.CALL]
    return [
        (story.at(day, time(11, 30)), kind, story.rng.choice(words.NOTES[kind]))
        for day, kind in zip(days, kinds, strict=False)
    ]


def add_work(rows: Rows, story: Story, case_id: int, notes: list[Contact]) -> None:
    """Add what has been done in the case."""
    of_case = {"organisation_id": story.owner, "case_id": case_id}
    for at, kind, text in notes:
        rows.put(Note, **of_case, kind=kind, text=text, written_by=story.worker, written_at=at)
    if story.delegated:
        _team(rows, story, of_case)
    if story.status is _S.APPLIED:
        _survey_to_come(rows, story, of_case)
    if story.status in (_S.APPLIED, _S.WITHDRAWN):
        return
    _survey(rows, story, of_case)
    if story.delegated:
        _assessment(rows, story, of_case)
    if story.status is not _S.ASSESSED:
        _decision(rows, story, of_case)
    if story.status in _SERVED or (story.status is _S.APPROVED and story.delegated):
        _plan(rows, story, of_case)
    if story.status is _S.SUSPENDED:
        rows.put(
            Suspension,
            **of_case,
            reason=SuspensionReason.HOSPITAL,
            starts_on=story.rests_on,
            until=clock.today() + timedelta(days=10),
            words=words.IN_HOSPITAL,
        )


def _team(rows: Rows, story: Story, of_case: dict[str, Any]) -> None:
    for member in dict.fromkeys((story.worker, story.head)):
        since = story.at(story.wished_on, time(9, 30))
        rows.put(TeamMember, **of_case, staff_id=member, since=since, named_by=story.head)


def _survey_to_come(rows: Rows, story: Story, of_case: dict[str, Any]) -> None:
    day = Calendar().next_working_day(clock.today())
    hour = clock.at(day, time(10, 30))
    rows.put(Survey, **of_case, planned_at=hour, staff_id=story.worker, answers={}, draft={})


def _survey(rows: Rows, story: Story, of_case: dict[str, Any]) -> None:
    pick = story.rng.choice
    rows.put(
        Survey,
        **of_case,
        planned_at=story.at(story.assessed_on, time(9, 0)),
        staff_id=story.worker,
        status=SurveyStatus.DONE,
        answers={
            "wish": pick(words.WISHES),
            "has_now": pick(words.HAS_NOW),
            "lives_alone": "yes" if story.person["lives_alone"] else "no",
            "home": pick(("own", "relatives", "municipal")),
            "heating": pick(("central", "electricity", "wood")),
            "water_inside": "yes",
            "walking": pick(("alone", "aid", "person")),
            "seen": pick(words.SEEN),
        },
        draft={},
        done_at=story.at(story.assessed_on, SURVEYED),
    )


def _assessment(rows: Rows, story: Story, of_case: dict[str, Any]) -> None:
    scores = {life_domain: story.rng.randrange(len(words.BY_SCORE)) for life_domain in LIFE_DOMAINS}
    rows.put(
        Assessment,
        **of_case,
        kind=AssessmentKind.INDIVIDUAL,
        status=AssessmentStatus.REVIEWED,
        scores=scores,
        words={life_domain: words.BY_SCORE[points] for life_domain, points in scores.items()},
        conclusion=words.CONCLUSION,
        members=[story.worker, story.head],
        begun_by=story.worker,
        begun_at=story.at(story.assessed_on, SURVEYED),
        completed_by=story.worker,
        completed_at=story.at(story.assessed_on, time(9, 55)),
        reviewed_by=story.head,
        reviewed_at=story.at(story.assessed_on, ASSESSED),
        next_on=review_after(story.assessed_on),
    )


def _decision(rows: Rows, story: Story, of_case: dict[str, Any]) -> None:
    refused, decided = story.status is _S.REFUSED, story.status in _DECIDED
    municipality = ORGANISATIONS[0]
    rows.put(
        Decision,
        **of_case,
        verdict=Verdict.REFUSE if refused else Verdict.APPROVE,
        reason=RefusalReason.NOT_ELIGIBLE if refused else None,
        words=words.NOT_ELIGIBLE if refused else words.AGREED,
        appeal=words.APPEAL.format(name=municipality.name, municipality=municipality.municipality) if refused else "",
        status=DecisionStatus.DECIDED if decided else DecisionStatus.PROPOSED,
        proposed_by=story.worker,
        proposed_at=story.at(story.proposed_on, PROPOSED),
        decided_by=story.head if decided else None,
        decided_at=story.at(story.decided_on, DECIDED) if decided else None,
    )


def _plan(rows: Rows, story: Story, of_case: dict[str, Any]) -> None:
    """The first edition: in force where the service has started, else waiting for the second person."""
    served = story.status in _SERVED
    plan_id = rows.put(
        SupportPlan,
        **of_case,
        edition=1,
        status=PlanStatus.APPROVED if served else PlanStatus.SUBMITTED,
        starts_on=story.planned_on if served else None,
        review_on=review_after(story.planned_on) if served else None,
        written_by=story.worker,
        written_at=story.at(story.planned_on, time(14, 10)),
        submitted_by=story.worker,
        submitted_at=story.at(story.planned_on, time(14, 20)),
        approved_by=story.head if served else None,
        approved_at=story.at(story.planned_on, PLANNED) if served else None,
    )
    life_domain, goal, kind, activity, who, times, every = words.GOALS[story.code]
    goal_id = rows.put(PlanGoal, organisation_id=story.owner, plan_id=plan_id, life_domain=life_domain, words=goal)
    rows.put(
        PlanActivity,
        organisation_id=story.owner,
        plan_id=plan_id,
        goal_id=goal_id,
        kind=kind,
        words=activity,
        who=who,
        times=times,
        every=every,
    )
