"""The needs assessment: whole before it is completed, reviewed by another, frozen from then on."""

import pytest

from domain.assessing.assessments import (
    AssessmentCompleted,
    AssessmentFrozen,
    AssessmentInWork,
    AssessmentNotCompleted,
    NotOwnAssessment,
    begin_assessment,
    complete_assessment,
    return_assessment,
    review_assessment,
    save_assessment,
)
from domain.assessing.forms import LIFE_DOMAINS
from domain.assessing.reading import assessment_card, assessments_of
from domain.cases.procedure import NotNow
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.assessing import AssessmentKind, AssessmentStatus
from models.cases import CaseStatus
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.assessing.filled import assessed

pytestmark = pytest.mark.usefixtures("tuesday")


async def test_an_individual_assessment_goes_from_draft_to_frozen_and_the_case_with_it(people: Cast):
    anna, head = people.staff(people.anna), people.staff(people.head)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.APPLIED)
        made = await begin_assessment(session, anna, case_id=case.key, kind=AssessmentKind.INDIVIDUAL)
        with pytest.raises(AssessmentInWork):
            await begin_assessment(session, head, case_id=case.key, kind=AssessmentKind.INDIVIDUAL)
        with pytest.raises(WrongInput) as refused:
            await complete_assessment(session, anna, assessment_id=made.key, facts=assessed(people.anna, scores={}))
        assert sorted(refused.value.fields) == sorted(["members", *(f"score_{key}" for key in LIFE_DOMAINS)])
        with pytest.raises(WrongInput) as refused:
            await save_assessment(session, anna, assessment_id=made.key, facts=assessed(people.anna, people.nurse))
        assert sorted(refused.value.fields) == ["members"]
        with pytest.raises(AssessmentNotCompleted):
            await review_assessment(session, head, assessment_id=made.key)
        whole = assessed(people.anna, people.admin)
        with pytest.raises(Stale):
            await complete_assessment(session, anna, assessment_id=made.key, facts=whole, version=made.version - 1)
        await complete_assessment(session, anna, assessment_id=made.key, facts=whole, version=made.version)
        with pytest.raises(AssessmentCompleted):
            await save_assessment(session, anna, assessment_id=made.key, facts=whole)
    async with people.database.unit(head) as session:
        with pytest.raises(WrongInput):
            await return_assessment(session, head, assessment_id=made.key, comment=" ")
        await return_assessment(session, head, assessment_id=made.key, comment="Кой готви сега?")
        await complete_assessment(session, head, assessment_id=made.key, facts=whole)
        with pytest.raises(NotOwnAssessment):
            await review_assessment(session, head, assessment_id=made.key)
    admin = people.staff(people.admin)
    async with people.database.unit(admin) as session:
        found = await review_assessment(session, admin, assessment_id=made.key)
        assert (found.status, found.reviewed_by, str(found.next_on)) == (
            AssessmentStatus.REVIEWED, people.admin.key, "2027-05-24",
        )  # fmt: skip
        assert (await session.get_one(type(case), case.key)).status is CaseStatus.ASSESSED
    for change in (save_assessment, complete_assessment):
        async with people.database.unit(anna) as session:
            with pytest.raises(AssessmentFrozen):
                await change(session, anna, assessment_id=made.key, facts=assessed(people.anna, people.head))
    async with people.database.unit(admin) as session:
        with pytest.raises(AssessmentFrozen):
            await return_assessment(session, admin, assessment_id=made.key, comment="още")
        with pytest.raises(NotNow):
            await begin_assessment(session, admin, case_id=case.key, kind=AssessmentKind.PERIODIC)
        again = await begin_assessment(session, admin, case_id=case.key, kind=AssessmentKind.INDIVIDUAL)
        card = await assessment_card(session, admin, case_id=case.key, assessment_id=again.key)
        assert card.previous is not None
        assert (card.previous.id, card.previous.scores) == (made.id, dict.fromkeys(LIFE_DOMAINS, 2))
        assert [one.id for one in await assessments_of(session, admin, case_id=case.key)] == [again.id, made.id]


async def test_only_who_may_and_works_there_assesses_and_reviews(people: Cast):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.APPLIED)
        made = await begin_assessment(session, anna, case_id=case.key, kind=AssessmentKind.PRELIMINARY)
        await complete_assessment(session, anna, assessment_id=made.key, facts=assessed(people.anna))
        with pytest.raises(NotAllowed):
            await review_assessment(session, anna, assessment_id=made.key)
        assert case.status is CaseStatus.APPLIED
    for member, refusal in (
        (people.elena, NotFound), (people.psychologist, NotFound), (people.burgas_admin, NotFound),
        (people.inspector, NotAllowed), (people.cashier, NotAllowed),
    ):  # fmt: skip
        actor = people.staff(member)
        async with people.database.unit(actor) as session:
            with pytest.raises(refusal):
                await begin_assessment(session, actor, case_id=case.key, kind=AssessmentKind.INDIVIDUAL)
