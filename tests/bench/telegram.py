"""A Bot API that says yes to everything, in a process of its own, so that its CPU is nobody's figure."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection

from aiohttp import web


@contextmanager
def yes_sayer() -> Iterator[str]:
    """The address of a Bot API that takes every message."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


def _serve(told: Connection) -> None:
    numbers = count(1)

    async def answer(request: web.Request) -> web.Response:
        given = await request.post()
        chat = {"id": int(str(given["chat_id"])), "type": "private", "first_name": "x"}
        message = {"message_id": next(numbers), "date": 0, "chat": chat, "text": str(given["text"])}
        return web.json_response({"ok": True, "result": message})

    async def main() -> None:
        app = web.Application()
        app.router.add_post("/{token}/sendMessage", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        told.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(main())
