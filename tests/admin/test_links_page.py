"""Links in the panel: a code is shown once on its slip; waiting chats are approved, and any chat taken back."""

import re

import pytest
import sqlalchemy as sa

from domain import clock
from domain.secrets import token_hash
from models.chats import Chat, ChatStatus, LinkCode
from tests.admin.conftest import Panel, text_of
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")


async def add_chat(cast: Cast, status: ChatStatus, **owner: int | None) -> int:
    async with cast.database.unit(cast.job) as session:
        chat = Chat(organisation_id=cast.sofia.key, telegram_id=700, status=status, linked_at=clock.now(), **owner)
        session.add(chat)
        await session.flush()
        return chat.key


async def status_of(panel: Panel, chat_id: int) -> ChatStatus:
    async with panel.cast.database.reading(panel.cast.job) as session:
        return (await session.get_one(Chat, chat_id)).status


async def codes_of(panel: Panel) -> list[LinkCode]:
    async with panel.cast.database.reading(panel.cast.job) as session:
        return list(await session.scalars(sa.select(LinkCode)))


async def test_a_code_is_shown_once_with_first_name_and_street_only(panel):
    async with panel.browser(panel.cast.anna) as browser:
        page = await browser.post("/links/code", data={"person_id": str(panel.cast.maria.key)})
    said = text_of(page)
    assert "Мария , ж.к. Младост 1" in said
    for hidden in ("Иванова", "бл. 312", "0888"):
        assert hidden not in said
    code = re.search(r'id="code">([^<]+)<', page.text)
    assert code
    assert [one.code_hash for one in await codes_of(panel)] == [token_hash(code[1])]
    assert f"start={code[1]}" in page.text
    assert "<svg" in page.text


async def test_the_slip_is_printed_from_the_code_that_was_just_shown(panel):
    async with panel.browser(panel.cast.anna) as browser:
        page = await browser.post("/links/code", data={"relative_id": str(panel.cast.petar.key)})
        code = re.search(r'id="code">([^<]+)<', page.text)
        assert code
        slip = await browser.post("/links/slip", data={"code": code[1]})
        assert (slip.status_code, slip.headers["content-type"]) == (200, "application/pdf")
        assert slip.content.startswith(b"%PDF")
        assert (await browser.post("/links/slip", data={"code": "something else"})).status_code == 422
    async with panel.browser(panel.cast.elena) as browser:
        assert (await browser.post("/links/slip", data={"code": code[1]})).status_code == 422


async def test_nobody_makes_a_code_for_somebody_elses_people_or_drivers(panel):
    cast = panel.cast
    asked = {"person_id": cast.maria.key, "relative_id": cast.petar.key, "driver_id": cast.ivan.key}
    answers = []
    async with panel.browser(cast.elena) as browser:
        for name, number in asked.items():
            answers.append((await browser.post("/links/code", data={name: str(number)})).status_code)
        answers.append((await browser.post("/links/code", data={})).status_code)
    assert answers == [404, 404, 403, 404]
    assert await codes_of(panel) == []


async def test_the_dispatcher_makes_codes_for_drivers(panel):
    async with panel.browser(panel.cast.dispatcher) as browser:
        assert "Иван Колев" in text_of(await browser.get("/links"))
        page = await browser.post("/links/code", data={"driver_id": str(panel.cast.ivan.key)})
    assert "Код за Иван" in text_of(page)


async def test_a_waiting_chat_is_approved_by_its_own_office_alone(panel):
    chat = await add_chat(panel.cast, ChatStatus.WAITING, person_id=panel.cast.maria.id)
    async with panel.browser(panel.cast.elena) as browser:
        assert "Мария" not in text_of(await browser.get("/links"))
        for what in ("approve", "revoke"):
            assert (await browser.post(f"/links/{chat}/{what}")).status_code == 404
    assert await status_of(panel, chat) is ChatStatus.WAITING
    async with panel.browser(panel.cast.anna) as browser:
        assert "Мария Иванова" in text_of(await browser.get("/links"))
        page = await browser.post(f"/links/{chat}/approve", follow_redirects=True)
        assert "Чатът е свързан и получи съобщение." in text_of(page)
    assert await status_of(panel, chat) is ChatStatus.LINKED


async def test_a_chat_is_taken_back_from_the_card(panel):
    chat = await add_chat(panel.cast, ChatStatus.LINKED, person_id=panel.cast.maria.id)
    back = str(panel.cast.maria.key)
    async with panel.browser(panel.cast.anna) as browser:
        page = await browser.post(f"/links/{chat}/revoke", data={"back": back})
    assert page.headers["location"] == f"/people/{back}?tab=chats"
    assert await status_of(panel, chat) is ChatStatus.REVOKED


async def test_the_kitchen_has_nothing_to_do_with_chats(panel):
    async with panel.browser(panel.cast.cook) as browser:
        assert (await browser.get("/links")).status_code == 403
        assert (await browser.post("/links/code", data={"person_id": str(panel.cast.maria.key)})).status_code == 403
