"""What a conversation is made of: questions with buttons, answers, and the talk in which they meet."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.phrases import Phrase, Plural, _, near_day, say, say_n

Step = Callable[["Talk", "Answer"], Awaitable["Question"]]
Steps = Mapping[str, Step]


class NotUnderstood(Exception):
    """The words of an answer mean nothing to the step that heard them."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what its step is told, what stands on it, and the other words that mean it."""

    key: str
    text: str
    also: str = ""
    asks_contact: bool = False
    #: It stands in the row of the button before it.
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What the chat reads last, the buttons under it, and the step that hears the answer."""

    step: str
    text: str
    buttons: tuple[Button, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: Messages that go before the question, one thought each.
    before: tuple[str, ...] = ()
    #: The same question in other words; empty: the frame names the buttons with their numbers.
    again: str = ""
    takes_words: bool = False
    takes_contact: bool = False
    #: Home is the first button and "call me" the last.
    framed: bool = True
    #: This is home: no button leads to it.
    at_home: bool = False
    #: The number of a button means the button. Not where numbers mean doors.
    numbered: bool = True
    #: Buttons as high as their words, for one thumb; otherwise as tall as the keyboard allows.
    small: bool = False
    #: The text carries Telegram's HTML; whoever writes it escapes what people typed.
    html: bool = False
    #: The messages cannot be passed on or copied: somebody's address stands in them.
    protected: bool = False

    def after(self, *messages: str) -> "Question":
        """The same question, put after these messages."""
        return replace(self, before=messages)


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared phone number, and whose Telegram account it belongs to."""

    phone: str
    telegram_id: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the key of a button, or words, or a contact."""

    key: str = ""
    text: str = ""
    contact: Contact | None = None


@dataclass(slots=True)
class Talk:
    """One update's talk: in whose name, in which transaction, and what the open question wanted remembered."""

    session: AsyncSession
    actor: Actor
    telegram_id: int
    go_home: Callable[["Talk", str], Awaitable[Question]]
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: When it was said, if Telegram has kept it for us a while; None: now.
    at: datetime | None = None

    def say(self, phrase: Phrase, **values: Any) -> str:
        """The phrase in the language of who is talking."""
        return say(self.actor.language, phrase, **values)

    def say_n(self, phrase: Plural, n: int, **values: Any) -> str:
        """The phrase for a number, in the language of who is talking."""
        return say_n(self.actor.language, phrase, n, **values)

    def day(self, day: date) -> str:
        """The day as people say it."""
        return near_day(self.actor.language, day)

    def button(
        self, key: str, phrase: Phrase, *, also: Phrase | None = None, asks_contact: bool = False, **values: Any
    ) -> Button:
        """A button worded for who is talking; `also` are other words for it, parted by commas."""
        return Button(key, self.say(phrase, **values), self.say(also) if also else "", asks_contact)

    async def home(self, text: str = "") -> Question:
        """The home question of who is talking, with `text` in place of the greeting."""
        return await self.go_home(self, text)


def sentence(text: str) -> str:
    """The text with a capital letter, where a day or a name begins it."""
    return text[:1].upper() + text[1:]


HOME = _("🏠 Home")
HOME_ALSO = _("home, back, menu, begin, start")
CALL_ME = _("☎️ Call me")
CALL_ME_ALSO = _("call, phone, ring me, please call me")
