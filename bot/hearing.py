"""What an update says, whatever Telegram wrapped it in."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, auto

from telegram import ChatMember, Message, Update
from telegram.constants import ChatType

from bot.talk import Contact


class Said(StrEnum):
    """What kind of thing came."""

    WORDS = auto()
    CONTACT = auto()
    VOICE = auto()  #: only a person can understand it
    PAPER = auto()  #: a picture or a file: only a person can read it
    NOTHING = auto()  #: a sticker and the like
    PRESS = auto()  #: an inline button; the bot has none, so it is an old or a forged one
    GROUP = auto()  #: somebody wrote in a group
    BLOCKED = auto()
    UNBLOCKED = auto()
    IGNORED = auto()  #: nothing that wants an answer


@dataclass(frozen=True, slots=True)
class Heard:
    """What came, from which chat."""

    kind: Said
    chat_id: int = 0
    text: str = ""
    contact: Contact | None = None
    #: When Telegram received it.
    at: datetime | None = None


_BLOCKED = (ChatMember.BANNED, ChatMember.LEFT)
#: The longest text that is looked at; Telegram's own limit.
LONGEST = 4096


def heard_in(update: Update) -> Heard:
    """What the update says."""
    if update.message:
        return replace(_of_message(update.message), at=update.message.date)
    if press := update.callback_query:
        chat = press.message.chat if press.message else None
        if chat and chat.type == ChatType.PRIVATE and press.from_user.id == chat.id:
            return Heard(Said.PRESS, chat.id)
        return Heard(Said.IGNORED)
    if (change := update.my_chat_member) and change.chat.type == ChatType.PRIVATE:
        blocked = change.new_chat_member.status in _BLOCKED
        return Heard(Said.BLOCKED if blocked else Said.UNBLOCKED, change.chat.id)
    return Heard(Said.IGNORED)


def _of_message(message: Message) -> Heard:
    if message.chat.type != ChatType.PRIVATE:
        return Heard(Said.IGNORED if message.chat.type == ChatType.CHANNEL else Said.GROUP, message.chat.id)
    chat_id = message.chat.id
    if message.text is not None:
        return Heard(Said.WORDS, chat_id, message.text[:LONGEST])
    if shared := message.contact:
        return Heard(Said.CONTACT, chat_id, contact=Contact(shared.phone_number, shared.user_id))
    if message.voice or message.audio or message.video_note or message.video:
        return Heard(Said.VOICE, chat_id)
    if message.photo or message.document:
        return Heard(Said.PAPER, chat_id, (message.caption or "")[:LONGEST])
    return Heard(Said.NOTHING, chat_id)
