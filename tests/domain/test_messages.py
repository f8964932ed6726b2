"""The office sees the messages of its own people: what waits, what arrived, and what did not."""

import pytest

from domain.access import job
from domain.messages import TROUBLED, message_counts, message_page
from domain.outbox import News, Reader, put_rows, row_of
from domain.refusals import NotAllowed
from models.chats import Chat, ChatStatus
from models.outbox import MessageStatus
from tests.cast import Cast

PETARS_CHAT = 70


@pytest.fixture
async def told(people: Cast, tuesday: object) -> Cast:
    """Five messages: three about Maria (one of them dead, one to her son), one about Ivanka, one of Burgas."""

    def row(person, office, text, chat=1, status=MessageStatus.SENT):
        reader = Reader(chat, "bg", person.organisation_id, person.id, office)
        return row_of(reader, News("test", lambda _language: text)) | {"status": status}

    burgas = people.goran
    async with people.database.unit(job("test")) as session:
        session.add(
            Chat(
                organisation_id=people.sofia.key, telegram_id=PETARS_CHAT, relative_id=people.petar.key,
                status=ChatStatus.LINKED, linked_at=tuesday,
            )
        )  # fmt: skip
        await put_rows(
            session,
            [
                row(people.maria, people.mladost.id, "първо"),
                row(people.maria, people.mladost.id, "второ", status=MessageStatus.DEAD),
                row(people.maria, people.mladost.id, "за сина", chat=PETARS_CHAT, status=MessageStatus.NEW),
                row(people.ivanka, people.lyulin.id, "за Иванка"),
                row(burgas, burgas.office_id, "за Горан"),
            ],
        )
    return people


async def test_an_office_sees_its_own_messages_newest_first_page_by_page(told: Cast) -> None:
    anna = told.staff(told.anna)
    async with told.database.reading(anna) as session:
        first = await message_page(session, anna, per_page=2)
        assert [(row.message.text, row.person, row.reader) for row in first.rows] == [
            ("за сина", "Мария Иванова", "Петър Иванов"), ("второ", "Мария Иванова", ""),
        ]  # fmt: skip
        second = await message_page(session, anna, per_page=2, older_than=first.older)
        assert ([row.message.text for row in second.rows], second.older) == (["първо"], None)
        assert await message_counts(session, anna) == {
            MessageStatus.SENT: 1, MessageStatus.DEAD: 1, MessageStatus.NEW: 1,
        }  # fmt: skip
        troubled = await message_page(session, anna, statuses=TROUBLED)
        assert [row.message.text for row in troubled.rows] == ["второ"]
        assert (await message_page(session, anna, person_id=told.ivanka.id)).rows == []


async def test_another_organisation_and_those_without_the_right_see_none(told: Cast) -> None:
    admin = told.staff(told.burgas_admin)
    async with told.database.reading(admin) as session:
        page = await message_page(session, admin)
    assert [row.message.text for row in page.rows] == ["за Горан"]
    cook = told.staff(told.cook)
    async with told.database.reading(cook) as session:
        with pytest.raises(NotAllowed):
            await message_page(session, cook)
        with pytest.raises(NotAllowed):
            await message_counts(session, cook)
