"""The survey at home: an hour when the office works, drafts in whatever order they arrive, the step it takes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain import clock
from domain.assessing.reading import survey_card, surveys_of
from domain.assessing.surveys import (
    DayOfRest,
    SurveyOver,
    TimeHasPassed,
    cancel_survey,
    finish_survey,
    plan_survey,
    save_draft,
)
from domain.cases.procedure import NotNow
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.assessing import Survey, SurveyStatus
from models.cases import CaseStatus, Secrecy
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.assessing.filled import ANSWERS, WEDNESDAY_AT_NINE

pytestmark = pytest.mark.usefixtures("tuesday")


async def test_a_finished_survey_assesses_a_municipal_case_and_not_a_delegated_one(people: Cast):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        for programme, after in (
            (people.lunch, CaseStatus.ASSESSED),
            (people.assistance, CaseStatus.APPLIED),
        ):
            case = await case_of(session, people, people.maria, programme, status=CaseStatus.APPLIED)
            survey = await plan_survey(
                session, anna, case_id=case.key, staff_id=people.anna.key, planned_at=WEDNESDAY_AT_NINE
            )
            with pytest.raises(WrongInput) as refused:
                await finish_survey(session, anna, survey_id=survey.key, answers={"wish": "храна"})
            assert sorted(refused.value.fields) == ["answer_lives_alone", "answer_seen"]
            with pytest.raises(Stale):
                await finish_survey(session, anna, survey_id=survey.key, answers=ANSWERS, version=survey.version + 1)
            await finish_survey(session, anna, survey_id=survey.key, answers=ANSWERS, version=survey.version)
            assert (survey.status, survey.answers, survey.draft) == (SurveyStatus.DONE, ANSWERS, {})
            assert (await session.get_one(type(case), case.key, populate_existing=True)).status is after
            with pytest.raises(SurveyOver):
                await save_draft(session, anna, survey_id=survey.key, answers=ANSWERS, typed_at=clock.now())


async def test_an_older_draft_never_overwrites_a_newer_one(people: Cast):
    anna, now = people.staff(people.anna), clock.now()
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.APPLIED)
        survey = await plan_survey(
            session, anna, case_id=case.key, staff_id=people.anna.key, planned_at=WEDNESDAY_AT_NINE
        )

        async def draft(minutes: int, **answers: str) -> dict[str, str]:
            moment = now + timedelta(minutes=minutes)
            return dict((await save_draft(session, anna, survey_id=survey.key, answers=answers, typed_at=moment)).draft)

        assert await draft(-10, wish="супа", health="болни колене") == {"wish": "супа", "health": "болни колене"}
        assert await draft(-20, wish="хляб", care="сама") == {"wish": "супа", "health": "болни колене", "care": "сама"}
        assert (await draft(-5, wish="топла супа", stranger="x"))["wish"] == "топла супа"
        assert (await draft(60 * 24 * 365, wish="от таблет с грешен час"))["wish"] == "от таблет с грешен час"
        with clock.frozen(now + timedelta(minutes=1)):
            assert (await draft(1, wish="после"))["wish"] == "после"
        with pytest.raises(WrongInput):
            await draft(2, lives_alone="perhaps")
        with pytest.raises(WrongInput):
            await draft(2, wish="а" * 2001)
        with pytest.raises(WrongInput):
            await draft(2, wish="Дъщерята: 610105 7509")
        await cancel_survey(session, anna, survey_id=survey.key)
        assert (survey.status, survey.draft) == (SurveyStatus.CANCELLED, {})


async def test_nobody_is_sent_in_the_past_on_a_holiday_or_to_a_case_they_may_not_open(people: Cast):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.APPLIED)
        closed = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.CLOSED)
        child = await case_of(
            session, people, people.ivanka, people.lunch, secrecy=Secrecy.CHILD, team=(people.anna, people.psychologist)
        )

        async def plan(case_id: int, staff_id: int, planned_at=WEDNESDAY_AT_NINE) -> Survey:
            return await plan_survey(session, anna, case_id=case_id, staff_id=staff_id, planned_at=planned_at)

        with pytest.raises(TimeHasPassed):
            await plan(case.key, people.anna.key, clock.now())
        with pytest.raises(DayOfRest):
            await plan(case.key, people.anna.key, WEDNESDAY_AT_NINE + timedelta(days=3))
        with pytest.raises(NotNow):
            await plan(closed.key, people.anna.key)
        for one in (people.nurse, people.elena, people.cook, people.inspector, people.burgas_admin):
            with pytest.raises(WrongInput):
                await plan(case.key, one.key)
        for one in (people.admin, people.head):
            with pytest.raises(WrongInput):
                await plan(child.key, one.key)
        assert (await plan(child.key, people.psychologist.key)).status is SurveyStatus.PLANNED


async def test_the_answers_of_the_last_time_are_beside_the_new_but_none_of_a_guarded_case(people: Cast):
    anna, head = people.staff(people.anna), people.staff(people.head)
    async with people.database.unit(anna) as session:
        old = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.CLOSED)
        new = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.APPLIED)
        for case, moment in ((old, -9), (new, 3)):
            session.add(
                Survey(
                    organisation_id=people.sofia.key,
                    case_id=case.key,
                    planned_at=clock.now() + timedelta(days=moment),
                    staff_id=people.anna.key,
                    status=SurveyStatus.DONE if case is old else SurveyStatus.PLANNED,
                    answers={"wish": "преди"} if case is old else {},
                    done_at=clock.now() - timedelta(days=9) if case is old else None,
                )
            )
        await session.flush()
        (survey,) = await surveys_of(session, anna, case_id=new.key)
        card = await survey_card(session, anna, case_id=new.key, survey_id=survey.key)
        assert card.previous is not None
        assert card.previous.answers == {"wish": "преди"}
        with pytest.raises(NotFound):
            await survey_card(session, anna, case_id=old.key, survey_id=survey.key)
        await session.execute(
            sa.update(type(old)).where(type(old).id == old.id).values(secrecy=Secrecy.SEALED),
            execution_options={"audited": True},
        )
        assert (await survey_card(session, head, case_id=new.key, survey_id=survey.key)).previous is None


async def test_nobody_but_the_office_s_own_fills_in_a_survey(people: Cast):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.APPLIED)
        survey = await plan_survey(
            session, anna, case_id=case.key, staff_id=people.anna.key, planned_at=WEDNESDAY_AT_NINE
        )
    refusals = {
        people.staff(people.elena): NotFound,
        people.staff(people.nurse): NotFound,
        people.staff(people.burgas_admin): NotFound,
        people.staff(people.inspector): NotAllowed,
        people.staff(people.cook): NotAllowed,
        people.person(people.maria): NotAllowed,
    }
    for actor, refusal in refusals.items():
        async with people.database.unit(actor) as session:
            with pytest.raises(refusal):
                await save_draft(session, actor, survey_id=survey.key, answers=ANSWERS, typed_at=clock.now())
