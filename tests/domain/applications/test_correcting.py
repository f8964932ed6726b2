"""What was written down wrongly of an application is put right while nothing is decided, by whoever takes them."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.applications.correcting import DecidedAlready, correct_application
from domain.applications.duplicates import MaybeKnown
from domain.applications.papers import Withdrawn, checklist
from domain.applications.reading import application_queue, application_sheet, applications_past_their_term
from domain.applications.registering import withdraw
from domain.applications.taking import take_application
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.applications import Application
from models.audit import AuditAction, AuditEntry
from models.cases import Case, CaseStatus
from models.people import Person
from tests.cast import MARIA_EGN, Cast
from tests.domain.applications.forms import FREE_EGN, add_papers, childrens_service, form, registered, taken

pytestmark = pytest.mark.usefixtures("tuesday")
FIRST = date(2026, 11, 2)  #: twenty days before it is Sunday, the 22nd: the term ends on Monday


async def corrected(people: Cast, application: Application, member=None, **changed: object) -> Application:
    actor = people.staff(member or people.anna)
    how = {name: changed.pop(name) for name in ("same_as", "another", "version") if name in changed}
    async with people.database.unit(actor) as session:
        facts = form(people, **changed)
        return await correct_application(session, actor, application_id=application.key, facts=facts, **how)


async def test_everything_is_put_right_while_it_waits_and_the_audit_tells_both(people: Cast) -> None:
    anna = people.staff(people.anna)
    one = await taken(people, anna, egn=FREE_EGN, born=None)
    fixed = await corrected(
        people, one, last_name="Христова-Илиева", born=None, wished_on=date(2026, 11, 20), version=one.version,
        answers={"since": "от лятото"},
    )  # fmt: skip
    assert (fixed.last_name, fixed.wished_on, fixed.answers) == (
        "Христова-Илиева", date(2026, 11, 20), {"since": "от лятото"},
    )  # fmt: skip
    assert (fixed.egn_hash, fixed.number) == (one.egn_hash, one.number)
    with pytest.raises(Stale):
        await corrected(people, one, version=one.version)
    with pytest.raises(WrongInput) as refused:
        await corrected(people, one, first_name="", phone="12", answers={"contact": f"дъщеря, ЕГН {MARIA_EGN}"})
    assert sorted(refused.value.fields) == ["born", "contact", "first_name", "phone"]
    for member, error in ((people.elena, NotFound), (people.cook, NotAllowed), (people.inspector, NotAllowed)):
        with pytest.raises(error):
            await corrected(people, one, member)
    async with people.database.reading(people.job) as session:
        rows = sa.select(AuditEntry).where(
            col(AuditEntry.record) == "application", col(AuditEntry.action) == AuditAction.CHANGED
        )
        (entry,) = await session.scalars(rows)
        assert (entry.before["wished_on"], entry.after["wished_on"]) == ("2026-11-24", "2026-11-20")
    async with people.database.unit(anna) as session:
        await withdraw(session, anna, application_id=one.key)
    with pytest.raises(Withdrawn):
        await corrected(people, one)


async def test_a_slip_in_the_egn_asks_anew_who_it_is(sqlite_people: Cast) -> None:
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    async with people.database.unit(anna) as session:
        facts = form(people, egn=MARIA_EGN, born=None, phone="")
        wrong = await take_application(session, anna, facts=facts, same_as=people.maria.id)
    assert (await corrected(people, wrong, born=None, phone="")).person_id == people.maria.id
    with pytest.raises(MaybeKnown):
        await corrected(people, wrong, born=None, phone="0888 123 456")
    right = await corrected(people, wrong, egn=FREE_EGN, born=None, phone="")
    assert right.person_id is None
    known = await corrected(people, wrong, egn=MARIA_EGN, born=None, phone="", same_as=people.maria.id)
    assert known.person_id == people.maria.id


async def test_for_another_service_it_gets_that_one_s_number_papers_and_secrecy(sqlite_people: Cast) -> None:
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    service = await childrens_service(people)
    async with people.database.unit(people.job) as session:
        old = await add_papers(session, people.assistance, "form", "telk")
        await add_papers(session, service, "form", "order")
    async with people.database.unit(anna) as session:
        one = await take_application(session, anna, facts=form(people), another=True, paper_ids=list(old.values()))
        one.answers = one.answers | {"open": ["service", "since", "alone"]}
    with pytest.raises(NotFound):
        async with people.database.unit(anna) as session:
            await take_application(
                session, anna, facts=form(people, programme_id=service.key), another=True, paper_ids=[old["form"]]
            )
    moved = await corrected(people, one, programme_id=service.key, born=date(2015, 1, 1), answers={"since": "от март"})
    assert (moved.number, moved.guarded) == ("C02-З-2026-00001", True)
    assert moved.answers == {"since": "от март", "open": ["alone"]}
    async with people.database.reading(people.job) as session:
        lines = await checklist(session, moved)
    assert [(line.paper.code, line.given_on is not None) for line in lines] == [("form", True), ("order", False)]
    back = await corrected(people, one)
    assert (back.number, back.guarded) == ("A01-З-2026-00002", False)


async def test_of_an_open_case_only_the_wish_is_put_right_and_its_day_moves_the_term(people: Cast) -> None:
    anna = people.staff(people.anna)
    one = await taken(people, anna)
    case = await registered(people, anna, one)
    fixed = await corrected(people, one, first_name="Друга", phone="", wished_on=FIRST, applicant="Петя, дъщеря")
    assert (fixed.first_name, fixed.phone, fixed.applicant) == ("Дора", "+359888333444", "Петя, дъщеря")
    async with people.database.unit(people.job) as session:
        found = await session.get_one(Case, case.key)
        assert (found.wished_on, found.assess_by) == (FIRST, date(2026, 11, 23))
        assert (await session.get_one(Person, case.person_id)).first_name == "Дора"
        found.status = CaseStatus.APPROVED
    with pytest.raises(DecidedAlready):
        await corrected(people, one)


async def test_the_twenty_days_are_seen_before_there_is_a_case(sqlite_people: Cast) -> None:
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    late = await taken(people, anna, wished_on=FIRST)
    await taken(people, anna, wished_on=date(2026, 11, 4))  # the term ends today
    done = await taken(people, anna, wished_on=FIRST)
    await registered(people, anna, done)
    async with people.database.unit(anna) as session:
        queue = await application_queue(session, anna)
        assert [(row.assess_by, row.late) for row in queue.rows] == [
            (date(2026, 11, 23), True), (date(2026, 11, 24), False),
        ]  # fmt: skip
        sheet = await application_sheet(session, anna, application_id=late.key)
        assert (sheet.assess_by, sheet.late) == (date(2026, 11, 23), True)
        assert (await application_sheet(session, anna, application_id=done.key)).assess_by is None
        assert await applications_past_their_term(session, anna) == 1
        for member in (people.elena, people.cook, people.inspector):
            assert await applications_past_their_term(session, people.staff(member)) == 0
