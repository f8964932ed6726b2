"""The table of rights, cell by cell: every role, every kind of record, the own and the others'.

What each role should see follows here from `POLICY` and four places where a record may be; what it does see is read
through the very functions that every list, search and single action starts from.
"""

import asyncio
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.access import POLICY, Actor, Deed, Reach
from domain.cases.procedure import STEPS, possible
from domain.database import Database
from domain.refusals import NotAllowed
from models.assessing import Assessment, AssessmentKind
from models.cases import Case, CaseStatus, EmergencyEntry, Secrecy
from models.outbox import OutboxMessage
from models.people import Person, Sex
from models.staff import Role
from models.tasks import Task, TaskKind
from models.work import CaseFile, Note
from tests.case_work import case_of
from tests.cast import Cast
from tests.conftest import TUESDAY_AT_TEN, Template

#: In the member's own office; in another, but the member is on the team; in another; in another municipality.
PLACES = ("office", "named", "other", "foreign")
REACHED = {
    None: set(),
    Reach.NAMED: {"named"},
    Reach.OFFICE: {"office", "named"},
    Reach.ALL: {"office", "named", "other"},
}
#: Which records a deed opens, of cases of which secrecy.
OF_CASES: dict[Deed, tuple[Callable[[Actor], Any], Secrecy]] = {
    Deed.SEE_PEOPLE: (access.visible_people, Secrecy.OPEN),
    Deed.SEE_CASES: (access.visible_cases, Secrecy.OPEN),
    Deed.SEE_CHILD_CASES: (access.visible_cases, Secrecy.CHILD),
    Deed.SEE_SEALED_CASES: (access.visible_cases, Secrecy.SEALED),
    Deed.SEE_NOTES: (lambda actor: access.visible_of_cases(actor, Deed.SEE_NOTES, Note, Note.case_id), Secrecy.OPEN),
    Deed.SEE_FILES: (
        lambda actor: access.visible_of_cases(actor, Deed.SEE_FILES, CaseFile, CaseFile.case_id),
        Secrecy.OPEN,
    ),
    Deed.SEE_ASSESSMENTS: (
        lambda actor: access.visible_of_cases(actor, Deed.SEE_ASSESSMENTS, Assessment, Assessment.case_id),
        Secrecy.OPEN,
    ),
}
#: Records of an office in which nobody is named.
OF_OFFICES: dict[Deed, Callable[[Actor], Any]] = {
    Deed.ANSWER_TASKS: access.visible_tasks,
    Deed.SEE_MESSAGES: access.visible_messages,
}
CELLS = [(role, deed, place) for role in Role for deed in (*OF_CASES, *OF_OFFICES) for place in PLACES]


@pytest.fixture(scope="module")
def seen(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Role, Deed], set[str]]:
    """For each role and deed the places of the records that it opens."""
    path = tmp_path_factory.mktemp("policy") / "grizha.db"
    shutil.copy(sqlite_template.url.partition(":///")[2], path)
    return asyncio.run(_everything_seen(Database(f"sqlite+aiosqlite:///{path}"), sqlite_template.cast))


async def _everything_seen(database: Database, cast: Cast) -> Any:
    found: dict[tuple[Role, Deed], set[str]] = {}
    with clock.frozen(TUESDAY_AT_TEN):
        async with database.unit(access.job("test")) as session:
            where = await _written(session, cast)
        for role in Role:
            actor = cast.staff(cast.member(role))
            async with database.reading(actor) as session:
                for deed in (*OF_CASES, *OF_OFFICES):
                    found[role, deed] = await _places(session, actor, deed, where)
    await database.close()
    return found


async def _written(session: AsyncSession, cast: Cast) -> dict[tuple[str, Secrecy, int], str]:
    """In each place a person with a case of each secrecy, with a note, a file, an assessment, a task and a message."""
    where: dict[tuple[str, Secrecy, int], str] = {}
    everybody = tuple(cast.member(role) for role in Role)
    for place, neighbour in zip(PLACES, (cast.maria, cast.ivanka, cast.ivanka, cast.goran), strict=True):
        for secrecy in Secrecy:
            person = Person(
                organisation_id=neighbour.organisation_id, office_id=neighbour.office_id,
                address_id=neighbour.address_id, first_name="Проба", last_name=place, sex=Sex.FEMALE,
            )  # fmt: skip
            session.add(person)
            await session.flush()
            programme = cast.burgas_lunch if place == "foreign" else cast.assistance
            team = everybody if place == "named" else ()
            case = await case_of(session, cast, person, programme, secrecy=secrecy, team=team)
            for row in await _hung_on(session, cast, case):
                where[type(row).__name__, secrecy, row.id] = place
            where["Person", secrecy, person.key] = place
            where["Case", secrecy, case.key] = place
    return where


async def _hung_on(session: AsyncSession, cast: Cast, case: Case) -> list[Any]:
    now, own = clock.now(), {"organisation_id": case.organisation_id}
    rows: list[Any] = [
        Note(**own, case_id=case.key, text="…", written_by=cast.anna.key, written_at=now),
        CaseFile(
            **own, case_id=case.key, name="…", media_type="application/pdf", bytes=1, sha256="0", added_at=now,
            stored_as=f"проба {case.key}",
        ),
        Assessment(
            **own, case_id=case.key, kind=AssessmentKind.INDIVIDUAL, begun_by=cast.anna.key, begun_at=now
        ),
        Task(
            **own, office_id=case.office_id, person_id=case.person_id, kind=TaskKind.CALL_ME, opened_at=now,
            due_at=now,
        ),
        OutboxMessage(
            **own, office_id=case.office_id, telegram_id=case.key, kind="проба", text="…", created_at=now,
            not_before=now, expires_at=now,
        ),
    ]  # fmt: skip
    session.add_all(rows)
    await session.flush()
    return rows


async def _places(
    session: AsyncSession, actor: Actor, deed: Deed, where: dict[tuple[str, Secrecy, int], str]
) -> set[str]:
    """Where the records lie that the actor sees; those of the cast itself are left out."""
    rows, secrecy = OF_CASES[deed] if deed in OF_CASES else (OF_OFFICES[deed], Secrecy.OPEN)
    found = await session.scalars(rows(actor))
    keys = [(type(row).__name__, secrecy, row.id) for row in found]
    return {where[key] for key in keys if key in where}


@pytest.mark.parametrize(("role", "deed", "place"), CELLS)
def test_a_role_sees_what_its_reach_says(seen, role, deed, place):
    reach = POLICY[role].get(deed)
    by_name = deed in OF_CASES or place != "named" or reach is Reach.ALL
    assert (place in seen[role, deed]) is (by_name and place in REACHED[reach])


@pytest.mark.parametrize("deed", list(Deed))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_the_table_says_and_nothing_else(sqlite_template, role, deed):
    actor = sqlite_template.cast.staff(sqlite_template.cast.member(role))
    if deed in POLICY[role]:
        access.demand(actor, deed)
    else:
        with pytest.raises(NotAllowed):
            access.demand(actor, deed)


def test_what_the_law_and_the_procedure_forbid_stands_nowhere_in_the_table():
    guarded = {Deed.SEE_CHILD_CASES, Deed.SEE_SEALED_CASES}
    for role, rights in POLICY.items():
        for deed in guarded & rights.keys():
            assert rights[deed] is (Reach.ALL if role is Role.INSPECTOR else Reach.NAMED)
    writing = {deed for deed in Deed if not deed.value.startswith("see_")}
    assert writing & POLICY[Role.INSPECTOR].keys() == set()
    kitchen = {Deed.SEE_KITCHENS, Deed.SEE_MENUS, Deed.EDIT_MENUS}
    assert POLICY[Role.KITCHEN].keys() == kitchen
    assert POLICY[Role.PARTNER].keys() == {Deed.SEE_REFERRALS, Deed.SEND_REFERRALS, Deed.ANSWER_REFERRALS}


async def test_a_guarded_person_is_found_by_the_team_alone(people: Cast, tuesday):
    async with people.database.unit(people.job) as session:
        await case_of(
            session, people, people.maria, people.assistance, secrecy=Secrecy.CHILD, team=(people.psychologist,)
        )
    for member, finds in ((people.anna, False), (people.admin, False), (people.psychologist, True)):
        actor = people.staff(member)
        async with people.database.reading(actor) as session:
            found = await session.scalars(access.visible_people(actor).where(col(Person.id) == people.maria.key))
            assert [row.key for row in found] == ([people.maria.key] if finds else [])


async def test_a_guarded_case_does_not_exist_in_a_chat(people: Cast, tuesday):
    async with people.database.unit(people.job) as session:
        await case_of(session, people, people.maria, people.lunch)
        await case_of(session, people, people.maria, people.assistance, secrecy=Secrecy.CHILD)
    for actor in (people.person(people.maria), people.relative(people.petar)):
        async with people.database.reading(actor) as session:
            found = await session.scalars(access.visible_cases(actor))
            assert [case.programme_id for case in found] == [people.lunch.key]


async def test_an_emergency_opens_a_childs_case_for_its_time_and_never_a_sealed_one(people: Cast, tuesday):
    async with people.database.unit(people.job) as session:
        child = await case_of(session, people, people.maria, people.lunch, secrecy=Secrecy.CHILD)
        sealed = await case_of(session, people, people.maria, people.assistance, secrecy=Secrecy.SEALED)
        for case in (child, sealed):
            session.add(
                EmergencyEntry(
                    organisation_id=case.organisation_id, case_id=case.key, staff_id=people.anna.key,
                    reason="болница", since=clock.now(), until=clock.now().replace(hour=10),
                )
            )  # fmt: skip
    anna, elena = people.staff(people.anna), people.staff(people.elena)
    for actor, hour, opened in ((anna, 9, [child.key]), (anna, 10, []), (elena, 9, [])):
        clock.set_to(TUESDAY_AT_TEN.replace(hour=hour))
        async with people.database.reading(actor) as session:
            found = await session.scalars(access.visible_cases(actor).with_only_columns(col(Case.id)))
            assert list(found) == opened


def test_every_state_of_a_case_is_reached_by_some_step():
    assert {after for _before, after in STEPS.values()} == set(CaseStatus)
    assert [status for status in CaseStatus if not possible(status)] == []
