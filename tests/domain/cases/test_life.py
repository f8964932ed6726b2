"""Suspension, the end of a case and its opening anew: every step through the procedure."""

from datetime import date

import pytest

from domain.cases.closing import AnotherIsOpen, Ending, close_case, follow_up_done, reopen_case, withdraw_case
from domain.cases.procedure import NotNow
from domain.cases.suspending import Rest, TooManyDays, resume, suspend, suspensions_of
from domain.phrases import refusal_text
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.cases import Case, CaseOutcome, CaseStatus, Suspension, SuspensionReason
from tests.case_work import case_of

pytestmark = pytest.mark.usefixtures("tuesday")
TODAY = date(2026, 11, 24)


def rest(until=None, starts_on=TODAY, reason=SuspensionReason.SUBSTITUTE_CARE, words=""):
    return Rest(reason, starts_on, until, words)


async def test_substitute_care_has_thirty_days_of_a_calendar_year_over_all_cases_of_the_person(people):
    cast, anna = people, people.staff(people.anna)
    own = {"organisation_id": cast.sofia.key, "reason": SuspensionReason.SUBSTITUTE_CARE}
    async with cast.database.unit(anna) as session:
        lunch = await case_of(session, cast, cast.maria, cast.lunch)
        case = await case_of(session, cast, cast.maria, cast.assistance)
        march = {"starts_on": date(2026, 3, 1), "until": date(2026, 3, 25), "ended_on": date(2026, 3, 21)}
        session.add(Suspension(**own, **march, case_id=lunch.key))  # twenty days, the return was earlier than said
        session.add(Suspension(**own, **march, case_id=case.key))  # the same days: counted once
        other = {**march, "starts_on": date(2026, 5, 1), "until": None, "ended_on": date(2026, 5, 31)}
        session.add(Suspension(**{**own, "reason": SuspensionReason.HOSPITAL}, **other, case_id=case.key))
        await session.flush()
        with pytest.raises(TooManyDays) as refused:
            await suspend(session, anna, case_id=case.key, rest=rest(date(2026, 12, 5)))
        assert "For 2026 there are 10 left" in refusal_text("en", refused.value)
        with pytest.raises(TooManyDays) as refused:  # into the next year, which has thirty of its own
            await suspend(session, anna, case_id=case.key, rest=rest(date(2027, 2, 1)))
        assert refused.value.values["left"] == 10
        made = await suspend(session, anna, case_id=case.key, rest=rest(date(2026, 12, 4)))
        assert (case.status, made.until) == (CaseStatus.SUSPENDED, date(2026, 12, 4))
        with pytest.raises(NotNow):
            await suspend(session, anna, case_id=case.key, rest=rest(None, reason=SuspensionReason.HOSPITAL))


async def test_a_service_rests_from_a_day_that_has_come_and_works_again(people):
    cast, anna = people, people.staff(people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch)
        for wrong, field in (
            (rest(None), "until"),
            (rest(TODAY), "until"),
            (rest(None, date(2026, 11, 25), SuspensionReason.HOSPITAL), "starts_on"),
            (rest(None, reason=SuspensionReason.OTHER), "words"),
        ):
            with pytest.raises(WrongInput) as refused:
                await suspend(session, anna, case_id=case.key, rest=wrong)
            assert list(refused.value.fields) == [field]
        with pytest.raises(Stale):
            await suspend(session, anna, case_id=case.key, rest=rest(None, reason=SuspensionReason.TRAVEL), version=9)
        await suspend(session, anna, case_id=case.key, rest=rest(None, date(2026, 11, 20), SuspensionReason.HOSPITAL))
        await resume(session, anna, case_id=case.key)
        assert [(one.starts_on, one.ended_on) for one in await suspensions_of(session, case)] == [
            (date(2026, 11, 20), TODAY)
        ]
        assert case.status is CaseStatus.ACTIVE


async def test_a_case_closes_with_an_outcome_and_opens_anew_with_terms_of_its_own(people):
    cast, anna = people, people.staff(people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch)
        await suspend(session, anna, case_id=case.key, rest=rest(None, reason=SuspensionReason.HOSPITAL))
        with pytest.raises(WrongInput):
            await close_case(session, anna, case_id=case.key, ending=Ending(CaseOutcome.MOVED, follow_up_on=TODAY))
        death = Ending(CaseOutcome.DECEASED, follow_up_on=date(2027, 2, 1))
        with pytest.raises(WrongInput):
            await close_case(session, anna, case_id=case.key, ending=death)
        ending = Ending(CaseOutcome.RESIDENTIAL, "Настанена в дом.", date(2027, 2, 1))
        await close_case(session, anna, case_id=case.key, ending=ending)
        assert (case.status, case.closed_on, case.outcome, case.follow_up_on) == (
            CaseStatus.CLOSED, TODAY, CaseOutcome.RESIDENTIAL, date(2027, 2, 1),
        )  # fmt: skip
        assert (await suspensions_of(session, case))[0].ended_on == TODAY
        assert (await follow_up_done(session, anna, case_id=case.key)).follow_up_on is None
        with pytest.raises(WrongInput):
            await reopen_case(session, anna, case_id=case.key, words=" ")
        await reopen_case(session, anna, case_id=case.key, words="Върна се у дома.")
        assert (case.status, case.wished_on, case.closed_on, case.outcome) == (CaseStatus.APPLIED, TODAY, None, None)
        await withdraw_case(session, anna, case_id=case.key, words="Отказа се.")
        assert (case.status, case.closed_on) == (CaseStatus.WITHDRAWN, TODAY)
        await case_of(session, cast, cast.maria, cast.assistance)
        newer = {"number": "P02-2026-99999", "status": CaseStatus.APPLIED, "wished_on": TODAY}
        session.add(Case(**case.model_dump(exclude={"id", "version", *newer}), **newer))
        await session.flush()
        with pytest.raises(AnotherIsOpen):
            await reopen_case(session, anna, case_id=case.key, words="Пак.")


async def test_nobody_else_takes_a_step_in_the_case(sqlite_people):
    cast = sqlite_people
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch)
    steps = {
        "suspend": lambda s, a: suspend(s, a, case_id=case.key, rest=rest(None, reason=SuspensionReason.TRAVEL)),
        "close": lambda s, a: close_case(s, a, case_id=case.key, ending=Ending(CaseOutcome.MOVED)),
        "withdraw": lambda s, a: withdraw_case(s, a, case_id=case.key, words=""),
        "reopen": lambda s, a: reopen_case(s, a, case_id=case.key, words="…"),
    }
    for step in steps.values():
        for member, refusal in ((cast.elena, NotFound), (cast.inspector, NotAllowed), (cast.nurse, NotAllowed)):
            actor = cast.staff(member)
            async with cast.database.unit(actor) as session:
                with pytest.raises(refusal):
                    await step(session, actor)
