"""Two cards of one person become one: everything goes to the first, nothing is left behind, and somebody decides."""

from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import AutoString, SQLModel, col

from domain import audit, clock
from domain.applications.duplicates import who_may_be_known
from domain.applications.pairs import judge_pair, pairs_to_join
from domain.openings import openings_of
from domain.people.hanging import OWN_WAY, columns_that_name_a_person, handed_over
from domain.people.history import history_of
from domain.people.joining import JoinedAlready, SameCard, SettleFirst, card_in_use, join_cards
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.applications import PairVerdict, PersonPair
from models.audit import AuditAction, AuditEntry
from models.base import UtcDateTime, table_of
from models.cases import CaseStatus
from models.chats import Chat, ChatStatus
from models.courses import SignUpStatus
from models.meals import MealOrder, OrderOrigin, OrderStatus
from models.people import Kinship, KinshipKind, Person, PersonStatus
from models.places import Programme
from tests.cast import MARIA_EGN, Cast
from tests.domain.applications.test_pairs import entered

pytestmark = pytest.mark.usefixtures("tuesday")

LONG_AGO, TODAY, SOON = date(2026, 11, 2), date(2026, 11, 24), date(2026, 11, 26)
#: Where the first value of a closed set is not one of a row that stands still.
STATES = {
    "case.status": CaseStatus.CLOSED,
    "chat.status": ChatStatus.REVOKED,
    "sign_up.status": SignUpStatus.CANCELLED,
}


async def twin_of_maria(people: Cast) -> Person:
    """A second card of Мария's, entered with day and month exchanged."""
    return await entered(people, "Мария", "Иванова", date(1944, 8, 3))


async def joined(people: Cast, first: Person, second: Person, *, who: Any = None, **facts: Any) -> Person:
    head = people.staff(who or people.head)
    async with people.database.unit(head) as session:
        return await join_cards(session, head, first_id=first.key, second_id=second.key, **facts)


def test_whatever_names_a_person_is_handed_over_or_has_its_own_way() -> None:
    found = {str(column) for column in columns_that_name_a_person()}
    by_hand = {
        f"{table.name}.{key.parent.name}"
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == "person.id"
    }
    assert (found, set(OWN_WAY) - found) == (by_hand, set())
    assert {str(column) for column in handed_over()} == by_hand - set(OWN_WAY)
    unkeyed = {
        f"{table.name}.person_id"
        for table in SQLModel.metadata.tables.values()
        if "person_id" in table.columns and f"{table.name}.person_id" not in by_hand
    }
    assert unkeyed == {"audit_entry.person_id"}  # for ever: it says on whose card something was done then


async def row_in(session: AsyncSession, table: sa.Table, known: dict[str, int], **given: Any) -> int:
    """A row of the table with what it cannot be without; the rows that it needs are made too, and `known` from then."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.nullable or column.primary_key or column.name in given:
            continue
        parent = next((key.column.table for key in column.foreign_keys), None)
        if parent is None:
            values[column.name] = _value(column)
        else:
            known[parent.name] = known.get(parent.name) or await row_in(session, parent, known)
            values[column.name] = known[parent.name]
    done = await session.execute(sa.insert(table).values(**values | given))
    return int(done.inserted_primary_key[0])


def _value(column: sa.Column[Any]) -> Any:
    """Something that the column takes."""
    if isinstance(column.type, sa.Enum):
        return STATES.get(str(column)) or next(iter(column.type.enum_class))
    if column.name in ("telegram_id", "chat"):
        return 777
    if isinstance(column.type, UtcDateTime):
        return clock.now()
    if isinstance(column.type, (sa.String, AutoString)):
        return column.table.name[:20]
    plain = {int: 1, bool: False, date: LONG_AGO, time: time(10), bytes: b"x"}
    return plain.get(column.type.python_type, {})


OVER = {"ends_on": LONG_AGO, "returns_on": LONG_AGO}  #: a weekly order and a pause that stand in nobody's way


async def test_a_row_of_every_table_goes_with_the_card(people: Cast) -> None:
    second = await twin_of_maria(people)
    columns = [column for column in handed_over() if column.table is not table_of(Person)]
    known = {
        "organisation": people.sofia.key, "office": people.mladost.key, "programme": people.assistance.key,
        "kitchen": people.mladost_kitchen.key, "staff": people.anna.key, "relative": people.petar.key,
        "institution": people.hospital.key, "district": people.mladost_district.key,
    }  # fmt: skip
    async with people.database.unit(people.job) as session:
        session.add(older := Person(**(second.model_dump(exclude={"id"}) | {"same_as_id": second.key})))
        for column in columns:
            over = {name: value for name, value in OVER.items() if name in column.table.columns}
            over |= {name: clock.now() for name in ("ended_at", "lifted_at") if name in column.table.columns}
            await row_in(session, column.table, known, **over | {column.name: second.key})
        await session.flush()
    await joined(people, people.maria, second)
    async with people.database.reading(people.job) as session:
        for column in columns:
            left = await session.scalar(sa.select(sa.func.count()).where(column == second.key))
            assert (str(column), left) == (str(column), 0)
            assert await session.scalar(sa.select(sa.func.count()).where(column == people.maria.key)) > 0, column
        assert (await session.get_one(Person, older.key)).same_as_id == people.maria.key
        told = await session.scalars(sa.select(col(AuditEntry.after)).where(col(AuditEntry.record) == "consent"))
        assert [after.get("person_id") for after in told if after and "rows" in after] == [people.maria.key]


async def test_the_chosen_values_stay_and_the_second_card_leads_to_the_first(people: Cast) -> None:
    second = await twin_of_maria(people)
    head = people.staff(people.head)
    async with people.database.unit(people.job) as session:
        theirs = await session.get_one(Person, second.key)
        theirs.phone, theirs.egn_hash, theirs.egn_sealed, theirs.guarded = "+359888777666", "hash", b"x", False
        session.add_all(
            Kinship(
                organisation_id=people.sofia.key, person_id=second.key, relative_id=relative.key,
                kind=KinshipKind.OTHER, may_see=True, may_order=True,
            )
            for relative in (people.petar, people.stoyanka)
        )  # fmt: skip
        for day in (LONG_AGO, date(2026, 11, 3)):
            session.add(order_of(people, second, day))
        session.add(order_of(people, people.maria, LONG_AGO))
    stays = await joined(people, people.maria, second, take={"phone", "egn", "born"})
    assert (stays.key, stays.phone, stays.egn_hash, stays.born) == (
        people.maria.key, "+359888777666", "hash", date(1944, 8, 3),
    )  # fmt: skip
    async with people.database.reading(head) as session:
        gone = await session.get_one(Person, second.key)
        assert (gone.status, gone.ended_on, gone.same_as_id, gone.egn_hash) == (
            PersonStatus.ENDED, TODAY, people.maria.key, None,
        )  # fmt: skip
        assert [await card_in_use(session, head, person_id=one.key) for one in (gone, stays)] == [stays.key, None]
        elena = people.staff(people.elena)
        assert await card_in_use(session, elena, person_id=gone.key) is None
        days = sa.select(col(MealOrder.day)).order_by(col(MealOrder.day))
        assert list(await session.scalars(days.where(col(MealOrder.person_id) == stays.key))) == [
            LONG_AGO, date(2026, 11, 3),
        ]  # fmt: skip
        assert list(await session.scalars(days.where(col(MealOrder.person_id) == gone.key))) == [LONG_AGO]
        kin = sa.select(Kinship).where(col(Kinship.person_id) == stays.key, col(Kinship.ended_at).is_(None))
        rights = {one.relative_id: (one.may_see, one.may_order) for one in await session.scalars(kin)}
        assert rights == {people.petar.key: (True, True), people.stoyanka.key: (True, False)}
        found = await who_may_be_known(session, head, egn_hash=None, phone=gone.phone)
        assert [one.person_id for one in found] == [stays.key]


def order_of(people: Cast, person: Person, day: date) -> MealOrder:
    return MealOrder(
        organisation_id=people.sofia.key, person_id=person.key, kitchen_id=people.mladost_kitchen.key,
        programme_id=people.lunch.key, day=day, diet=person.diet, status=OrderStatus.ORDERED,
        origin=OrderOrigin.OFFICE, ordered_at=clock.now(),
    )  # fmt: skip


async def test_what_stands_twice_must_be_settled_first(sqlite_people: Cast) -> None:
    people = sqlite_people
    second = await twin_of_maria(people)
    async with people.database.unit(people.job) as session:
        for number, person in enumerate((people.maria, second)):
            session.add(order_of(people, person, SOON))
            session.add(
                Chat(
                    organisation_id=people.sofia.key, telegram_id=500 + number, person_id=person.key,
                    status=ChatStatus.LINKED, linked_at=clock.now(),
                )
            )  # fmt: skip
            await _live_case(session, people, person, people.assistance)
    with pytest.raises(SettleFirst) as refused:
        await joined(people, people.maria, second)
    assert [phrase.split(". ")[0] for phrase in map(str, refused.value.found)] == [
        "Both cards have an open case of one service",
        "Both cards have a linked chat",
        "Both cards have food on one and the same day that is still to come",
    ]
    async with people.database.unit(people.job) as session:
        (await session.get_one(Person, second.key)).status = PersonStatus.DECEASED
    with pytest.raises(SettleFirst) as refused:
        await joined(people, people.maria, second)
    assert "has died" in str(refused.value.found[0])
    async with people.database.reading(people.job) as session:
        assert (await session.get_one(Person, second.key)).same_as_id is None


async def _live_case(session: AsyncSession, people: Cast, person: Person, programme: Programme) -> None:
    from tests.case_work import case_of  # noqa: PLC0415

    await case_of(session, people, person, programme, status=CaseStatus.APPLIED)


async def test_only_who_sees_both_cards_and_has_the_right_joins_them(sqlite_people: Cast) -> None:
    people = sqlite_people
    second = await twin_of_maria(people)
    with pytest.raises(NotAllowed):
        await joined(people, people.maria, second, who=people.anna)
    with pytest.raises(NotFound):
        await joined(people, people.maria, people.ivanka)
    with pytest.raises(NotFound):
        await joined(people, people.maria, people.goran, who=people.admin)
    with pytest.raises(SameCard):
        await joined(people, second, second)
    with pytest.raises(Stale):
        await joined(people, people.maria, second, versions=(7, 7))
    with pytest.raises(WrongInput):
        await joined(people, people.maria, second, take={"shoes"})
    async with people.database.unit(people.job) as session:
        (await session.get_one(Person, second.key)).guarded = True
    with pytest.raises(NotFound):
        await joined(people, people.maria, second)


async def test_a_judged_pair_waits_to_be_joined_once(sqlite_people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    people = sqlite_people
    anna, head = people.staff(people.anna), people.staff(people.head)
    second = await twin_of_maria(people)
    third = await entered(people, "Мария", "Иванова", date(1944, 3, 8))
    async with people.database.unit(anna) as session:
        pair = await session.scalar(sa.select(PersonPair).where(col(PersonPair.second_id) == second.key))
        await judge_pair(session, anna, pair_id=pair.key, verdict=PairVerdict.SAME)
        with pytest.raises(NotAllowed):
            await pairs_to_join(session, anna)
    async with people.database.reading(head) as session:
        assert [row.pair.key for row in await pairs_to_join(session, head)] == [pair.key]
    await joined(people, people.maria, second)
    async with people.database.reading(head) as session:
        assert await pairs_to_join(session, head) == []
        pairs = await session.scalars(sa.select(PersonPair).order_by(col(PersonPair.id)))
        assert [(one.first_id, one.second_id, one.verdict) for one in pairs] == [
            (people.maria.key, second.key, PairVerdict.SAME),
            (people.maria.key, third.key, PairVerdict.OPEN),
        ]
    with pytest.raises(JoinedAlready):
        await joined(people, third, second)
    assert ("Иванова" in caplog.text, MARIA_EGN in caplog.text) == (False, False)


async def test_the_card_in_use_tells_what_happened_on_those_that_were_joined_to_it(people: Cast) -> None:
    second = await twin_of_maria(people)
    anna, head = people.staff(people.anna), people.staff(people.head)
    async with people.database.unit(anna) as session:
        (await session.get_one(Person, second.key)).driver_note = "Звънете два пъти"
    async with people.database.unit(anna) as session:
        audit.record(session, AuditAction.OPENED, "person", second.key, person_id=second.key)
        audit.record(session, AuditAction.OPENED, "person", people.ivanka.key, person_id=people.ivanka.key)

    async def told() -> tuple[list[str], list[str]]:
        async with people.database.unit(head) as session:
            events = await history_of(session, head, person_id=people.maria.key)
            seen = (await openings_of(session, head, person_id=people.maria.key)).rows
            return [one.what("bg") for one in events], [one.what("bg") for one in seen if "Анна" in one.who("bg")]

    before, looked = await told()
    assert ("променено: бележка за шофьора" in before, "видяно: картонът" in looked) == (False, False)
    await joined(people, people.maria, second)
    after, looked = await told()
    assert "променено: бележка за шофьора" in after
    assert looked.count("видяно: картонът") == 1
