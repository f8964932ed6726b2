"""A restriction: what belongs to the person is kept and shown and not changed, whatever door a change comes through."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from domain import clock
from domain.access import Actor
from domain.audit_owners import _HANGS_ON
from domain.cases.notes import add_note
from domain.people.cards import person_card
from domain.refusals import NotAllowed, NotFound, WrongInput
from domain.rights.guard import COLUMNS_GO_ON, GOES_ON, RecordsRestricted
from domain.rights.requests import answer_request, receive_request
from domain.rights.restricting import (
    AlreadyRestricted,
    NotRestricted,
    lift_restriction,
    restrict,
    restricted_people,
    restriction_of,
)
from domain.rights.scope import kinds
from models.cases import Case
from models.chats import Chat, ChatStatus
from models.meals import Pause, PauseReason
from models.people import Address, Kinship, Person
from models.referrals import Consent, ConsentGiver, Purpose, Referral
from models.rights import DataRight, RequestStatus, Restriction
from models.staff import Role
from models.tasks import ALARMS, Task
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.rights.letters import referral_of

pytestmark = pytest.mark.usefixtures("tuesday")
Work = Callable[[AsyncSession], Awaitable[Any]]


async def restricted(cast: Cast, **other: Any) -> Restriction:
    actor = cast.staff(cast.data_protection)
    async with cast.database.unit(actor) as session:
        return await restrict(session, actor, person_id=cast.maria.key, reason="Оспорва адреса", **other)


async def lifted(cast: Cast, reason: str = "Адресът е потвърден, уведомена е") -> Restriction:
    actor = cast.staff(cast.data_protection)
    async with cast.database.unit(actor) as session:
        return await lift_restriction(session, actor, person_id=cast.maria.key, reason=reason)


async def held_up(cast: Cast, actor: Actor, work: Work) -> bool:
    try:
        async with cast.database.unit(actor) as session:
            await work(session)
    except RecordsRestricted:
        return True
    return False


async def rows_of(cast: Cast) -> tuple[int, int]:
    """A case and a referral of Баба Мария's; their numbers."""
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance, worker=cast.anna, team=(cast.anna,))
        referral = referral_of(cast, cast.maria)
        session.add(referral)
        await session.flush()
        return case.key, referral.key


def writes(cast: Cast, case: int, referral: int) -> dict[str, Work]:
    """Changes of different kinds, each as some door makes it."""
    maria, anna = cast.maria, cast.staff(cast.anna)

    async def card(session: AsyncSession) -> None:
        (await session.get_one(Person, maria.key)).driver_note = "Друго"

    async def door(session: AsyncSession) -> None:
        (await session.get_one(Address, maria.address_id)).bell = "Друго"

    async def state(session: AsyncSession) -> None:
        (await session.get_one(Case, case)).outcome_words = "Друго"

    async def note(session: AsyncSession) -> None:
        await add_note(session, anna, case_id=case, text="Обади се")

    async def removed(session: AsyncSession) -> None:
        await session.delete(await session.scalar(sa.select(Kinship).where(col(Kinship.person_id) == maria.key)))

    async def moved_away(session: AsyncSession) -> None:
        (await session.get_one(Case, case)).person_id = cast.ivanka.key

    async def many(session: AsyncSession) -> None:
        change = sa.update(Referral).where(col(Referral.id) == referral).values(outcome="Друго")
        await session.execute(change.execution_options(audited=True, synchronize_session=False))

    return {
        "card": card,
        "door": door,
        "state": state,
        "note": note,
        "removed": removed,
        "away": moved_away,
        "many": many,
    }


async def test_what_is_restricted_is_shown_and_not_changed_until_it_is_lifted(people: Cast):
    anna = people.staff(people.anna)
    case, referral = await rows_of(people)
    works = writes(people, case, referral)
    first = await restricted(people)
    assert (first.since, first.set_by) == (clock.now(), people.data_protection.key)
    assert {name: await held_up(people, anna, work) for name, work in works.items()} == dict.fromkeys(works, True)
    async with people.database.unit(anna) as session:
        assert (await person_card(session, anna, person_id=people.maria.key)).person.driver_note == ""
        (await session.get_one(Person, people.ivanka.key)).driver_note = "На другите се пише"
        assert list(await session.scalars(restricted_people())) == [people.maria.key]
    with pytest.raises(AlreadyRestricted):
        await restricted(people)
    with pytest.raises(WrongInput):
        await lifted(people, " ")
    ended = await lifted(people)
    assert (ended.lifted_at, ended.lifted_by) == (clock.now(), people.data_protection.key)
    with pytest.raises(NotRestricted):
        await lifted(people)
    works.pop("away")
    assert {name: await held_up(people, anna, work) for name, work in works.items()} == dict.fromkeys(works, False)


async def test_food_alarms_consents_and_requests_go_on(sqlite_people: Cast):
    cast, now = sqlite_people, clock.now()
    anna, owner = cast.staff(cast.anna), {"organisation_id": cast.sofia.key, "person_id": cast.maria.key}
    case, _referral = await rows_of(cast)
    await restricted(cast)
    go_on = [
        Pause(**owner, starts_on=clock.today(), reason=PauseReason.HOSPITAL),
        Task(**owner, office_id=cast.mladost.key, kind=next(iter(ALARMS)), opened_at=now, due_at=now),
        Chat(**owner, telegram_id=7, status=ChatStatus.LINKED, linked_at=now),
        Consent(**owner, purpose=Purpose.SHARING, giver=ConsentGiver.PERSON, giver_name="Мария Иванова",
                text_version="1", given_on=clock.today()),
    ]  # fmt: skip

    async def daily(session: AsyncSession) -> None:
        session.add_all(go_on)
        (await session.get_one(Case, case)).worker_id = cast.head.key
        kinship = await session.scalar(sa.select(Kinship).where(col(Kinship.person_id) == cast.maria.key))
        kinship.may_see, kinship.ended_at = False, now

    async def asked(session: AsyncSession) -> None:
        request = await receive_request(
            session, cast.staff(cast.head), person_id=cast.maria.key, right=DataRight.OBJECTION, words="Не съм съгласна"
        )
        await answer_request(
            session, dpo, request_id=request.key, verdict=RequestStatus.GRANTED, words="Прието", version=None
        )

    dpo = cast.staff(cast.data_protection)
    assert not await held_up(cast, anna, daily)
    assert not await held_up(cast, dpo, asked)


async def test_the_clock_and_the_person_are_not_held_up_but_nothing_is_deleted(sqlite_people: Cast):
    cast = sqlite_people
    works = writes(cast, *await rows_of(cast))
    await restricted(cast)
    for actor in (cast.job, cast.person(cast.maria)):
        assert [await held_up(cast, actor, works[name]) for name in ("card", "removed", "many")] == [False, True, False]
    relative = cast.relative(cast.petar)
    assert await held_up(cast, relative, works["door"])

    async def erased(session: AsyncSession) -> None:
        await session.execute(sa.delete(Case).execution_options(audited=True, synchronize_session=False))

    assert await held_up(cast, cast.job, erased)


async def test_a_restriction_belongs_to_a_request_of_the_same_person_and_few_may_set_one(sqlite_people: Cast):
    cast, head = sqlite_people, sqlite_people.staff(sqlite_people.head)
    async with cast.database.unit(cast.staff(cast.data_protection)) as session:
        facts = {"right": DataRight.CORRECTION, "words": "Сбъркан адрес"}
        dpo = cast.staff(cast.data_protection)
        hers = await receive_request(session, dpo, person_id=cast.maria.key, **facts)
        other = await receive_request(session, dpo, person_id=cast.ivanka.key, **facts)
    with pytest.raises(NotFound):
        await restricted(cast, request_id=other.key)
    await restricted(cast, request_id=hers.key)
    async with cast.database.reading(head) as session:
        found = await restriction_of(session, person_id=cast.maria.key)
        assert found is not None
        assert found.request_id == hers.key
        assert await restriction_of(session, person_id=cast.ivanka.key) is None
    for role in set(Role) - {Role.ADMINISTRATOR, Role.DATA_PROTECTION}:
        actor = cast.staff(cast.member(role))
        async with cast.database.reading(actor) as session:
            # A head answers those of the own teams, and finds none of the others.
            with pytest.raises(NotFound if role is Role.HEAD else NotAllowed):
                await lift_restriction(session, actor, person_id=cast.maria.key, reason="Така")
    stranger = cast.staff(cast.burgas_admin)
    async with cast.database.reading(stranger) as session:
        with pytest.raises(NotFound):
            await lift_restriction(session, stranger, person_id=cast.maria.key, reason="Така")


def test_every_kept_table_tells_whose_it_is_and_every_exception_exists():
    names = {kind.name: kind for kind in kinds()}
    assert GOES_ON.keys() <= names.keys()
    assert COLUMNS_GO_ON.keys() <= names.keys() - GOES_ON.keys()
    for name, columns in COLUMNS_GO_ON.items():
        assert columns <= set(names[name].table.c.keys())
    known = {"person_id", *_HANGS_ON}
    silent = {name for name, kind in names.items() if name not in GOES_ON and not known & set(kind.table.c.keys())} - {
        "person",
        "address",
    }
    assert silent == set()
    assert {table.name for table in SQLModel.metadata.sorted_tables} >= names.keys()
