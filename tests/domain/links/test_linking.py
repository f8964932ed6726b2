"""A chat speaks for somebody only with the office's code and the phone on file, or with the office's approval."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.access import STRANGER, Actor, ActorKind
from domain.links.codes import CodeUsed, Linkable, look_at_code, make_code
from domain.links.knowing import waiting_chat, who_is
from domain.links.linking import ContactNeeded, Linked, NothingToApprove, Waiting, approve_link, link_chat, revoke_chat
from domain.refusals import NotAllowed, NotFound, Refusal
from domain.tasks import DecideOnTheChat, close_task
from models.chats import Chat, ChatStatus, LinkCode
from models.outbox import OutboxMessage
from models.people import Person
from models.tasks import Task, TaskKind, TaskOutcome
from tests.cast import Cast
from tests.statements import statements_of

PHONE = "359888123456"  #: Баба Мария's, as Telegram writes it
NEW, OLD = 7_000_000_001, 7_000_000_002


async def code_for(people: Cast, **owner: int) -> str:
    actor = people.staff(people.admin)
    async with people.database.unit(actor) as session:
        return (await make_code(session, actor, **owner)).code


async def link(people: Cast, telegram_id: int, code: str, contact_phone: str | None = PHONE) -> Linked | Waiting:
    async with people.database.unit(STRANGER) as session:
        seen = await look_at_code(session, telegram_id=telegram_id, code=code)
        if isinstance(seen, Refusal):
            raise seen
        return await link_chat(session, telegram_id=telegram_id, code_id=seen.code_id, contact_phone=contact_phone)


async def known(people: Cast, telegram_id: int) -> Actor:
    async with people.database.reading(STRANGER) as session:
        return await who_is(session, telegram_id)


async def chats(people: Cast) -> list[tuple[int, ChatStatus]]:
    async with people.database.reading(people.job) as session:
        rows = sa.select(col(Chat.telegram_id), col(Chat.status)).order_by(col(Chat.id))
        return [(number, status) for number, status in await session.execute(rows)]


async def told(people: Cast) -> list[tuple[int, str]]:
    async with people.database.reading(people.job) as session:
        rows = sa.select(col(OutboxMessage.telegram_id), col(OutboxMessage.kind)).order_by(col(OutboxMessage.id))
        return [(number, kind) for number, kind in await session.execute(rows)]


async def forget_the_phone(people: Cast) -> None:
    async with people.database.unit(people.job) as session:
        maria = await session.get_one(Person, people.maria.key)
        maria.phone = None


async def test_the_phone_on_file_links_the_chat_to_the_person(people: Cast, tuesday: object) -> None:
    done = await link(people, NEW, await code_for(people, person_id=people.maria.key))
    maria = Actor(ActorKind.PERSON, people.maria.id, people.sofia.id, language="bg", name="Мария")
    assert isinstance(done, Linked)
    assert (done.actor, await known(people, NEW)) == (maria, maria)
    assert await known(people, OLD) == Actor(ActorKind.STRANGER, OLD)
    assert await chats(people) == [(NEW, ChatStatus.LINKED)]


async def test_without_a_contact_nobody_is_linked_where_a_phone_is_on_file(people: Cast, tuesday: object) -> None:
    code = await code_for(people, person_id=people.maria.key)
    with pytest.raises(ContactNeeded):
        await link(people, NEW, code, contact_phone=None)
    assert await chats(people) == []
    assert isinstance(await link(people, NEW, code), Linked)


@pytest.mark.parametrize(("on_file", "contact"), [(False, None), (False, PHONE), (True, "359888000111"), (True, "1")])
async def test_no_phone_on_file_or_another_one_waits_for_the_office(
    people: Cast, tuesday: object, on_file: bool, contact: str | None
) -> None:
    if not on_file:
        await forget_the_phone(people)
    done = await link(people, NEW, await code_for(people, person_id=people.maria.key), contact)
    assert isinstance(done, Waiting)
    assert (done.phone_differs, done.task.kind, done.task.office_id, done.task.person_id, done.task.chat) == (
        on_file, TaskKind.APPROVE_LINK, people.mladost.id, people.maria.id, NEW,
    )  # fmt: skip
    assert (await known(people, NEW)).kind is ActorKind.STRANGER
    async with people.database.reading(STRANGER) as session:
        waiting = await waiting_chat(session, NEW)
        assert waiting is not None
        assert await waiting_chat(session, OLD) is None
        assert waiting.person_id == people.maria.id


async def waiting(people: Cast) -> Waiting:
    await forget_the_phone(people)
    done = await link(people, NEW, await code_for(people, person_id=people.maria.key), None)
    assert isinstance(done, Waiting)
    return done


async def test_the_office_approves_and_the_chat_is_told(people: Cast, tuesday: object) -> None:
    done = await waiting(people)
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        await approve_link(session, anna, chat_id=done.chat.key)
    assert (await known(people, NEW)).number == people.maria.id
    assert await told(people) == [(NEW, "link_approved")]
    async with people.database.reading(people.job) as session:
        markup = await session.scalar(
            sa.select(col(OutboxMessage.markup)).where(col(OutboxMessage.kind) == "link_approved")
        )
    assert markup == {"keyboard": [["🍲 Храна"], ["🚚 Къде е храната"], ["🆘 Помощ"], ["☎️ Обадете ми се"]]}
    async with people.database.reading(anna) as session:
        task = await session.get_one(Task, done.task.key)
        assert (task.outcome, task.closed_by) == (TaskOutcome.DONE, people.anna.id)
    with pytest.raises(NothingToApprove):
        async with people.database.unit(anna) as session:
            await approve_link(session, anna, chat_id=done.chat.key)


async def test_the_office_refuses_a_waiting_chat(people: Cast, tuesday: object) -> None:
    done = await waiting(people)
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        await revoke_chat(session, anna, chat_id=done.chat.key)
    assert await chats(people) == [(NEW, ChatStatus.REVOKED)]
    assert await told(people) == [(NEW, "link_ended")]
    async with people.database.reading(anna) as session:
        assert (await session.get_one(Task, done.task.key)).outcome is TaskOutcome.NO_NEED


async def test_the_task_is_not_closed_over_the_head_of_a_waiting_chat(people: Cast, tuesday: object) -> None:
    done, anna = await waiting(people), people.staff(people.anna)
    with pytest.raises(DecideOnTheChat):
        async with people.database.unit(anna) as session:
            await close_task(session, anna, task_id=done.task.key, outcome=TaskOutcome.NO_NEED)


async def test_who_is_writing_costs_one_statement(people: Cast, tuesday: object) -> None:
    await link(people, NEW, await code_for(people, person_id=people.maria.key))
    with statements_of(people.database) as statements:
        await known(people, NEW)
    assert len([text for text in statements if text.startswith("SELECT")]) == 1


async def test_another_office_neither_approves_nor_revokes(people: Cast, tuesday: object) -> None:
    done = await waiting(people)
    for stranger, refusal in ((people.elena, NotFound), (people.burgas_admin, NotFound), (people.cook, NotAllowed)):
        actor = people.staff(stranger)
        for deed in (approve_link, revoke_chat):
            with pytest.raises(refusal):
                async with people.database.unit(actor) as session:
                    await deed(session, actor, chat_id=done.chat.key)
    assert await chats(people) == [(NEW, ChatStatus.WAITING)]


async def test_relinking_ends_the_old_chat_and_tells_it(people: Cast, tuesday: object) -> None:
    await link(people, OLD, await code_for(people, person_id=people.maria.key))
    await link(people, NEW, await code_for(people, person_id=people.maria.key))
    assert await chats(people) == [(OLD, ChatStatus.REVOKED), (NEW, ChatStatus.LINKED)]
    assert await told(people) == [(OLD, "link_moved")]
    assert (await known(people, OLD)).kind is ActorKind.STRANGER


async def test_linking_the_same_phone_again_changes_nothing(people: Cast, tuesday: object) -> None:
    for _again in range(2):
        await link(people, NEW, await code_for(people, person_id=people.maria.key))
    assert await chats(people) == [(NEW, ChatStatus.LINKED)]
    assert await told(people) == []


async def test_one_phone_speaks_for_one_at_a_time(people: Cast, tuesday: object) -> None:
    await link(people, NEW, await code_for(people, person_id=people.maria.key))
    code = await code_for(people, relative_id=people.petar.key)
    async with people.database.unit(STRANGER) as session:
        seen = await look_at_code(session, telegram_id=NEW, code=code)
    assert isinstance(seen, Linkable)
    assert (seen.kind, seen.first_name, seen.replaces) == (ActorKind.RELATIVE, "Петър", "Мария")
    await link(people, NEW, code, "359888777888")
    assert (await known(people, NEW)).label == f"relative:{people.petar.id}"
    assert await chats(people) == [(NEW, ChatStatus.REVOKED), (NEW, ChatStatus.LINKED)]


async def test_a_driver_is_linked_while_employed(people: Cast, tuesday: object) -> None:
    await link(people, NEW, await code_for(people, driver_id=people.ivan.key), "+359888555666")
    assert await known(people, NEW) == Actor(
        ActorKind.DRIVER, people.ivan.id, people.sofia.id, language="bg", name="Иван"
    )
    async with people.database.unit(people.job) as session:
        (await session.get_one(type(people.ivan), people.ivan.key)).active = False
    assert (await known(people, NEW)).kind is ActorKind.STRANGER


async def test_two_chats_with_one_code_at_once_link_exactly_one(people: Cast, tuesday: object) -> None:
    code = await code_for(people, person_id=people.maria.key)
    results = await asyncio.gather(*(link(people, NEW + n, code) for n in range(4)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["CodeUsed", "CodeUsed", "CodeUsed", "Linked"]
    assert [status for _number, status in await chats(people)] == [ChatStatus.LINKED]


async def test_two_codes_of_one_person_at_once_leave_one_chat(people: Cast, tuesday: object) -> None:
    first = await code_for(people, person_id=people.maria.key)
    second = await code_for(people, person_id=people.maria.key)
    async with people.database.unit(people.job) as session:  # as if both slips were still good
        for row in await session.scalars(sa.select(LinkCode)):
            row.expires_at = row.made_at.replace(year=2027)
    done = await asyncio.gather(link(people, NEW, first), link(people, OLD, second), return_exceptions=True)
    assert all(isinstance(result, (Linked, CodeUsed)) for result in done)
    statuses = [status for _number, status in await chats(people)]
    assert statuses.count(ChatStatus.LINKED) == 1
