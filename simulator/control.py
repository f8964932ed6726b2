"""/sim: what tests and the chat page use to play the people and to steer the simulator."""

import io
import json
from collections.abc import Awaitable, Callable
from typing import Any

import segno
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.actions import ACTIONS
from simulator.bodies import FaultBody, Group, Phone, Steering, Wait
from simulator.faults import Fault
from simulator.people import NotPossible, People
from simulator.world import Chat, Json, World


class Control:
    """The control API's actions."""

    def __init__(self, people: People) -> None:
        self.people = people

    @property
    def world(self) -> World:
        """The simulator's memory."""
        return self.people.world

    async def state(self, _request: Request) -> Json:
        """Everything at a glance."""
        world = self.world
        return {
            "bot": {**world.bot, "description": world.settings["description"]},
            "phones": [chat.card() for chat in world.chats.values() if chat.user is not None],
            "down": world.down, "ahead": world.ahead, "calls": world.call_count,
            "flood": {"mode": world.flood.mode, "passed": world.flood.passed, "refused": world.flood.refused},
            "polling": self.people.api.updates.polling,
            "updates_waiting": len(self.people.api.updates.waiting),
        }  # fmt: skip

    async def steer(self, request: Request) -> Json:
        """Change settings."""
        wanted = Steering.model_validate(await read_json(request))
        if wanted.flood is not None:
            self.world.flood.set_mode(wanted.flood)
        if wanted.ahead is not None:
            self.world.ahead = wanted.ahead
        if wanted.now is not None:
            self.world.ahead += wanted.now.timestamp() - self.world.now()
        if wanted.webhook_pace is not None:
            self.people.api.webhook.pace = wanted.webhook_pace
        if wanted.down is not None:
            self._set_down(down=wanted.down)
        return await self.state(request)

    def _set_down(self, *, down: bool) -> None:
        self.world.down = down
        if down:
            self.people.api.updates.interrupt("the simulated Telegram is down")
        self.world.tell({"kind": "down", "down": down})

    async def add_phones(self, request: Request) -> list[Json]:
        """One phone or a list of them; a known one stays as it is."""
        given = await read_json(request)
        wanted = [Phone.model_validate(one) for one in (given if isinstance(given, list) else [given])]
        return [add_phone(self.world, phone).card() for phone in wanted]

    async def add_group(self, request: Request) -> Json:
        """A group."""
        return self.world.new_group(Group.model_validate(await read_json(request)).title).card()

    def chat(self, request: Request) -> Chat:
        """The chat of the address; 404 when there is none."""
        chat = self.world.chats.get(int(request.path_params["chat_id"]))
        if chat is None:
            raise HTTPException(404, "There is no such phone. POST /sim/phones adds one.")
        return chat

    async def card(self, request: Request) -> Json:
        """One phone and its present keyboard."""
        return self.chat(request).card()

    async def act(self, request: Request) -> Any:
        """One act of a person: say, key, open, contact, location, voice, photo, press, block, unblock."""
        action = ACTIONS.get(request.path_params["action"])
        if action is None:
            raise HTTPException(404, f"A person can {', '.join(ACTIONS)}.")
        return action(self.people, self.chat(request), await read_json(request))

    async def transcript(self, request: Request) -> list[Json]:
        """The messages of a chat after `after`, the last `limit` of them when given."""
        after, limit = number(request, "after"), number(request, "limit")
        shown = [entry for number, entry in self.chat(request).entries.items() if number > after]
        return [entry.shown() for entry in (shown[-limit:] if limit else shown)]

    async def presses(self, request: Request) -> list[Json]:
        """The pressed buttons of a chat and how the bot answered."""
        return [vars(press) for press in self.chat(request).presses.values()]

    async def wait(self, request: Request) -> Json:
        """The first message of the bot after `after` that contains the text; 408 when none comes in time."""
        chat, wanted = self.chat(request), Wait.model_validate(await read_json(request))

        def found() -> Json | None:
            for number, entry in chat.entries.items():
                here = number > wanted.after and entry.said_by_bot and not entry.deleted
                if here and wanted.text in words_of(entry.message):
                    return entry.shown()
            return None

        message = await self.world.wait_until(found, wanted.seconds)
        if message is None:
            last = [words_of(entry.message) for entry in list(chat.entries.values())[-4:]]
            raise HTTPException(408, f"No message with “{wanted.text}” came to {chat.title}. The last ones: {last}")
        return dict(message)

    async def calls(self, request: Request) -> list[Json]:
        """Calls of the Bot API, filtered by number, method and chat."""
        after, chat_id = number(request, "after"), number(request, "chat")
        method = request.query_params.get("method")
        return [
            call.shown()
            for call in self.world.calls
            if call.number > after
            and (not method or call.method == method)
            and (not chat_id or call.params.get("chat_id") == chat_id)
        ]

    async def faults(self, request: Request) -> list[Json]:
        """List, script (POST) or clear (DELETE) faults."""
        if request.method == "DELETE":
            self.world.faults.scripted.clear()
        if request.method == "POST":
            given = await read_json(request)
            bodies = [FaultBody.model_validate(one) for one in (given if isinstance(given, list) else [given])]
            self.world.faults.scripted += [Fault(**body.model_dump()) for body in bodies]
        return self.world.faults.listed()

    async def reset(self, request: Request) -> Json:
        """Forget everything, the webhook too."""
        self.people.api.webhook.stop()
        self.people.api.updates.clear()
        self.people.api.updates.allowed = None
        self.world.clear()
        self.world.tell({"kind": "reset"})
        return await self.state(request)

    async def file(self, request: Request) -> Response:
        """A file for the chat page, without the token that Telegram's own links carry."""
        stored = self.world.files.get(request.path_params["file_id"])
        if stored is None:
            raise HTTPException(404, "There is no such file.")
        viewable = stored.mime_type in {"image/png", "image/jpeg", "application/pdf", "audio/ogg", "audio/wav"}
        kind = stored.mime_type if viewable else "application/octet-stream"
        return Response(stored.content, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    async def qr(self, request: Request) -> Response:
        """A QR code of any text, as a picture."""
        text = request.query_params.get("text", "")
        if not 1 <= len(text) <= 500:
            raise HTTPException(400, "Give a text of 1 to 500 characters.")
        picture = io.BytesIO()
        segno.make_qr(text, error="m").save(picture, kind="svg", scale=6, border=4, light="#fff")
        return Response(picture.getvalue(), media_type="image/svg+xml")


def add_phone(world: World, phone: Phone) -> Chat:
    """Add one person with a telephone."""
    return world.new_person(phone.name, phone.phone, phone.user_id, phone.language)


def words_of(message: Json) -> str:
    """The words of a message: its text or its caption."""
    return str(message.get("text") or message.get("caption") or "")


async def read_json(request: Request) -> Any:
    """The request's JSON; asking for the content type keeps other web sites' forms out."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415, "Send JSON with content-type application/json.")
    try:
        return json.loads(await request.body() or b"{}")
    except ValueError as wrong:
        raise HTTPException(400, f"This is not JSON: {wrong}") from None


def number(request: Request, name: str) -> int:
    """A whole number of the address, 0 when it is not there."""
    given = request.query_params.get(name, "0")
    if not given.lstrip("-").isdigit():
        raise HTTPException(400, f"{name} is a whole number.")
    return int(given)


def routes(control: Control) -> list[Route]:
    """All addresses under /sim but the stream of events."""

    def route(path: str, action: Callable[[Request], Awaitable[Any]], *methods: str) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                result = await action(request)
            except ValidationError as wrong:
                error = wrong.errors(include_url=False, include_context=False)[0]
                where = ".".join(str(part) for part in error["loc"])
                raise HTTPException(422, f"{where}: {error['msg']}") from None
            except NotPossible as refusal:
                raise HTTPException(409, str(refusal)) from None
            return result if isinstance(result, Response) else JSONResponse(result)

        return Route(path, endpoint, methods=list(methods) or ["GET"])

    return [
        route("/sim/state", control.state),
        route("/sim/steer", control.steer, "POST"),
        route("/sim/phones", control.add_phones, "POST"),
        route("/sim/groups", control.add_group, "POST"),
        route("/sim/chats/{chat_id:path}/transcript", control.transcript),
        route("/sim/chats/{chat_id:path}/presses", control.presses),
        route("/sim/chats/{chat_id:path}/wait", control.wait, "POST"),
        route("/sim/chats/{chat_id:path}/card", control.card),
        route("/sim/chats/{chat_id:path}/{action}", control.act, "POST"),
        route("/sim/calls", control.calls),
        route("/sim/faults", control.faults, "GET", "POST", "DELETE"),
        route("/sim/reset", control.reset, "POST"),
        route("/sim/files/{file_id}", control.file),
        route("/sim/qr.svg", control.qr),
    ]
