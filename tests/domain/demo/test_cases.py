"""The demonstration's cases: in every state, as the procedure leaves them, and the next real number follows theirs."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import access, clock
from domain.applications.numbers import APPLICATIONS, CASES, next_number
from domain.assessing.forms import LIFE_DOMAINS, QUESTIONS, SCORES
from domain.cases.board import CaseFilter, case_board
from domain.cases.procedure import STEPS, Step
from domain.demo.cases import SHARES
from domain.staff_actors import actor_of_staff
from domain.timelines.due import due
from domain.waiting.pools import filling, pools_of
from models.applications import Application, ApplicationStatus
from models.assessing import Assessment, AssessmentStatus, Decision, DecisionStatus, Survey
from models.cases import LIVE, Case, CaseStatus, CaseStep
from models.places import Programme, RuleSet
from models.plans import PlanStatus, SupportPlan
from models.staff import Staff
from models.waiting import Offer, OfferStatus, WaitingEntry
from tests.domain.demo.conftest import Municipality

#: As many as it takes until there is a case in every state.
PEOPLE = 1_658


async def _all(session: Any, kind: type) -> list[Any]:
    return list(await session.scalars(sa.select(kind).order_by(kind.id)))  # type: ignore[attr-defined]


@pytest.mark.usefixtures("tuesday")
async def test_the_cases_stand_as_the_procedure_leaves_them(municipality: Municipality) -> None:
    database, loaded = municipality.database, municipality.loaded
    async with database.reading(access.job("test", loaded.sofia)) as session:
        cases, programmes = await _all(session, Case), {one.id: one for one in await _all(session, Programme)}
        steps, plans = await _all(session, CaseStep), await _all(session, SupportPlan)
        decisions, assessments = await _all(session, Decision), await _all(session, Assessment)
        surveys, offers = await _all(session, Survey), await _all(session, Offer)
        waiting, applications = await _all(session, WaitingEntry), await _all(session, Application)
        worker = (await session.scalars(sa.select(Staff).where(col(Staff.login) == "office.mladost"))).one()
        actor = await actor_of_staff(session, worker)
        board = await case_board(session, actor, where=CaseFilter(mine=True))
        awaits = await due(session, actor, staff_id=worker.key)
        pools = [await filling(session, pool) for pool in await pools_of(session, waiting[0].programme_id)]

    assert Counter((case.status, programmes[case.programme_id].code) for case in cases) == Counter(SHARES)
    assert {case.status for case in cases} == set(CaseStatus)
    live = Counter((case.person_id, case.programme_id) for case in cases if case.status in LIVE)
    assert set(live.values()) == {1}
    assert len({case.office_id for case in cases}) == 9
    _follow_the_procedure(cases, steps)

    approved = {plan.case_id for plan in plans if plan.status is PlanStatus.APPROVED}
    delegated = {case.id for case in cases if programmes[case.programme_id].rules is RuleSet.DELEGATED}
    assert delegated & {case.id for case in cases if case.status is CaseStatus.ACTIVE} <= approved
    assert all(plan.approved_by != plan.written_by for plan in plans)
    undecided = [one.case_id for one in decisions if one.status is DecisionStatus.PROPOSED]
    assert undecided == [case.id for case in cases if case.status is CaseStatus.PROPOSED]
    assert {one.status for one in assessments} == {AssessmentStatus.REVIEWED}
    assert all(set(one.scores) == set(LIFE_DOMAINS) and set(one.scores.values()) <= set(SCORES) for one in assessments)
    _answers_are_those_of_the_form(surveys)

    kinds = {row.kind.value for row in awaits.overdue + awaits.soon}
    assert {"assess", "survey", "review", "step", "task"} <= kinds
    assert 0 < len(awaits.overdue) < len(board.rows)  # late enough to be seen, not more than one would do

    today = clock.today()
    served = [case for case in cases if case.status is CaseStatus.ACTIVE]
    assert {case.review_on < today for case in served} == {True, False}
    assert {case.assess_by < today for case in cases if case.status is CaseStatus.APPLIED} == {True, False}
    assert [(one.number, one.taken, one.held, one.free, one.waiting) for one in pools] == [(7, 6, 1, 0, 6)]
    assert [(one.status, one.entry_id) for one in offers] == [
        (OfferStatus.HELD, min(waiting, key=lambda entry: (entry.entered_at, entry.id)).id)
    ]
    assert [one.status for one in applications] == [ApplicationStatus.RECEIVED] * 3
    assert {row.case.worker_id for row in board.rows} == {worker.id}
    assert {row.overdue for row in board.rows} == {True, False}


def _follow_the_procedure(cases: list[Case], steps: list[CaseStep]) -> None:
    now = clock.now()
    for case in cases:
        own = [step for step in steps if step.case_id == case.id]
        assert own[0].step == Step.REGISTER
        assert [step.at for step in own] == sorted(step.at for step in own)
        assert own[-1].at <= now
        assert own[-1].status is case.status
        for before, after in pairwise(own):
            allowed, leads_to = STEPS[Step(after.step)]
            assert before.status in allowed
            assert after.status is leads_to


def _answers_are_those_of_the_form(surveys: list[Survey]) -> None:
    for survey in surveys:
        assert set(survey.answers) <= set(QUESTIONS)
        for key, answer in survey.answers.items():
            choices = dict(QUESTIONS[key].choices)
            assert not choices or answer in choices


@pytest.mark.usefixtures("tuesday")
async def test_the_next_real_number_follows_the_last_invented_one(municipality: Municipality) -> None:
    database, loaded = municipality.database, municipality.loaded
    async with database.unit(access.job("test", loaded.sofia)) as session:
        given = set(await session.scalars(sa.select(col(Case.number))))
        given |= set(await session.scalars(sa.select(col(Application.number))))
        programme = await session.get_one(Programme, loaded.programmes["sofia", "A01"])
        latest = max(number for number in given if number.startswith("A01-2026-"))
        case = await next_number(session, programme, kind=CASES, year=2026)
        application = await next_number(session, programme, kind=APPLICATIONS, year=2026)
    assert int(case.rpartition("-")[2]) == int(latest.rpartition("-")[2]) + 1
    assert (case in given, application) == (False, "A01-З-2026-00003")
