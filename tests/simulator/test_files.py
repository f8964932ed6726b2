"""Files in both directions, and what the control API refuses in plain words."""

import base64
import zlib

import httpx
import pytest
from telegram.error import BadRequest

from tests.simulator.running import NO_TLS


def tiny_png():
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (3).to_bytes(4, "big") + (2).to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    rows = zlib.compress((b"\0" + b"\x20\x60\x80" * 3) * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
async def ivanka(simulator):
    return await simulator.phone("Иванка Петрова", "+359888000001")


async def test_a_file_of_a_person_can_be_fetched(bot, ivanka):
    await ivanka.photo(base64.b64encode(tiny_png()).decode(), caption="Рецепта")

    [update] = await bot.get_updates()
    [photo] = update.message.photo
    assert (photo.width, photo.height, update.message.caption) == (3, 2, "Рецепта")
    file = await bot.get_file(photo.file_id)
    assert bytes(await file.download_as_bytearray()) == tiny_png()


async def test_files_of_the_bot_arrive_and_can_be_sent_again(simulator, bot, ivanka):
    sent = await bot.send_document(ivanka.chat_id, b"%PDF-1.4 paper", filename="листче.pdf", caption="Листче")
    again = await bot.send_document(ivanka.chat_id, sent.document.file_id)
    assert (again.document.file_name, again.document.file_size) == ("листче.pdf", 14)
    await bot.send_photo(ivanka.chat_id, tiny_png())
    await bot.send_voice(ivanka.chat_id, b"OggS-not-really", duration=2)
    await bot.send_location(ivanka.chat_id, 42.7, 23.3)
    await bot.send_contact(ivanka.chat_id, "+35921234567", "Служба")
    kinds = [next(kind for kind in message if kind in KINDS) for message in await ivanka.transcript()]
    assert kinds == ["document", "document", "photo", "voice", "location", "contact"]

    async with httpx.AsyncClient(verify=NO_TLS) as client:
        shown = await client.get(f"{simulator.url}/sim/files/{sent.document.file_id}")
    assert (shown.status_code, shown.content) == (200, b"%PDF-1.4 paper")


KINDS = {"document", "photo", "voice", "location", "contact"}


async def test_wrong_files_are_refused(bot, ivanka):
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(ivanka.chat_id, b"", filename="празно.pdf")
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(ivanka.chat_id, b"not a picture")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_document(ivanka.chat_id, "nobody-sent-this")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(ivanka.chat_id, b"1", caption="ж" * 1025)
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nobody-sent-this")
    assert await ivanka.transcript() == []


async def test_a_file_link_needs_the_token(simulator, bot, ivanka):
    await ivanka.voice()
    [update] = await bot.get_updates()
    path = (await bot.get_file(update.message.voice.file_id)).file_path
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        stranger = await client.get(path.replace("1:simulator", "2:other"))
    assert stranger.status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/sim/phones", [{"name": ""}], 422, "name"),
        ("/sim/phones", [{"name": "А", "age": 82}], 422, "age"),
        ("/sim/chats/404/say", {"text": "а"}, 404, "There is no such phone"),
        ("/sim/steer", {"flood": "mild"}, 422, "flood"),
        ("/sim/faults", {"kind": "rain"}, 422, "kind"),
    ],
)
async def test_the_control_api_says_what_is_wrong(simulator, path, body, status, words):
    async with httpx.AsyncClient(base_url=simulator.url, verify=NO_TLS) as client:
        answer = await client.post(path, json=body)
    assert (answer.status_code, words in answer.json()["error"]) == (status, True), answer.text


async def test_the_control_api_takes_no_form_of_another_web_site(simulator):
    async with httpx.AsyncClient(base_url=simulator.url, verify=NO_TLS) as client:
        answer = await client.post("/sim/steer", content=b'{"down": true}', headers={"Content-Type": "text/plain"})
    assert (answer.status_code, (await simulator.state())["down"]) == (415, False)


async def test_a_person_can_do_only_what_the_phone_offers(bot, ivanka):
    with pytest.raises(AssertionError, match="There is no key “Храна”"):
        await ivanka.key("Храна")
    with pytest.raises(AssertionError, match="There is no button “Да”"):
        await ivanka.press("Да")
    with pytest.raises(AssertionError, match="A code has 1 to 64"):
        await ivanka.open("код с интервал")
    with pytest.raises(AssertionError, match="No message with “Обяд” came to Иванка Петрова"):
        await ivanka.wait_for("Обяд", seconds=0.01)


async def test_other_hosts_names_are_refused(simulator):
    async with httpx.AsyncClient(base_url=simulator.url, verify=NO_TLS) as client:
        answer = await client.get("/sim/state", headers={"Host": "evil.example"})
    assert answer.status_code == 400
