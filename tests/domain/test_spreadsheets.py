"""Lists taken away as spreadsheets: what they hold, for whom, how long they may be, and what the audit keeps of it."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlmodel import col

from domain.cases.board import CaseFilter, case_board
from domain.people.searching import EVERYBODY
from domain.refusals import NotAllowed
from domain.spreadsheets import taking
from domain.spreadsheets.lists import take_cases, take_people
from domain.spreadsheets.places import take_line, take_occupancy
from domain.spreadsheets.taking import ListTooLong
from domain.spreadsheets.writing import Sheet, written
from domain.waiting.line import enter_line
from models.audit import AuditAction, AuditEntry
from models.cases import CaseStatus, Secrecy
from models.staff import Role
from tests.case_work import case_of
from tests.cast import MARIA_EGN, Cast
from tests.domain.waiting.waiting_work import places_of, waiting_case
from tests.spreadsheets import sheets_in

NOON = datetime.fromisoformat("2026-11-24T12:00:00+00:00")
EVIL = ('=HYPERLINK("http://evil.example","Виж")', "@SUM(1)", "+359", "-1", "http://evil.example", "{=1}", "_x000D_")


def shown(moment: str) -> datetime:
    """A moment as a spreadsheet knows it: without a zone."""
    return datetime.fromisoformat(moment)


async def test_a_day_is_a_day_a_number_a_number_and_text_is_never_anything_else() -> None:
    rows = [[*EVIL, "0888123456", date(2026, 11, 24), NOON, 7, Decimal("3.50"), None]]
    names = [f"Колона {number}" for number in range(len(rows[0]))]
    content = await written([Sheet("Хора", names, rows)], footer="Взел: Анна & Елена")
    sheet = load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]] == names
    assert [cell.data_type for cell in sheet[2]] == [*"ssssssss", "d", "d", "n", "n", "n"]
    assert [cell.value for cell in sheet[2]] == [
        *EVIL, "0888123456", shown("2026-11-24"), shown("2026-11-24T14:00"), 7, 3.5, None,
    ]  # fmt: skip
    assert (sheet.freeze_panes, sheet["A1"].font.bold, sheet["I2"].number_format) == ("A2", True, "dd.mm.yyyy")
    assert (sheet.oddFooter.left.text, sheet.print_title_rows) == ("Взел: Анна && Елена", "$1:$1")


async def test_the_board_is_taken_as_it_is_narrowed_without_what_is_guarded(people: Cast, tuesday: object) -> None:
    cast, head = people, people.staff(people.head)
    async with cast.database.unit(cast.job) as session:
        own = await case_of(session, cast, cast.maria, cast.assistance, worker=cast.anna, status=CaseStatus.ACTIVE)
        child = await case_of(session, cast, cast.maria, cast.lunch, secrecy=Secrecy.CHILD, team=(cast.head,))
        await case_of(session, cast, cast.ivanka, cast.assistance)
    where = CaseFilter(text="мария")
    async with cast.database.unit(head) as session:
        board = await case_board(session, head, where=where)
        made = await take_cases(session, head, where=where)
    assert {row.case.number for row in board.rows} == {own.number, child.number}
    [sheet] = sheets_in(made.content)
    assert made.name == "Случаи 2026-11-24"
    assert [row[:5] for row in sheet[1:]] == [
        (own.number, "Мария Иванова", cast.assistance.name, "ползва услугата", cast.anna.name)
    ]
    async with cast.database.reading(cast.staff(cast.admin)) as session:
        entry = (await session.scalars(sa.select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1))).one()
    assert (entry.actor, entry.action, entry.record, entry.person_id) == (
        head.label, AuditAction.EXPORTED, "spreadsheet", None,
    )  # fmt: skip
    assert entry.after == {"list": "cases", "rows": 1, "text": "***"}, "whom one looked for is not kept"


async def test_people_are_taken_without_their_numbers_and_their_health_by_whoever_sees_it(
    people: Cast, tuesday: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = people
    anna = cast.staff(cast.anna)
    async with cast.database.unit(anna) as session:
        made = await take_people(session, anna, text="", where=EVERYBODY)
        [[header, *rows]] = sheets_in(made.content)
        assert ("Диета" in header, MARIA_EGN in str(rows)) == (True, False)
        assert [row[0] for row in rows] == ["Мария Иванова"]
        assert rows[0][3] == "0888 123 456"
        monkeypatch.setattr(taking, "MOST_ROWS", 0)
        monkeypatch.setattr("domain.spreadsheets.lists.MOST_ROWS", 0)
        with pytest.raises(ListTooLong):
            await take_people(session, anna, text="", where=EVERYBODY)
    for role in (Role.CASHIER, Role.DISPATCHER, Role.NURSE, Role.INSPECTOR, Role.DATA_PROTECTION):
        looking = cast.staff(cast.member(role))
        async with cast.database.unit(looking) as session:
            with pytest.raises(NotAllowed):
                await take_people(session, looking, text="", where=EVERYBODY)


async def test_a_line_is_taken_with_the_true_turns_and_places_as_numbers(people: Cast, tuesday: object) -> None:
    cast, head = people, people.staff(people.head)
    async with cast.database.unit(cast.job) as session:
        cases = [
            await waiting_case(session, cast, number, secrecy=secrecy)
            for number, secrecy in enumerate((Secrecy.OPEN, Secrecy.CHILD, Secrecy.OPEN))
        ]
        for case in cases:
            await enter_line(session, cast.job, case_id=case.key)
        await places_of(session, cast, 5)
    async with cast.database.unit(head) as session:
        line = await take_line(session, head, programme_id=cast.assistance.key)
        places = await take_occupancy(session, head)
    assert [row[1:4:2] for row in sheets_in(line.content)[0][1:]] == [(1, cases[0].number), (3, cases[2].number)]
    now, months = sheets_in(places.content)
    assert now[1:] == [(cast.assistance.code, cast.assistance.name, "всички служби", 5, 0, 0, 5, 3)]
    assert (len(months), months[-1][3:]) == (13, (shown("2026-11-01"), 0, 5))
