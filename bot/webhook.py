"""The webhook: Telegram brings the updates, and hears 200 only after the commit."""

import hmac
import json
import logging

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update

from bot.reception import UNREACHABLE, Reception, arrived
from domain.secrets import keyed_hash
from domain.settings import Settings

logger = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1_000_000


def secret_of(settings: Settings) -> str:
    """The secret that Telegram sends with every update: as set, else one that only this installation can compute."""
    return settings.webhook_secret.get_secret_value() or keyed_hash(settings.token, "webhook.secret")


def path_of(settings: Settings) -> str:
    """A path that nobody can guess."""
    return f"/telegram/{keyed_hash(settings.token, 'webhook.path')[:32]}"


def create_app(settings: Settings, reception: Reception) -> Starlette:
    """The one public address of the bot."""
    secret = secret_of(settings).encode()

    async def receive(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), secret):
            return Response(status_code=403)
        try:
            body = await request.body() if _length(request) <= LARGEST else b""
        except ClientDisconnect:  # cut off half way: not acknowledged, so the update comes again
            return Response(status_code=400)
        if not body or len(body) > LARGEST:
            return Response(status_code=413)
        try:
            update = arrived(Update.de_json(json.loads(body)))
        except (ValueError, KeyError, TypeError, AttributeError):
            return Response(status_code=400)
        try:
            await reception.handle(update)
        except UNREACHABLE:
            logger.warning("database away", extra={"update_id": update.update_id}, exc_info=True)
            return Response(status_code=503)
        return Response(status_code=200)

    return Starlette(routes=[Route(path_of(settings), receive, methods=["POST"])])


def _length(request: Request) -> int:
    given = request.headers.get("content-length", "")
    return int(given) if given.isdigit() else 0
