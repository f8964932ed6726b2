"""The decision: proposed by one, made by another; a refusal with its reason and the way of appeal."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.assessing.decisions import (
    DecisionClosed,
    NotOwnProposal,
    Proposal,
    decide,
    propose_decision,
    return_decision,
)
from domain.assessing.reading import decisions_of
from domain.cases.procedure import NotNow, Step, take_step
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.assessing import DecisionStatus, RefusalReason, Verdict
from models.cases import Case, CaseStatus
from models.waiting import Places, WaitingEntry
from tests.case_work import case_of
from tests.cast import MARIA_EGN, Cast

pytestmark = pytest.mark.usefixtures("tuesday")
YES = Proposal(Verdict.APPROVE, words="Има нужда.")
NO = Proposal(Verdict.REFUSE, RefusalReason.OUTSIDE, words="Живее в друга община.")


async def test_a_refusal_says_why_and_where_to_appeal_and_another_person_makes_it(people: Cast):
    anna, head, admin = (people.staff(one) for one in (people.anna, people.head, people.admin))
    async with people.database.unit(head) as session:
        case = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.ASSESSED)
        with pytest.raises(WrongInput) as refused:
            await propose_decision(session, head, case_id=case.key, proposal=Proposal(Verdict.REFUSE))
        assert sorted(refused.value.fields) == ["reason", "words"]
        with pytest.raises(WrongInput) as refused:
            await propose_decision(session, head, case_id=case.key, proposal=replace(NO, minutes=f"ЕГН {MARIA_EGN}"))
        assert sorted(refused.value.fields) == ["minutes"]
        first = await propose_decision(session, head, case_id=case.key, proposal=NO)
        assert first.appeal.startswith("Можете да обжалвате това решение в 14-дневен срок")
        assert people.sofia.municipality in first.appeal
        with pytest.raises(NotNow):
            await propose_decision(session, anna, case_id=case.key, proposal=YES)
        for answer in (decide(session, head, decision_id=first.key),
                       return_decision(session, head, decision_id=first.key, comment="?")):  # fmt: skip
            with pytest.raises(NotOwnProposal):
                await answer
        with pytest.raises(NotAllowed):
            await decide(session, anna, decision_id=first.key)
        await return_decision(session, admin, decision_id=first.key, comment="Проверете адреса.")
        second = await propose_decision(session, anna, case_id=case.key, proposal=NO)
        with pytest.raises(Stale):
            await decide(session, head, decision_id=second.key, version=second.version + 1)
        await decide(session, head, decision_id=second.key, minutes="Протокол 7", version=second.version)
        assert (second.status, second.decided_by, second.minutes) == (
            DecisionStatus.DECIDED, people.head.key, "Протокол 7",
        )  # fmt: skip
        assert (await session.get_one(Case, case.key)).status is CaseStatus.REFUSED
        with pytest.raises(DecisionClosed):
            await decide(session, admin, decision_id=second.key)
        assert [one.id for one in await decisions_of(session, anna, case_id=case.key)] == [second.id, first.id]
    for stranger in (people.burgas_admin, people.elena):
        actor = people.staff(stranger)
        async with people.database.unit(actor) as session:
            assert await decisions_of(session, actor, case_id=case.key) == []
            with pytest.raises(NotFound):
                await propose_decision(session, actor, case_id=case.key, proposal=YES)


async def test_who_is_approved_without_a_free_place_waits_in_line(people: Cast):
    anna, head = people.staff(people.anna), people.staff(people.head)
    async with people.database.unit(anna) as session:
        session.add(
            Places(
                organisation_id=people.sofia.key, programme_id=people.lunch.key, number=1, starts_on=date(2026, 1, 1)
            )
        )
        cases = [
            await case_of(session, people, person, people.lunch, status=CaseStatus.ASSESSED)
            for person in (people.maria, people.ivanka)
        ]
        cases[1].office_id = people.mladost.key
        await session.flush()
        for case in cases:
            proposed = await propose_decision(session, anna, case_id=case.key, proposal=YES)
            await decide(session, head, decision_id=proposed.key)
        assert [one.status for one in cases] == [CaseStatus.APPROVED, CaseStatus.WAITING]
        assert list(await session.scalars(sa.select(col(WaitingEntry.case_id)))) == [cases[1].key]


async def test_a_proposal_left_over_from_a_withdrawn_wish_does_not_stand_in_the_way(people: Cast):
    anna, head = people.staff(people.anna), people.staff(people.head)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.ASSESSED)
        old = await propose_decision(session, anna, case_id=case.key, proposal=NO)
        for step in (Step.WITHDRAW, Step.REOPEN, Step.ASSESS):
            await take_step(session, anna, case_id=case.key, step=step)
        with pytest.raises(NotNow):
            await decide(session, head, decision_id=old.key)
        new = await propose_decision(session, anna, case_id=case.key, proposal=YES)
        assert [one.status for one in (old, new)] == [DecisionStatus.RETURNED, DecisionStatus.PROPOSED]
