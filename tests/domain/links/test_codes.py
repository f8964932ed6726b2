"""Codes: made by the office for its own people, kept as a hash, good for 72 hours and one use, not to be guessed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain import clock
from domain.access import STRANGER, ActorKind
from domain.links.codes import CodeExpired, CodeUnknown, CodeUsed, Linkable, TooManyCodes, look_at_code, make_code
from domain.links.linking import link_chat
from domain.refusals import NotAllowed, NotFound, Refusal
from models.audit import AuditEntry
from models.chats import LinkCode
from models.people import Person, PersonStatus
from tests.cast import Cast
from tests.domain.links.test_linking import NEW, OLD, code_for, link


async def look(people: Cast, code: str, telegram_id: int = NEW) -> Linkable | Refusal:
    async with people.database.unit(STRANGER) as session:
        return await look_at_code(session, telegram_id=telegram_id, code=code)


async def test_a_code_shows_first_name_and_street_alone(sqlite_people: Cast, tuesday: object) -> None:
    seen = await look(sqlite_people, await code_for(sqlite_people, person_id=sqlite_people.maria.key))
    assert isinstance(seen, Linkable)
    assert (seen.kind, seen.first_name, seen.street, seen.needs_contact, seen.replaces, seen.language) == (
        ActorKind.PERSON, "Мария", "ж.к. Младост 1", True, "", "bg",
    )  # fmt: skip


async def test_only_the_hash_of_a_code_is_kept(sqlite_people: Cast, tuesday: object) -> None:
    code = await code_for(sqlite_people, person_id=sqlite_people.maria.key)
    async with sqlite_people.database.reading(sqlite_people.job) as session:
        row = (await session.scalars(sa.select(LinkCode))).one()
        written = [str(vars(entry)) for entry in await session.scalars(sa.select(AuditEntry))]
    assert len(code) == 32
    assert row.expires_at - row.made_at == timedelta(hours=72)
    assert code not in str(row.model_dump())
    assert [text for text in written if code in text or row.code_hash in text] == []


async def test_a_code_ends_after_72_hours(sqlite_people: Cast, tuesday: object) -> None:
    code = await code_for(sqlite_people, person_id=sqlite_people.maria.key)
    clock.set_to(clock.now() + timedelta(hours=72) - timedelta(seconds=1))
    seen = await look(sqlite_people, code)
    assert isinstance(seen, Linkable)
    clock.set_to(clock.now() + timedelta(seconds=1))
    assert isinstance(await look(sqlite_people, code), CodeExpired)
    with pytest.raises(CodeExpired):
        async with sqlite_people.database.unit(STRANGER) as session:
            await link_chat(session, telegram_id=NEW, code_id=seen.code_id, contact_phone="359888123456")


async def test_a_code_is_used_once(sqlite_people: Cast, tuesday: object) -> None:
    code = await code_for(sqlite_people, person_id=sqlite_people.maria.key)
    await link(sqlite_people, NEW, code)
    assert isinstance(await look(sqlite_people, code, OLD), CodeUsed)


async def test_a_new_code_ends_the_earlier_one_of_the_same_person_only(sqlite_people: Cast, tuesday: object) -> None:
    first = await code_for(sqlite_people, person_id=sqlite_people.maria.key)
    other = await code_for(sqlite_people, person_id=sqlite_people.ivanka.key)
    second = await code_for(sqlite_people, person_id=sqlite_people.maria.key)
    found = [type(await look(sqlite_people, code)) for code in (first, other, second)]
    assert found == [CodeExpired, Linkable, Linkable]


async def test_nobody_is_linked_to_a_person_who_is_served_no_longer(sqlite_people: Cast, tuesday: object) -> None:
    code = await code_for(sqlite_people, person_id=sqlite_people.maria.key)
    async with sqlite_people.database.unit(sqlite_people.job) as session:
        (await session.get_one(Person, sqlite_people.maria.key)).status = PersonStatus.DECEASED
    assert isinstance(await look(sqlite_people, code), CodeUnknown)


async def test_five_wrong_codes_in_an_hour_and_the_chat_must_wait(people: Cast, tuesday: object) -> None:
    code = await code_for(people, person_id=people.maria.key)
    for n in range(5):
        assert isinstance(await look(people, f"guess {n}"), CodeUnknown)
    assert isinstance(await look(people, code), TooManyCodes)
    assert isinstance(await look(people, code, OLD), Linkable)  # another chat did not guess
    clock.set_to(clock.now() + timedelta(hours=1))
    assert isinstance(await look(people, code), Linkable)


async def test_codes_are_made_for_ones_own_people(sqlite_people: Cast, tuesday: object) -> None:
    cast = sqlite_people
    for member, owner, refusal in (
        (cast.elena, {"person_id": cast.maria.key}, NotFound),
        (cast.elena, {"relative_id": cast.petar.key}, NotFound),
        (cast.anna, {"driver_id": cast.ivan.key}, NotAllowed),
        (cast.cook, {"person_id": cast.maria.key}, NotAllowed),
        (cast.burgas_admin, {"person_id": cast.maria.key}, NotFound),
        (cast.burgas_admin, {"driver_id": cast.ivan.key}, NotFound),
    ):
        actor = cast.staff(member)
        with pytest.raises(refusal):
            async with cast.database.unit(actor) as session:
                await make_code(session, actor, **owner)
    for actor in (cast.person(cast.maria), cast.relative(cast.petar), cast.driver(cast.ivan)):
        with pytest.raises(Refusal):
            async with cast.database.unit(actor) as session:
                await make_code(session, actor, person_id=cast.maria.key)
