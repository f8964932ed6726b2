"""Relatives have the rights that the person or the office gave them, for that person alone."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import Actor
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from domain.relatives import RelativeFacts, allow, end_kinship, kin_of, people_of, save_relative
from models.chats import Chat, ChatStatus
from models.outbox import OutboxMessage
from models.people import KinshipKind
from tests.cast import Cast

CHAT = 7_000_000_001


async def kin(people: Cast, actor: Actor, person_id: int | None = None) -> list[tuple[str, bool, bool, bool, str]]:
    async with people.database.reading(actor) as session:
        found = await kin_of(session, actor, person_id=person_id or people.maria.key)
    return [
        (k.relative.name, k.kinship.may_see, k.kinship.may_order, k.kinship.is_told, k.kinship.given_by) for k in found
    ]


async def give_petar_a_chat(people: Cast) -> None:
    async with people.database.unit(people.job) as session:
        session.add(
            Chat(
                organisation_id=people.sofia.key,
                telegram_id=CHAT,
                relative_id=people.petar.key,
                status=ChatStatus.LINKED,
                linked_at=clock.now(),
            )
        )


async def test_the_person_gives_and_withdraws_rights_in_the_chat(people: Cast, tuesday: object) -> None:
    await give_petar_a_chat(people)
    maria = people.person(people.maria)
    for order, told in ((False, False), (False, False), (True, True)):
        async with people.database.unit(maria) as session:
            await allow(session, maria, relative_id=people.petar.key, may_see=False, may_order=order, is_told=told)
    assert await kin(people, maria) == [
        ("Петър Иванов", True, True, True, "person"),  # who may order sees what is ordered
        ("Стоянка Цекова", True, False, False, "person"),
    ]
    async with people.database.reading(people.job) as session:
        told = list(await session.scalars(sa.select(col(OutboxMessage.text)).order_by(col(OutboxMessage.id))))
    assert told == [
        "Мария Иванова: вече нямате права. Моля, попитайте Мария Иванова или службата.",
        "Мария Иванова: можете да поръчвате храна, виждате я и ще Ви пиша за нея.",
    ]


async def test_nobody_gives_rights_over_somebody_else(sqlite_people: Cast) -> None:
    cast = sqlite_people
    rights = {"may_see": True, "may_order": True, "is_told": True}
    for actor, person, refusal in (
        (cast.person(cast.ivanka), cast.maria, NotFound),
        (cast.relative(cast.petar), cast.maria, NotAllowed),
        (cast.staff(cast.elena), cast.maria, NotFound),
        (cast.staff(cast.dispatcher), cast.maria, NotAllowed),
        (cast.staff(cast.burgas_admin), cast.maria, NotFound),
    ):
        with pytest.raises(refusal):
            async with cast.database.unit(actor) as session:
                await allow(session, actor, relative_id=cast.stoyanka.key, person_id=person.key, **rights)


async def test_one_relative_has_several_people(people: Cast, tuesday: object) -> None:
    admin, petar = people.staff(people.admin), people.relative(people.petar)
    facts = RelativeFacts("Петър Иванов", KinshipKind.OTHER, phone="0888 777 888", may_see=True)
    async with people.database.unit(admin) as session:
        await save_relative(session, admin, person_id=people.ivanka.key, relative_id=people.petar.key, facts=facts)
    async with people.database.reading(petar) as session:
        spoken_for = [(one.person.first_name, one.may_order) for one in await people_of(session, petar)]
    assert spoken_for == [("Иванка", False), ("Мария", True)]
    assert await kin(people, admin, people.ivanka.key) == [("Петър Иванов", True, False, False, "office")]
    assert (await kin(people, admin))[0] == ("Петър Иванов", True, True, True, "person")


async def test_who_has_nobody_left_loses_the_chat(people: Cast, tuesday: object) -> None:
    await give_petar_a_chat(people)
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        await end_kinship(session, anna, person_id=people.maria.key, relative_id=people.petar.key)
    assert await kin(people, anna) == [("Стоянка Цекова", True, False, False, "person")]
    async with people.database.reading(people.job) as session:
        assert (await session.scalars(sa.select(col(Chat.status)))).all() == [ChatStatus.REVOKED]
        assert (await session.scalars(sa.select(col(OutboxMessage.kind)))).all() == ["link_ended"]


async def test_the_office_writes_a_relative_down_and_a_stale_form_is_refused(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    facts = RelativeFacts("  Калина   Иванова ", KinshipKind.DAUGHTER, phone="+49 1511 2345678", language="en")
    async with people.database.unit(anna) as session:
        made = await save_relative(session, anna, person_id=people.maria.key, facts=facts)
    assert (made.relative.name, made.relative.phone, made.relative.language, made.has_chat) == (
        "Калина Иванова", "+4915112345678", "en", False,
    )  # fmt: skip
    for version, refused in ((1, False), (1, True)):
        try:
            async with people.database.unit(anna) as session:
                await save_relative(
                    session,
                    anna,
                    person_id=people.maria.key,
                    relative_id=made.relative.key,
                    facts=RelativeFacts("Калина", KinshipKind.DAUGHTER),
                    version=version,
                )
            assert not refused
        except Stale:
            assert refused


async def test_a_form_that_is_not_right_says_so_by_field(sqlite_people: Cast) -> None:
    anna = sqlite_people.staff(sqlite_people.anna)
    wrong = RelativeFacts(" ", KinshipKind.SON, phone="12", language="xx")
    with pytest.raises(WrongInput) as refused:
        async with sqlite_people.database.unit(anna) as session:
            await save_relative(session, anna, person_id=sqlite_people.maria.key, facts=wrong)
    assert set(refused.value.fields) == {"name", "phone", "language"}
