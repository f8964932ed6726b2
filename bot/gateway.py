"""The way out to Telegram: one message, one try, and what came of it by its cause (`domain.sending.gateway`)."""

from typing import Any

from telegram import Bot, KeyboardButton, LinkPreviewOptions, ReplyKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.request import NotReached, Request, seconds_to_wait
from domain.sending.gateway import (
    Blocked,
    MaybeSent,
    Moved,
    NoEntry,
    NotSent,
    Outgoing,
    Refused,
    Result,
    Sent,
    TooFast,
)
from domain.settings import Settings

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def open_bot(settings: Settings) -> Bot:
    """The library's typed client of the Bot API, or of the simulator; `close_bot` ends its connections."""
    where = settings.api or "https://api.telegram.org"
    request = Request()
    return Bot(
        settings.token,
        base_url=f"{where}/bot",
        base_file_url=f"{where}/file/bot",
        request=request,
        get_updates_request=request,
    )


async def close_bot(bot: Bot) -> None:
    """Close every connection. The library's own `shutdown` does so only where `initialize` has asked Telegram first."""
    await bot.request.shutdown()


class TelegramGateway:
    """Hands messages to Telegram."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def send(self, message: Outgoing) -> Result:
        """Try once to send the message; what went wrong is a result."""
        markup = message.markup or {}
        try:
            sent = await self.bot.send_message(
                message.telegram_id,
                message.text,
                reply_markup=keyboard(markup),
                parse_mode=ParseMode.HTML if markup.get("html") else None,
                disable_notification=message.silent or None,
                protect_content=markup.get("protected"),
                link_preview_options=_NO_PREVIEW if markup.get("html") else None,
            )
        except TelegramError as error:
            return result_of(error)
        return Sent(sent.message_id)


def keyboard(markup: dict[str, Any]) -> ReplyKeyboardMarkup | None:
    """The buttons under a message: they stay, together as tall as the phone's own keyboard unless they are small."""
    rows = markup.get("keyboard")
    if not rows:
        return None
    return ReplyKeyboardMarkup(
        [[_button(button) for button in row] for row in rows],
        is_persistent=True,
        resize_keyboard=bool(markup.get("small")),
    )


def _button(button: str | dict[str, Any]) -> str | KeyboardButton:
    if isinstance(button, str):
        return button
    return KeyboardButton(button["text"], request_contact=bool(button.get("contact")))


def result_of(error: TelegramError) -> Result:  # noqa: PLR0911 - one line for each row of the table
    """What an error of the library means, by its cause: `BadRequest` and `TimedOut` are network errors to it too."""
    match error:
        case NotReached():
            return NotSent(error.message)
        case RetryAfter():
            return TooFast(seconds_to_wait(error))
        case Forbidden():
            return Blocked(error.message)
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case BadRequest() if "message is not modified" in error.message.lower():
            return Sent()
        case BadRequest():
            return Refused(error.message)
        case InvalidToken() | EndPointNotFound():
            return NoEntry(error.message)
    return MaybeSent(error.message)
