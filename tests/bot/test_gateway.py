"""What Telegram answers, and what the outbox learns from it: told apart by cause (each row of the table)."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot

import bot.request
from bot.gateway import TelegramGateway, open_bot
from domain.sending.gateway import Blocked, MaybeSent, Moved, NoEntry, NotSent, Outgoing, Refused, Result, Sent, TooFast
from domain.settings import Settings

HELLO = Outgoing(5, "Добър ден", {"keyboard": [["🍲 Храна"]]})


@asynccontextmanager
async def telegram(answer) -> AsyncIterator[str]:
    """A server on this machine that answers every call of the Bot API by `answer(request)`."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def sent_to(url: str, message: Outgoing = HELLO) -> Result:
    bot: Bot = open_bot(Settings(telegram_api=url))
    try:
        return await TelegramGateway(bot).send(message)
    finally:
        await bot.shutdown()
        for request in bot._request:
            await request.shutdown()


def refusal(status: int, words: str, **parameters: int):
    async def answer(_request: web.Request) -> web.Response:
        body = {"ok": False, "error_code": status, "description": words}
        return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)

    return answer


async def accepted(_request: web.Request) -> web.Response:
    chat = {"id": 5, "type": "private", "first_name": "x"}
    return web.json_response({"ok": True, "result": {"message_id": 7, "date": 0, "chat": chat, "text": "x"}})


@pytest.mark.parametrize(
    ("status", "words", "parameters", "result"),
    [
        (403, "Forbidden: bot was blocked by the user", {}, Blocked("Forbidden: bot was blocked by the user")),
        (403, "Forbidden: user is deactivated", {}, Blocked("Forbidden: user is deactivated")),
        (429, "Too Many Requests: retry after 3", {"retry_after": 3}, TooFast(3.0)),
        (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -100}, Moved(-100)),
        (400, "Bad Request: chat not found", {}, Refused("Chat not found")),
        (400, "Bad Request: message is not modified: …", {}, Sent()),
        (401, "Unauthorized", {}, NoEntry("Unauthorized")),
        (404, "Not Found", {}, NoEntry("Not Found")),
        (500, "Internal Server Error", {}, MaybeSent("Internal Server Error")),
    ],
)
async def test_a_refusal_is_told_apart_by_its_cause(status, words, parameters, result):
    async with telegram(refusal(status, words, **parameters)) as url:
        assert await sent_to(url) == result


async def test_a_message_goes_out_once_with_tall_buttons_that_stay():
    seen = []

    async def answer(request: web.Request) -> web.Response:
        seen.append((request.path, dict(await request.post())))
        return await accepted(request)

    async with telegram(answer) as url:
        assert await sent_to(url) == Sent(7)
    [(path, given)] = seen
    markup = json.loads(given.pop("reply_markup"))
    assert (path, given) == ("/bot1:simulator/sendMessage", {"chat_id": "5", "text": "Добър ден"})
    assert markup == {"keyboard": [[{"text": "🍲 Храна"}]], "is_persistent": True, "resize_keyboard": False}


async def test_a_gateway_error_with_a_page_leaves_it_unknown():
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")

    async with telegram(answer) as url:
        assert isinstance(await sent_to(url), MaybeSent)


async def test_a_connection_that_breaks_after_the_request_leaves_it_unknown():
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        request.transport.close()
        return web.Response()

    async with telegram(answer) as url:
        assert isinstance(await sent_to(url), MaybeSent)


async def test_no_answer_in_time_leaves_it_unknown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bot.request, "ANSWER_SECONDS", 0.2)
    over = asyncio.Event()

    async def answer(_request: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    async with telegram(answer) as url:
        result = await sent_to(url)
        over.set()
    assert isinstance(result, MaybeSent)


async def test_a_refused_connection_surely_sent_nothing():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert isinstance(await sent_to(f"http://127.0.0.1:{probe.getsockname()[1]}"), NotSent)


async def test_an_unknown_name_surely_sent_nothing():
    assert isinstance(await sent_to("http://no-such-host.invalid"), NotSent)
