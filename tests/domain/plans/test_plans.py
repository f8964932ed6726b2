"""The support plan: its editions, the second person, the term of review, and the start of the service."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import clock
from domain.assessing.terms import months_after
from domain.cases.procedure import NotNow, Step, take_step
from domain.plans.approving import NotOwnPlan, PlanNotSubmitted, approve_plan, return_plan
from domain.plans.reading import plan_card, plans_of
from domain.plans.starting import ContractFirst, PlanFirst, start_case
from domain.plans.writing import (
    GoalFacts,
    PlanClosed,
    PlanFacts,
    PlanInWork,
    PlanIsEmpty,
    PlanIsSubmitted,
    begin_plan,
    save_plan,
    submit_plan,
)
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.cases import Case, CaseStatus
from models.plans import PlanStatus
from tests.case_work import case_of
from tests.cast import Cast
from tests.contract_work import signed_contract_of
from tests.domain.assessing.filled import PLAN, SHOPPING

pytestmark = pytest.mark.usefixtures("tuesday")
TODAY = date(2026, 11, 24)


async def test_a_plan_is_approved_by_another_and_a_new_edition_takes_its_place(people: Cast):
    anna, head, admin = (people.staff(one) for one in (people.anna, people.head, people.admin))
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.APPROVED)
        with pytest.raises(PlanFirst):
            await start_case(session, anna, case_id=case.key, day=TODAY)
        first = await begin_plan(session, anna, case_id=case.key)
        with pytest.raises(PlanInWork):
            await begin_plan(session, head, case_id=case.key)
        bare = PlanFacts(goals=(GoalFacts("food", "Да има храна"),))
        await save_plan(session, anna, plan_id=first.key, facts=bare, version=first.version)
        with pytest.raises(PlanIsEmpty):
            await submit_plan(session, anna, plan_id=first.key, facts=bare)
        with pytest.raises(Stale):
            await submit_plan(session, anna, plan_id=first.key, facts=PLAN, version=first.version - 1)
        await submit_plan(session, head, plan_id=first.key, facts=PLAN)
        with pytest.raises(PlanIsSubmitted):
            await save_plan(session, anna, plan_id=first.key, facts=PLAN)
        with pytest.raises(NotAllowed):
            await approve_plan(session, anna, plan_id=first.key)
        with pytest.raises(NotOwnPlan):
            await approve_plan(session, head, plan_id=first.key)
        await return_plan(session, head, plan_id=first.key, comment="Колко пъти?")
        starts = replace(PLAN, starts_on=date(2026, 12, 1))
        await submit_plan(session, anna, plan_id=first.key, facts=starts)
        await approve_plan(session, head, plan_id=first.key)
        assert (first.status, first.review_on, case.review_on) == (
            PlanStatus.APPROVED, date(2027, 6, 1), date(2027, 6, 1),
        )  # fmt: skip
        with pytest.raises(PlanClosed):
            await save_plan(session, anna, plan_id=first.key, facts=PLAN)
        second = await begin_plan(session, anna, case_id=case.key)
        assert (await plan_card(session, anna, case_id=case.key, plan_id=second.key)).goals == PLAN.goals
        assert ((await plans_of(session, anna, case_id=case.key)).approved, case.review_on) == (first, date(2027, 6, 1))
        await submit_plan(session, anna, plan_id=second.key, facts=PLAN)
        await approve_plan(session, admin, plan_id=second.key)
        with pytest.raises(PlanNotSubmitted):
            await approve_plan(session, admin, plan_id=second.key)
        assert [(one.edition, one.status) for one in (await plans_of(session, anna, case_id=case.key)).editions] == [
            (2, PlanStatus.APPROVED), (1, PlanStatus.REPLACED),
        ]  # fmt: skip
        assert case.review_on == date(2027, 5, 24)
        with pytest.raises(ContractFirst):
            await start_case(session, anna, case_id=case.key, day=TODAY)
        await signed_contract_of(session, case, people.anna)
        for day in (TODAY + timedelta(days=1), date(2026, 11, 15)):
            with pytest.raises(WrongInput):
                await start_case(session, anna, case_id=case.key, day=day)
        started = await start_case(session, anna, case_id=case.key, day=TODAY)
        assert (started.status, started.started_on, started.review_on) == (
            CaseStatus.ACTIVE, TODAY, date(2027, 5, 24),
        )  # fmt: skip
    elena = people.staff(people.elena)
    async with people.database.unit(elena) as session:
        assert (await plans_of(session, elena, case_id=case.key)).editions == []
        with pytest.raises(NotFound):
            await begin_plan(session, elena, case_id=case.key)


async def test_a_plan_of_the_time_before_the_case_was_opened_anew_starts_nothing(people: Cast):
    anna, head = people.staff(people.anna), people.staff(people.head)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.APPROVED)
        plan = await begin_plan(session, anna, case_id=case.key)
        await submit_plan(session, anna, plan_id=plan.key, facts=PLAN)
        await approve_plan(session, head, plan_id=plan.key)
        with clock.frozen(clock.now() + timedelta(hours=1)):
            for step in (Step.WITHDRAW, Step.REOPEN):
                await take_step(session, anna, case_id=case.key, step=step)
        case.status = CaseStatus.APPROVED
        await session.flush()
        with pytest.raises(PlanFirst):
            await start_case(session, anna, case_id=case.key, day=TODAY)


async def test_a_municipal_case_starts_without_a_plan_and_nothing_is_planned_before_the_assessment(sqlite_people: Cast):
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.APPROVED)
        await start_case(session, anna, case_id=case.key, day=date(2026, 11, 20))
        assert (case.started_on, case.review_on) == (date(2026, 11, 20), date(2027, 5, 20))
        applied = await case_of(session, people, people.ivanka, people.lunch, status=CaseStatus.APPLIED)
    elena = people.staff(people.elena)
    async with people.database.unit(elena) as session:
        with pytest.raises(NotNow):
            await begin_plan(session, elena, case_id=applied.key)
        assert (await session.get_one(Case, applied.key)).review_on is None


async def test_what_is_wrong_with_a_plan_is_said_by_field(sqlite_people: Cast):
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    wrong = replace(SHOPPING, words=" ", times=0, until=date(2026, 11, 23))
    facts = PlanFacts(goals=(*PLAN.goals, GoalFacts("flying", "", activities=(SHOPPING, wrong))))
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.ASSESSED)
        plan = await begin_plan(session, anna, case_id=case.key)
        with pytest.raises(WrongInput) as refused:
            await save_plan(session, anna, plan_id=plan.key, facts=facts)
    assert sorted(refused.value.fields) == [
        "goal_1_activity_1_times", "goal_1_activity_1_until", "goal_1_activity_1_words", "goal_1_domain",
        "goal_1_words",
    ]  # fmt: skip


def test_the_last_of_a_short_month_stands_for_the_days_that_it_lacks():
    assert [str(months_after(date(2026, 8, 31), months)) for months in (6, 4, 18)] == [
        "2027-02-28", "2026-12-31", "2028-02-29",
    ]  # fmt: skip
