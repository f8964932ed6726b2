"""From an application to a case: papers, term, card, secrecy, and one live case of a service."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import find, visible_cases, visible_people
from domain.applications.papers import Withdrawn, checklist, give_paper, set_papers
from domain.applications.reading import ApplicationFilter, application_queue, application_sheet
from domain.applications.registering import HasACase, NotWaiting, choose_card, register, withdraw
from domain.applications.rows import visible_applications
from domain.calendar import Calendar
from domain.cases.terms import term
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.applications import Application, ApplicationStatus, GivenPaper
from models.cases import CaseStatus, CaseStep, Secrecy, TeamMember
from models.people import Person, Sex
from models.places import RuleSet
from models.referrals import Direction, Referral, ReferralBasis, ReferralStatus
from models.staff import Role
from tests.cast import MARIA_EGN, Cast
from tests.domain.applications.forms import add_papers, childrens_service, home_of, registered, taken

pytestmark = pytest.mark.usefixtures("tuesday")


async def seen_by(people: Cast, member) -> list[str | None]:
    """Numbers of the applications that a member of staff may see."""
    async with people.database.reading(people.staff(member)) as session:
        rows = visible_applications(people.staff(member)).order_by(col(Application.id))
        return [application.number for application in await session.scalars(rows)]


@pytest.mark.parametrize(
    ("rules", "wished_on", "last"),
    [
        (RuleSet.DELEGATED, date(2026, 11, 24), date(2026, 12, 14)),
        (RuleSet.MUNICIPAL, date(2026, 11, 22), date(2026, 12, 14)),  # twenty days end on a Saturday
        (RuleSet.DELEGATED, date(2026, 12, 4), date(2026, 12, 29)),  # on the 24th begins Christmas
        (RuleSet.OPEN, date(2026, 11, 24), None),
        (RuleSet.NONE, date(2026, 11, 24), None),
    ],
)
def test_the_term_is_twenty_days_and_ends_on_a_working_day(rules: RuleSet, wished_on: date, last: date | None) -> None:
    assert term(rules, wished_on, Calendar()) == last


async def test_registering_makes_the_card_and_the_case_with_number_term_and_first_step(people: Cast) -> None:
    anna = people.staff(people.anna)
    application = await taken(people, anna, wished_on=date(2026, 11, 20), born_is_estimated=True)
    case = await registered(people, anna, application)
    assert (case.number, case.status, case.secrecy) == ("A01-2026-00001", CaseStatus.APPLIED, Secrecy.OPEN)
    assert (case.office_id, case.worker_id) == (people.mladost.id, anna.number)
    assert (case.wished_on, case.assess_by) == (date(2026, 11, 20), date(2026, 12, 10))
    async with people.database.unit(anna) as session:
        person = await session.get_one(Person, case.person_id)
        assert (person.full_name, person.sex, person.born_is_estimated) == ("Дора Христова", Sex.FEMALE, True)
        assert (person.phone, person.office_id, person.guarded) == ("+359888333444", people.mladost.id, False)
        steps = [(step.step, step.by) for step in await session.scalars(sa.select(CaseStep))]
        assert steps == [("register", anna.number)]
        sheet = await application_sheet(session, anna, application_id=application.key)
        assert (sheet.application.status, sheet.case and sheet.case.id) == (ApplicationStatus.REGISTERED, case.id)
        with pytest.raises(NotWaiting):
            await register(session, anna, application_id=application.key, home=home_of(people))
    again = await taken(people, anna)
    async with people.database.unit(anna) as session:
        await choose_card(session, anna, application_id=again.key, person_id=case.person_id)
    async with people.database.unit(anna) as session:
        with pytest.raises(HasACase):
            await register(session, anna, application_id=again.key)
    lunch = await taken(people, anna, programme_id=people.lunch.key)
    async with people.database.unit(anna) as session:
        await choose_card(session, anna, application_id=lunch.key, person_id=case.person_id)
        other = await register(session, anna, application_id=lunch.key)
        assert (other.number, other.person_id) == ("P02-2026-00001", case.person_id)


async def test_a_card_with_the_egn_stops_a_second_one(sqlite_people: Cast) -> None:
    people = sqlite_people
    anna = people.staff(people.anna)
    application = await taken(people, anna, egn=MARIA_EGN, born=None, phone="")
    async with people.database.unit(anna) as session:
        with pytest.raises(WrongInput) as refused:
            await register(session, anna, application_id=application.key, home=home_of(people))
        assert "egn" in refused.value.fields


async def test_papers_are_ticked_off_and_may_be_brought_later_by_a_day(people: Cast) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(people.job) as session:
        papers = await add_papers(session, people.assistance, "form", "id", "telk")
        elsewhere = await add_papers(session, people.lunch, "note")
    application = await taken(people, anna)
    async with people.database.unit(anna) as session:
        await set_papers(session, anna, application_id=application.key, paper_ids=[papers["form"], papers["id"]])
    async with people.database.unit(anna) as session:
        await set_papers(session, anna, application_id=application.key, paper_ids=[papers["form"]])
        lines = await checklist(session, application)
        assert [(line.paper.code, line.missing) for line in lines] == [("form", False), ("id", True), ("telk", True)]
        for wrong in ([elsewhere["note"]], [999]):
            with pytest.raises(NotFound):
                await set_papers(session, anna, application_id=application.key, paper_ids=wrong)
        queue = (await application_queue(session, anna)).rows
        assert [(row.number, row.missing, row.days) for row in queue] == [("A01-З-2026-00001", 2, 0)]
    for day in (None, date(2026, 11, 23)):
        async with people.database.unit(anna) as session:
            with pytest.raises(WrongInput) as refused:
                await register(session, anna, application_id=application.key, home=home_of(people), papers_by=day)
            assert set(refused.value.fields) == {"papers_by"}
    async with people.database.unit(anna) as session:
        await register(session, anna, application_id=application.key, home=home_of(people), papers_by=date(2026, 12, 8))
    async with people.database.unit(anna) as session:
        owed = (await application_queue(session, anna)).rows
        assert [(row.missing, row.papers_by, row.papers_late) for row in owed] == [(2, date(2026, 12, 8), False)]
        for code in ("id", "telk"):
            await give_paper(session, anna, application_id=application.key, paper_id=papers[code])
        assert (await application_queue(session, anna)).rows == []
        done = await application_queue(session, anna, where=ApplicationFilter(ApplicationStatus.REGISTERED))
        assert [row.missing for row in done.rows] == [0]


async def test_a_shown_paper_is_never_kept_as_a_file(sqlite_people: Cast) -> None:
    people = sqlite_people
    anna = people.staff(people.anna)
    async with people.database.unit(people.job) as session:
        papers = await add_papers(session, people.assistance, "id")
    application = await taken(people, anna)
    async with people.database.unit(anna) as session:
        await give_paper(session, anna, application_id=application.key, paper_id=papers["id"], file_id=7)
        assert [given.file_id for given in await session.scalars(sa.select(GivenPaper))] == [None]


async def test_a_withdrawn_application_stays_withdrawn_and_an_old_form_is_stale(sqlite_people: Cast) -> None:
    people = sqlite_people
    anna = people.staff(people.anna)
    application = await taken(people, anna)
    async with people.database.unit(anna) as session:
        with pytest.raises(Stale):
            await withdraw(session, anna, application_id=application.key, version=7)
        await withdraw(session, anna, application_id=application.key, version=1)
        with pytest.raises(NotWaiting):
            await register(session, anna, application_id=application.key, home=home_of(people))
        with pytest.raises(Withdrawn):
            await set_papers(session, anna, application_id=application.key, paper_ids=[])
        assert (await application_queue(session, anna)).rows == []


async def test_nobody_works_on_another_office_s_application(sqlite_people: Cast) -> None:
    people = sqlite_people
    application = await taken(people, people.staff(people.anna))
    elena, inspector = people.staff(people.elena), people.staff(people.inspector)
    async with people.database.unit(elena) as session:
        for deed in (
            application_sheet(session, elena, application_id=application.key),
            register(session, elena, application_id=application.key, home=home_of(people)),
            withdraw(session, elena, application_id=application.key),
            choose_card(session, elena, application_id=application.key, person_id=people.maria.key),
            set_papers(session, elena, application_id=application.key, paper_ids=[]),
        ):
            with pytest.raises(NotFound):
                await deed
    async with people.database.unit(inspector) as session:
        assert (await application_sheet(session, inspector, application_id=application.key)).name == "Дора Христова"
        with pytest.raises(NotAllowed):
            await withdraw(session, inspector, application_id=application.key)
    number = [application.number]
    seen = {role: await seen_by(people, people.member(role)) for role in Role} | {
        None: await seen_by(people, people.elena)
    }
    who = (Role.ADMINISTRATOR, Role.HEAD, Role.SOCIAL_WORKER, Role.INSPECTOR)
    assert seen == {role: number if role in who else [] for role in (*Role, None)}


@pytest.mark.parametrize(("facts", "secrecy"), [({}, Secrecy.CHILD), ({"secrecy": "sealed"}, Secrecy.SEALED)])
async def test_a_guarded_case_is_its_team_s_from_the_first_moment(sqlite_people: Cast, facts, secrecy) -> None:
    people = sqlite_people
    anna = people.staff(people.anna)
    programme = await childrens_service(people, **facts)
    application = await taken(people, anna, programme_id=programme.key, born=date(2015, 1, 1), phone="")
    number = [application.number]
    handed_out = {"anna": number, "hristo": number, "admin": [], "elena": [], "inspector": number}
    members = (people.anna, people.head, people.admin, people.elena, people.inspector)
    assert {member.login: await seen_by(people, member) for member in members} == handed_out
    case = await registered(people, anna, application)
    assert case.secrecy is secrecy
    of_the_team = handed_out | {"hristo": []}
    assert {member.login: await seen_by(people, member) for member in members} == of_the_team
    async with people.database.reading(people.job) as session:
        person = await session.get_one(Person, case.person_id)
        team = [(one.staff_id, one.named_by) for one in await session.scalars(sa.select(TeamMember))]
    assert (person.guarded, team) == (True, [(anna.number, anna.number)])
    for member in (people.head, people.admin):
        actor = people.staff(member)
        async with people.database.reading(actor) as session:
            for rows, record in ((visible_cases(actor), case.key), (visible_people(actor), person.key)):
                with pytest.raises(NotFound):
                    await find(session, rows, record)


async def test_what_was_referred_as_a_childs_is_guarded_whatever_the_service(sqlite_people: Cast) -> None:
    people = sqlite_people
    anna = people.staff(people.anna)
    referred = await taken(people, anna, programme_id=people.assistance.key)
    async with people.database.unit(people.job) as session:
        referral = Referral(
            organisation_id=people.sofia.key, direction=Direction.IN, institution_id=people.hospital.key,
            document_number="7", document_date=date(2026, 11, 20), basis=ReferralBasis.ORDER, is_about_child=True,
            preview="…", status=ReferralStatus.ACCEPTED, sent_at=clock.now(),
        )  # fmt: skip
        session.add(referral)
        await session.flush()
        row = await session.get_one(Application, referred.key)
        row.guarded, row.referral_id = True, referral.key
    own = await taken(people, anna, programme_id=people.lunch.key, phone="")
    assert (await registered(people, anna, own)).secrecy is Secrecy.OPEN
    assert (await registered(people, anna, referred)).secrecy is Secrecy.CHILD


async def test_other_applications_of_a_guarded_person_are_not_listed_either(sqlite_people: Cast) -> None:
    people = sqlite_people
    anna = people.staff(people.anna)
    lunch = await taken(people, anna, programme_id=people.lunch.key, born=date(2015, 1, 1))
    case = await registered(people, anna, lunch)
    programme = await childrens_service(people)
    child = await taken(people, anna, programme_id=programme.key, born=date(2015, 1, 1))
    async with people.database.unit(anna) as session:
        await choose_card(session, anna, application_id=child.key, person_id=case.person_id)
        await register(session, anna, application_id=child.key)
    assert await seen_by(people, people.anna) == [lunch.number, child.number]
    assert await seen_by(people, people.admin) == [lunch.number]
