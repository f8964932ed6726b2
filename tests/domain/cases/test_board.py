"""The board: whose cases, in which order, found by what; and a guarded case for its team alone."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.cases.board import CaseFilter, Term, by_day, case_board, next_term, overdue_of_mine
from domain.cases.caseloads import loads
from domain.people.searching import search_people
from domain.refusals import NotAllowed
from models.cases import Case, CaseStatus, Secrecy
from tests.case_work import case_of
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")


async def seen(cast: Cast, member, **asked):
    actor = cast.staff(member)
    async with cast.database.reading(actor) as session:
        board = await case_board(session, actor, where=CaseFilter(**asked))
        return [(row.case.number, row.name) for row in board.rows]


async def test_overdue_cases_come_first_and_each_page_goes_on_where_the_last_ended(people):
    cast, admin = people, people.staff(people.admin)
    days = {"assess_by": date(2026, 11, 20), "review_on": date(2026, 12, 1)}
    async with cast.database.unit(cast.job) as session:
        soon = await case_of(session, cast, cast.maria, cast.lunch)
        late = await case_of(session, cast, cast.maria, cast.assistance, status=CaseStatus.APPLIED)
        none = await case_of(session, cast, cast.ivanka, cast.lunch)
        closed = await case_of(session, cast, cast.ivanka, cast.assistance, status=CaseStatus.CLOSED)
        soon.review_on, late.assess_by, closed.follow_up_on = days["review_on"], days["assess_by"], date(2026, 11, 1)
        soon.contacted_on = date(2026, 11, 21)
    async with cast.database.reading(admin) as session:
        found, after = [], None
        while True:
            board = await case_board(session, admin, where=CaseFilter(live=False), after=after, per_page=1)
            found += board.rows
            after = board.after
            if after is None:
                break
        assert [(row.case.id, row.overdue, row.days_without_contact) for row in found] == [
            (closed.id, True, None), (late.id, True, None), (soon.id, False, 3), (none.id, False, None),
        ]  # fmt: skip
        assert [row.term for row in found] == [
            (Term.FOLLOW_UP, date(2026, 11, 1)), (Term.ASSESS, days["assess_by"]), (Term.REVIEW, days["review_on"]),
            None,
        ]  # fmt: skip
        assert next_term(none) is None
        live = await case_board(session, admin, where=CaseFilter())
        assert [row.case.id for row in live.rows] == [late.id, soon.id, none.id]
        overdue = await case_board(session, admin, where=CaseFilter(overdue=True))
        assert [row.case.id for row in overdue.rows] == [late.id]


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
async def test_postgresql_keeps_the_boards_order_in_an_index(people):
    """The index is found only while the query says its expression letter by letter."""
    async with people.database.reading(people.job) as session:
        await session.execute(sa.text("SET LOCAL enable_sort = off"))
        await session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        rows = sa.select(col(Case.id)).where(col(Case.organisation_id) == 1)
        text = (
            rows.order_by(by_day, col(Case.id))
            .limit(25)
            .compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        )
        plan = await session.scalars(sa.text(f"EXPLAIN {text}"))
        assert "ix_case_next_day" in "".join(plan)


async def test_each_sees_the_cases_of_the_own_reach_and_narrows_them(people):
    cast = people
    async with cast.database.unit(cast.job) as session:
        mine = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.anna)
        hers = await case_of(session, cast, cast.maria, cast.assistance, worker=cast.head, team=(cast.nurse,))
        away = await case_of(session, cast, cast.ivanka, cast.lunch, status=CaseStatus.SUSPENDED)
        await case_of(session, cast, cast.goran, cast.burgas_lunch)
        mine.contacted_on, hers.wished_on = date(2026, 10, 24), date(2026, 11, 23)
        away.review_on = date(2026, 11, 23)
    maria = [(mine.number, "Мария Иванова"), (hers.number, "Мария Иванова")]
    assert await seen(cast, cast.anna) == maria
    assert await seen(cast, cast.anna, mine=True) == maria[:1]
    assert await seen(cast, cast.nurse) == await seen(cast, cast.nurse, mine=True) == maria[1:]
    assert await seen(cast, cast.elena) == [(away.number, "Иванка Петрова")]
    assert await seen(cast, cast.admin, without_worker=True) == [(away.number, "Иванка Петрова")]
    assert await seen(cast, cast.admin, status=CaseStatus.SUSPENDED) == [(away.number, "Иванка Петрова")]
    assert await seen(cast, cast.anna, programme_id=cast.assistance.key) == maria[1:]
    assert await seen(cast, cast.anna, worker_id=cast.anna.key) == maria[:1]
    assert await seen(cast, cast.anna, no_contact=True) == maria[:1]
    for text in ("мария", "Mariya", "3456", "МАРИЯ ИВ"):
        assert await seen(cast, cast.anna, text=text) == maria
    assert await seen(cast, cast.anna, text=hers.number.lower()) == maria[1:]
    assert await seen(cast, cast.anna, text="иванка") == await seen(cast, cast.anna, text=away.number) == []
    for stranger in (cast.cook, cast.cashier, cast.dispatcher, cast.data_protection, cast.partner):
        with pytest.raises(NotAllowed):
            await seen(cast, stranger)
    async with cast.database.reading(cast.job) as session:
        assert await overdue_of_mine(session, cast.staff(cast.elena)) == 0
        assert await overdue_of_mine(session, cast.staff(cast.cook)) == 0
        away_worker = replace(cast.staff(cast.elena), number=cast.elena.id)
        (await session.merge(away)).worker_id = cast.elena.id
        await session.flush()
        assert await overdue_of_mine(session, away_worker) == 1


@pytest.mark.parametrize("secrecy", [Secrecy.CHILD, Secrecy.SEALED])
async def test_a_guarded_case_is_in_no_list_no_count_and_no_search_outside_its_team(people, secrecy):
    cast = people
    async with cast.database.unit(cast.job) as session:
        guarded = await case_of(
            session, cast, cast.maria, cast.assistance, secrecy=secrecy, worker=cast.anna, team=(cast.anna,)
        )
        guarded.review_on = date(2026, 11, 1)
        lunch = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.head)
    number, open_one = (guarded.number, "Мария Иванова"), (lunch.number, "Мария Иванова")
    assert await seen(cast, cast.anna) == [number, open_one]
    assert await seen(cast, cast.anna, text="мария") == [number, open_one]
    for stranger in (cast.head, cast.admin):
        assert await seen(cast, stranger) == [open_one]
        assert await seen(cast, stranger, text=guarded.number) == []
        assert await seen(cast, stranger, text="мария") == []
        async with cast.database.reading(cast.staff(stranger)) as session:
            assert (await search_people(session, cast.staff(stranger), text="мария")).rows == []
            assert [(one.name, one.cases) for one in await loads(session, cast.staff(stranger))] == [
                ("Христо Малинов", 1)
            ]
    assert await seen(cast, cast.nurse) == await seen(cast, cast.elena) == []
    assert await seen(cast, cast.inspector) == [(guarded.number, ""), open_one]
