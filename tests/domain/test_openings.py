"""Who has seen a person's file: all of it for whoever may ask, a line a day on paper, and no trace of a hidden case."""

import io
from datetime import date, datetime, timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import SQLModel

from domain import audit, clock
from domain.audit import UNAUDITED
from domain.cases.heads import case_head
from domain.openings import openings_by_day, openings_of
from domain.papers import openings_pdf
from domain.people.cards import person_card
from domain.record_names import RECORDS
from domain.refusals import NotAllowed, NotFound
from models.audit import AuditAction
from models.base import table_of
from models.cases import Secrecy
from models.people import Person
from models.staff import Staff
from tests.case_work import case_of
from tests.cast import Cast

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


async def opened(people: Cast, member: Staff, *, times: int = 1) -> None:
    actor = people.staff(member)
    for _ in range(times):
        async with people.database.unit(actor) as session:
            await person_card(session, actor, person_id=people.maria.key)


async def told(people: Cast, member: Staff, *, per_page: int = 50) -> list[tuple[str, str]]:
    """Who and what in Bulgarian, page after page."""
    actor, rows, older = people.staff(member), [], None
    while True:
        async with people.database.unit(actor) as session:
            page = await openings_of(session, actor, person_id=people.maria.key, older_than=older, per_page=per_page)
        rows += [(row.who("bg"), row.what("bg")) for row in page.rows]
        older = page.older
        if older is None:
            return rows


async def test_everybody_who_opened_or_changed_the_file_is_told_newest_first(people: Cast, tuesday: datetime) -> None:
    await opened(people, people.anna, times=2)
    async with people.database.unit(people.staff(people.anna)) as session:
        (await session.get_one(Person, people.maria.key)).driver_note = "Кучето хапе"
    async with people.database.unit(people.relative(people.petar)) as session:
        audit.record(session, AuditAction.OPENED, "meal_order", 1, person_id=people.maria.key)
        audit.record(session, AuditAction.OPENED, "person", people.ivanka.key, person_id=people.ivanka.key)
    async with people.database.unit(people.job) as session:
        audit.record(session, AuditAction.CHANGED, "meal_order", 1, person_id=people.maria.key)
    expected = [
        ("Петър Иванов, близък човек", "видяно: поръчка"),
        ("Анна Костова, социален работник", "променено: картонът"),
        ("Анна Костова, социален работник", "видяно: картонът"),
        ("Анна Костова, социален работник", "видяно: картонът"),
    ]
    assert await told(people, people.head) == expected
    read = ("Христо Малинов, ръководител на служба", "видяно: кой е виждал досието")
    assert (await told(people, people.data_protection, per_page=5))[:5] == [read, *expected]


async def test_only_who_may_ask_is_told_and_only_of_own_people(sqlite_people: Cast, tuesday: datetime) -> None:
    people = sqlite_people
    for member in (people.anna, people.inspector, people.cook):
        with pytest.raises(NotAllowed):
            await told(people, member)
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        for stranger in (people.ivanka, people.goran):
            with pytest.raises(NotFound):
                await openings_of(session, head, person_id=stranger.key)
            with pytest.raises(NotFound):
                await openings_by_day(session, head, person_id=stranger.key)


async def test_a_case_that_the_reader_may_not_know_of_leaves_no_trace(people: Cast, tuesday: datetime) -> None:
    psychologist, head = people.staff(people.psychologist), people.staff(people.head)
    async with people.database.unit(psychologist) as session:
        own = await case_of(
            session, people, people.maria, people.lunch, secrecy=Secrecy.CHILD, team=(people.head, people.anna)
        )
        hidden = await case_of(
            session, people, people.maria, people.assistance, secrecy=Secrecy.SEALED, team=(people.psychologist,)
        )
        await case_head(session, psychologist, case_id=hidden.key)
    async with people.database.unit(head) as session:
        await case_head(session, head, case_id=own.key)
    found = await told(people, people.head)
    assert [what for who, what in found if who.startswith("Христо")] == ["видяно: случай"]
    assert {what for who, what in found if who.startswith("Психолог")} == {"записано: случай", "променено: картонът"}
    with pytest.raises(NotFound):
        await told(people, people.data_protection)


async def test_on_paper_a_day_of_one_person_is_a_line_with_a_count(people: Cast, tuesday: datetime) -> None:
    await opened(people, people.anna, times=3)
    await opened(people, people.head)
    clock.set_to(clock.now() + timedelta(days=1))
    await opened(people, people.anna)
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        person, lines = await openings_by_day(session, head, person_id=people.maria.key)
    assert [(line.day, line.who("bg"), line.times) for line in lines] == [
        (WEDNESDAY, "Анна Костова, социален работник", 1),
        (TUESDAY, "Христо Малинов, ръководител на служба", 1),
        (TUESDAY, "Анна Костова, социален работник", 3),
    ]
    assert (await told(people, people.head))[0][1] == "предадено: кой е виждал досието"
    made = await openings_pdf(lines, organisation="Столична община", name=person.full_name)
    (page,) = (" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(made)).pages)
    for text in (
        "Кой е виждал моето досие",
        "Мария Иванова",
        "25.11.2026 Анна Костова, социален работник видяно: картонът веднъж",
        "видяно: картонът 3 пъти",
    ):
        assert text in page


def test_every_kind_of_record_that_is_audited_has_a_name() -> None:
    unaudited = {table_of(one).name for one in UNAUDITED}
    given_out = {"spreadsheet"}  # kept nowhere: only that it was taken is written down
    named = {name for name in RECORDS if "." not in name}
    assert named == (set(SQLModel.metadata.tables) - unaudited) | given_out
