"""A running simulator for any test, and the people's phones in it (docs/simulator.md tells how)."""

import contextlib
import json
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import httpx

from simulator.app import create_app
from simulator.contract import contract
from simulator.server import make_server

TOKEN = "1:simulator"
# The simulator speaks plain HTTP; loading the certificates of the whole world would only cost time.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
PATIENCE = 30.0
ROOT = Path(__file__).parents[2]


class Phone:
    """One person's phone. Under an async simulator every act is awaited, otherwise it is done at once."""

    def __init__(self, simulator: "Simulator", chat_id: int):
        self.simulator = simulator
        self.chat_id = chat_id

    def _act(self, action: str, **given: Any) -> Any:
        return self.simulator.post(f"/sim/chats/{self.chat_id}/{action}", given)

    def say(self, text: str) -> Any:
        """Type a text; returns the message, its "message_id" is good for wait_for(after=...)."""
        return self._act("say", text=text)

    def key(self, text: str) -> Any:
        """Press a key that is on the reply keyboard now (a contact key shares the own number)."""
        return self._act("key", text=text)

    def press(self, button: str, message_id: int | None = None) -> Any:
        """Press an inline button by its text or data; returns the press with its "id"."""
        return self._act("press", button=button, message_id=message_id)

    def open(self, link_or_code: str) -> Any:
        """Open a deep link: sends /start CODE."""
        return self._act("open", text=link_or_code)

    def contact(self) -> Any:
        """Share the own number."""
        return self._act("contact", own=True)

    def foreign_contact(self, phone: str, first_name: str = "Познат", user_id: int | None = None) -> Any:
        """Share somebody else's number from the address book."""
        return self._act("contact", own=False, phone=phone, first_name=first_name, user_id=user_id)

    def location(self, latitude: float, longitude: float) -> Any:
        """Share a place."""
        return self._act("location", latitude=latitude, longitude=longitude)

    def voice(self, seconds: int = 3) -> Any:
        """Send a voice message."""
        return self._act("voice", seconds=seconds)

    def photo(self, content_base64: str, caption: str = "") -> Any:
        """Send a photo."""
        return self._act("photo", content=content_base64, caption=caption)

    def block(self) -> Any:
        """Block the bot."""
        return self._act("block")

    def unblock(self) -> Any:
        """Unblock the bot."""
        return self._act("unblock")

    def wait_for(self, text: str = "", after: int = 0, seconds: float = PATIENCE) -> Any:
        """The first message of the bot after `after` that contains the text; fails when none comes."""
        return self._act("wait", text=text, after=after, seconds=seconds)

    def transcript(self, after: int = 0) -> Any:
        """All messages of the chat as dicts: Telegram's fields plus by_bot, markup, silent, deleted, edits."""
        return self.simulator.get(f"/sim/chats/{self.chat_id}/transcript", after=after)

    def presses(self) -> Any:
        """The pressed inline buttons and the bot's answers (answered, text, alert)."""
        return self.simulator.get(f"/sim/chats/{self.chat_id}/presses")

    def card(self) -> Any:
        """The phone itself: name, phone, blocked, keyboard (the reply keyboard on it now)."""
        return self.simulator.get(f"/sim/chats/{self.chat_id}/card")


class Simulator:
    """A running simulator. `with` gives calls that return at once, `async with` calls to be awaited."""

    def __init__(self, url: str):
        self.url = url
        self.token = TOKEN
        self.base_url = f"{url}/bot"
        self.base_file_url = f"{url}/file/bot"
        self._client: httpx.Client | None = None
        self._async_client: httpx.AsyncClient | None = None

    def __enter__(self) -> Self:
        self._client = httpx.Client(base_url=self.url, timeout=150, verify=NO_TLS)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._client is not None
        self._client.close()
        self._client = None

    async def __aenter__(self) -> Self:
        self._async_client = httpx.AsyncClient(base_url=self.url, timeout=150, verify=NO_TLS)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._async_client is not None
        await self._async_client.aclose()
        self._async_client = None

    def _request(self, method: str, path: str, **given: Any) -> Any:
        if self._async_client is not None:
            return self._later(self._async_client, method, path, given)
        assert self._client is not None, "use the simulator inside `with` or `async with`"
        return _result(self._client.request(method, path, **given))

    async def _later(self, client: httpx.AsyncClient, method: str, path: str, given: dict) -> Any:
        return _result(await client.request(method, path, **given))

    def post(self, path: str, given: Any) -> Any:
        """Ask the control API to do something."""
        body = {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else given
        return self._request("POST", path, json=body)

    def get(self, path: str, **query: Any) -> Any:
        """Ask the control API for something."""
        return self._request("GET", path, params=query)

    def phone(self, name: str, phone: str | None = None, user_id: int | None = None) -> Any:
        """A person's phone, new or known by its number."""
        asked = self.post("/sim/phones", {"name": name, "phone": phone, "user_id": user_id})
        if isinstance(asked, list):
            return Phone(self, asked[0]["chat_id"])
        return self._phone_later(asked)

    async def _phone_later(self, asked: Any) -> Phone:
        return Phone(self, (await asked)[0]["chat_id"])

    def fault(self, kind: str, method: str | None = None, chat_id: int | None = None, **more: Any) -> Any:
        """Script a fault: 429, 500, 502, hang_before/after, close_before/after, blocked, deactivated, kicked,
        migrate, duplicate; `times` (1; None: until cleared) and `seconds` (of the 429 or the hang)."""
        body = {"kind": kind, "method": method, "chat_id": chat_id, **more}
        given = {key: value for key, value in body.items() if value is not None or key == "times"}
        return self._request("POST", "/sim/faults", json=given)

    def clear_faults(self) -> Any:
        """No more faults."""
        return self._request("DELETE", "/sim/faults")

    def calls(self, method: str | None = None, chat_id: int | None = None, after: int = 0) -> Any:
        """The calls of the Bot API: number, at, method, params, status, answer, fault."""
        query = {"method": method, "chat": chat_id, "after": after}
        return self.get("/sim/calls", **{key: value for key, value in query.items() if value})

    def steer(self, **settings: Any) -> Any:
        """Change down, flood (off, normal, strict), ahead (seconds), now (ISO time), webhook_pace; gives the state."""
        return self.post("/sim/steer", settings)

    def state(self) -> Any:
        """Everything at a glance: bot, phones, down, flood counters, updates_waiting."""
        return self.get("/sim/state")

    def reset(self) -> Any:
        """Forget all chats, calls, faults, settings and the webhook."""
        return self.post("/sim/reset", {})


def _result(answer: httpx.Response) -> Any:
    body = answer.json()
    if answer.is_error:
        raise AssertionError(f"{answer.request.url.path}: {body['error']}")
    return body


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(pace: float = 0.01) -> Iterator[str]:
    """A simulator in a thread of this process; gives its URL. For many tests share one and reset() it."""
    # Loaded here and not in the thread: while aiogram loads, other threads must not build models.
    contract()
    server = make_server(create_app(TOKEN, [], pace), 0)
    thread = threading.Thread(target=server.run, name="simulator", daemon=True)
    thread.start()
    try:
        _until(lambda: server.started or not thread.is_alive())
        assert server.started, "the simulator did not start"
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


@contextlib.contextmanager
def serving_process(port: int | None = None, phones: list[dict[str, Any]] | None = None) -> Iterator[str]:
    """A simulator in a process of its own, as `make run` starts it; gives its URL."""
    url = f"http://127.0.0.1:{port or (port := free_port())}"
    command = [sys.executable, "-m", "simulator", "--port", str(port), "--pace", "0.01"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            _until(lambda: process.poll() is not None or _answers(url))
            assert process.poll() is None, "the simulator did not start"
            if phones:
                httpx.post(f"{url}/sim/phones", json=phones).raise_for_status()
            yield url
        finally:
            process.terminate()
            process.wait(PATIENCE)


class running_simulator:  # noqa: N801 (read as a function: with running_simulator() as simulator)
    """`with running_simulator() as simulator` or `async with`; process=True starts it as its own process."""

    def __init__(self, *, process: bool = False):
        self._serving = serving_process() if process else serving()

    def __enter__(self) -> Simulator:
        self._simulator = Simulator(self._serving.__enter__()).__enter__()
        return self._simulator

    def __exit__(self, *error: object) -> None:
        self._simulator.__exit__()
        self._serving.__exit__(*error)

    async def __aenter__(self) -> Simulator:
        self._simulator = await Simulator(self._serving.__enter__()).__aenter__()
        return self._simulator

    async def __aexit__(self, *error: object) -> None:
        await self._simulator.__aexit__()
        self._serving.__exit__(*error)


def _until(condition: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "the simulator did not start in time"
        time.sleep(0.02)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/sim/state", verify=NO_TLS).status_code == 200
    except (httpx.HTTPError, json.JSONDecodeError):
        return False
