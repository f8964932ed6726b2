"""The Bot API over HTTP: reads a call, lets faults and flood control have their say, performs it, writes it down."""

import asyncio
import inspect
import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from simulator import limits
from simulator.contract import Method, check, contract, find_method, is_loaded, read_fields
from simulator.faults import AFTER, Fault, Kind
from simulator.methods import HANDLERS
from simulator.methods.call import Call, Upload
from simulator.refusals import Refused, bad_request, too_many
from simulator.updates import Updates
from simulator.webhook import Webhook
from simulator.world import Json, World

BAD_GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>\r\n"


class NoAnswer(Exception):
    """The call gets no answer: its connection is closed."""


class BotApi:
    """One bot's door to Telegram."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.updates = Updates(world)
        self.webhook = Webhook(self.updates, self.perform)

    async def answer(self, request: Request) -> Response | None:
        """The answer to one HTTP call; None when the connection is to be closed without one."""
        if self.world.down:
            return None
        refused = self.check_token(request.path_params["token"])
        if refused is not None:
            return _json(refused.code, refused.answer())
        try:
            return await self._answer(request)
        except NoAnswer:
            return None
        except Refused as refusal:
            return _json(refusal.code, refusal.answer())

    def check_token(self, token: str) -> Refused | None:
        """The refusal of a token that is not the simulator's own; one of the real form is told why."""
        if token == self.world.token:
            return None
        if limits.REAL_BOT.fullmatch(token):
            return Refused(401, f"Unauthorized: {limits.REAL_BOT_WORDS}")
        return Refused(401, "Unauthorized")

    async def _answer(self, request: Request) -> Response:
        if not is_loaded():
            await asyncio.to_thread(contract)
        method = find_method(request.path_params["method"])
        raw, uploads = await _read_call(request)
        params = read_fields(method, raw)
        fault = self.world.faults.meet(method.name, _chat_of(params))
        noted = fault.kind.value if fault else None
        try:
            if fault is not None and fault.kind not in AFTER:
                await self._suffer(fault, params, request)
            result = await self._perform(method, params, uploads)
            if fault is not None and fault.kind in AFTER:
                await self._suffer(fault, params, request)
        except NoAnswer:
            self.world.record(method.name, params, None, None, noted)
            raise
        except Refused as refusal:
            self.world.record(method.name, params, refusal.code, refusal.answer(), noted)
            raise
        body = {"ok": True, "result": result}
        if method.name != "getUpdates":
            self.world.record(method.name, params, 200, body, noted)
        return _json(200, body)

    async def _suffer(self, fault: Fault, params: Json, request: Request) -> None:
        if fault.kind is Kind.BAD_GATEWAY:
            raise Refused(502, "Bad Gateway")
        if fault.kind is Kind.MIGRATE:
            raise self.world.move_chat(params.get("chat_id"))
        refusal = fault.refusal()
        if refusal is not None:
            raise refusal
        if fault.kind in {Kind.HANG_BEFORE, Kind.HANG_AFTER}:
            await _hang(request, fault.seconds)
        raise NoAnswer

    async def _perform(self, method: Method, params: Json, uploads: dict[str, Upload]) -> Any:
        check(method, {**dict.fromkeys(uploads.keys() & method.files, "attach://"), **params})
        self._ask_flood_control(method.name, params)
        handler = HANDLERS.get(method.name)
        if handler is None:
            raise Refused(501, f"Not Implemented: the simulator does not model {method.name}")
        result = handler(Call(params, self.world, self.updates, self.webhook, uploads))
        return await result if inspect.isawaitable(result) else result

    def _ask_flood_control(self, name: str, params: Json) -> None:
        chat_id = _chat_of(params)
        if chat_id is None or not name.startswith(("send", "edit")) or name == "sendChatAction":
            return
        seconds = self.world.flood.ask(chat_id, asyncio.get_running_loop().time())
        if seconds:
            raise too_many(seconds)

    async def perform(self, name: str, raw: Json) -> None:
        """Perform the call that a webhook's answer carried; Telegram never tells the bot how it went."""
        try:
            method = find_method(name)
            params = read_fields(method, raw)
            result = await self._perform(method, params, {})
            self.world.record(method.name, params, 200, {"ok": True, "result": result}, None)
        except Refused as refusal:
            self.world.record(name, raw, refusal.code, refusal.answer(), None)

    async def download(self, request: Request) -> Response | None:
        """A file by the path that getFile gave."""
        if self.world.down:
            return None
        path = request.path_params["path"]
        stored = next((stored for stored in self.world.files.values() if stored.path == path), None)
        if self.check_token(request.path_params["token"]) is not None or stored is None:
            return _json(404, Refused(404, "Not Found").answer())
        return Response(stored.content, media_type="application/octet-stream")


def _chat_of(params: Json) -> int | None:
    chat_id = params.get("chat_id")
    return chat_id if isinstance(chat_id, int) else None


async def _hang(request: Request, seconds: float) -> None:
    """Wait as long as the fault says, or until the caller gives up."""

    async def caller_gave_up() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(caller_gave_up(), seconds)
    except TimeoutError:
        return


async def _read_call(request: Request) -> tuple[Json, dict[str, Upload]]:
    raw: Json = dict(request.query_params)
    if request.method != "POST":
        return raw, {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        fields, uploads = await _read_multipart(request)
        return raw | fields, uploads
    body = await request.body()
    if len(body) > limits.JSON_BYTES:
        raise Refused(413, "Request Entity Too Large")
    if kind == "application/json":
        return raw | _read_json(body), {}
    return raw | dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True)), {}


def _read_json(body: bytes) -> Json:
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(read, dict):
        raise bad_request("can't parse JSON object")
    return read


async def _read_multipart(request: Request) -> tuple[Json, dict[str, Upload]]:
    fields: Json = {}
    uploads: dict[str, Upload] = {}
    async with request.form(max_part_size=limits.JSON_BYTES) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime_type = value.content_type or "application/octet-stream"
                uploads[name] = Upload(value.filename or "file", mime_type, await value.read())
            else:
                fields[name] = value
    return fields, uploads


def _json(status: int, body: Json) -> Response:
    if status == 502:
        return Response(BAD_GATEWAY_PAGE, status, media_type="text/html")
    return Response(json.dumps(body, ensure_ascii=False).encode(), status, media_type="application/json")
