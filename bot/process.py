"""The bot's process: long polling, or a webhook where the program has a public address."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Sequence

import uvicorn
from telegram import Bot
from telegram.error import NetworkError, RetryAfter

from bot.conversations import CONVERSATIONS
from bot.gateway import TelegramGateway, close_bot, open_bot
from bot.polling import WANTED, Polling
from bot.reception import Reception
from bot.request import seconds_to_wait
from bot.webhook import create_app, path_of, secret_of
from domain.database import Database
from domain.phrases import DEFAULT, SOURCE, _, say
from domain.sending.claiming import Claimed
from domain.sending.sender import send_now
from domain.settings import Settings

logger = logging.getLogger(__name__)

COMMANDS = {"start": _("Home"), "help": _("Help and home")}
DESCRIPTION = _(
    "The municipality's social care: food at home, help, and a call from the office. Press START, or call your office."
)
SHORT_DESCRIPTION = _("Food and care at home, from your municipality.")
LONGEST_WAIT = 30.0
#: How long replies that are under way may take when the process is to end; the sender takes over what is left.
ENDING_SECONDS = 30


async def run(settings: Settings) -> None:
    """Answer updates until the process is told to end; whatever has begun is finished first."""
    database = Database(settings.database)
    bot = open_bot(settings)
    gateway = TelegramGateway(bot)

    async def send(rows: Sequence[Claimed]) -> None:
        await send_now(database, gateway, rows)

    reception = Reception(database, CONVERSATIONS, send, worker=f"bot:{socket.gethostname()}:{os.getpid()}")
    try:
        if settings.public_url:
            await _by_webhook(settings, bot, reception)
        else:
            await _by_polling(bot, reception)
    finally:
        await asyncio.wait_for(reception.close(), ENDING_SECONDS)
        await close_bot(bot)
        await database.close()


async def _by_polling(bot: Bot, reception: Reception) -> None:
    polling = Polling(bot, reception)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, polling.stop)
    introducing = asyncio.create_task(introduce(bot, webhook=""))
    try:
        await polling.run()
    finally:
        introducing.cancel()


async def _by_webhook(settings: Settings, bot: Bot, reception: Reception) -> None:
    url = settings.public_url.rstrip("/") + path_of(settings)
    introducing = asyncio.create_task(introduce(bot, webhook=url, secret=secret_of(settings)))
    config = uvicorn.Config(
        create_app(settings, reception),
        host="127.0.0.1",
        port=settings.bot_port,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=ENDING_SECONDS,
    )
    # uvicorn raises the signal anew when it has ended; the replies under way are then still to be sent.
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, introducing.cancel)
    try:
        await uvicorn.Server(config).serve()
    finally:
        introducing.cancel()


async def introduce(bot: Bot, *, webhook: str, secret: str = "") -> None:
    """Tell Telegram where updates go, and what people read before they write; tried until Telegram is there."""
    wait = 1.0
    while True:
        try:
            await _set_up(bot, webhook, secret)
        except RetryAfter as error:
            await asyncio.sleep(seconds_to_wait(error))
        except NetworkError as error:
            logger.warning("Telegram does not answer: %s", type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
        else:
            return


async def _set_up(bot: Bot, webhook: str, secret: str) -> None:
    if webhook:
        await bot.set_webhook(webhook, secret_token=secret, allowed_updates=list(WANTED))
    else:
        await bot.delete_webhook()
    for language, code in ((DEFAULT, None), (SOURCE, SOURCE)):
        commands = [(command, say(language, words)) for command, words in COMMANDS.items()]
        await bot.set_my_commands(commands, language_code=code)
        await bot.set_my_description(say(language, DESCRIPTION), language_code=code)
        await bot.set_my_short_description(say(language, SHORT_DESCRIPTION), language_code=code)
