"""One update is one transaction: noted, understood, done and answered together, or not at all."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from bot import handled, replies
from bot.conversation import Conversation
from bot.hearing import Heard, Said, heard_in
from bot.lanes import Lanes
from bot.open_question import OpenQuestion, opened
from bot.patience import Patience
from bot.talk import Question, Talk
from domain import clock, dialogues
from domain.access import STRANGER, ActorKind
from domain.database import Database
from domain.links.knowing import act_as, who_is
from domain.phrases import Spoken, _, refusal_text, spoken
from domain.refusals import Refusal
from domain.sending.chats import chat_blocked, chat_unblocked
from domain.sending.claiming import Claimed, put_claimed
from models.base import table_of
from models.places import Organisation

logger = logging.getLogger(__name__)

#: Sends what this process has written as taken, in its order.
Send = Callable[[Sequence[Claimed]], Awaitable[None]]
#: Telegram keeps an update so long for a bot that does not fetch it.
KEPT_BY_TELEGRAM = timedelta(hours=24)
#: The database cannot be reached: the update is not acknowledged, and comes again.
UNREACHABLE = (OperationalError, InterfaceError, NoConnection, OSError)
_FIRST_ORGANISATION = sa.select(sa.func.min(table_of(Organisation).c.id))

SORRY = _("Something went wrong, and it is our fault. Please try again, or press “Call me”.")
ONLY_ALONE = _("I speak with each person alone. Please write to me in a chat of our own.")


@dataclass(frozen=True, slots=True)
class Arrived:
    """An update that has come in: its number and what it says."""

    update_id: int
    heard: Heard


def arrived(update: Update) -> Arrived:
    """What an update of Telegram says."""
    return Arrived(update.update_id, heard_in(update))


class Reception:
    """Takes updates from either side, polling or webhook, and answers each of them once."""

    def __init__(
        self, database: Database, conversations: Mapping[ActorKind, Conversation], send: Send, *, worker: str
    ) -> None:
        self.database = database
        self.conversations = conversations
        self.send = send
        self.worker = worker
        self.lanes = Lanes()
        self.patience = Patience()
        self._first_organisation: int | None = None

    async def handle(self, update: Arrived) -> None:
        """Do what the update asks, once. Returns after the commit; the reply is on its way then.

        Raises one of UNREACHABLE when nothing could be kept: then the update must come again.
        """
        try:
            rows = await self._in_one_unit(update)
        except Refusal as refusal:
            rows = await self._in_one_unit(update, partial(_worded, refusal))
        except UNREACHABLE:
            raise
        except Exception:
            logger.exception("update failed", extra={"update_id": update.update_id})
            rows = await self._apologise(update)
        if rows:
            self.lanes.begin(update.heard.chat_id, partial(self.send, rows))

    async def close(self) -> None:
        """Wait until the replies that are on their way have been sent."""
        await self.lanes.close()

    async def _apologise(self, update: Arrived) -> Sequence[Claimed]:
        """Nothing of the update is kept but its number, so that a bug in one chat does not hold up the others."""
        try:
            return await self._in_one_unit(update, spoken(SORRY))
        except UNREACHABLE:
            raise
        except Exception:
            logger.exception("no apology either", extra={"update_id": update.update_id})
            return await self._in_one_unit(replace(update, heard=Heard(Said.IGNORED)))

    async def _in_one_unit(self, update: Arrived, instead: Spoken | None = None) -> Sequence[Claimed]:
        return await self.database.run(STRANGER, lambda session: self._answer(session, update, instead))

    async def _answer(self, session: AsyncSession, update: Arrived, instead: Spoken | None) -> Sequence[Claimed]:
        """The whole unit of work; `instead` is said where the update itself was refused or has failed."""
        heard = update.heard
        if not await handled.note(session, update.update_id) or heard.kind is Said.IGNORED:
            return ()
        actor = await who_is(session, heard.chat_id)
        if actor.kind is ActorKind.STRANGER and self.patience.is_over(heard.chat_id):
            return ()
        await act_as(session, actor)
        talk = Talk(session, actor, heard.chat_id, self._home, at=_said_at(heard.at))
        if heard.kind in (Said.BLOCKED, Said.UNBLOCKED):
            await (chat_blocked if heard.kind is Said.BLOCKED else chat_unblocked)(session, heard.chat_id)
            return ()
        if heard.kind is Said.GROUP:
            return await self._put(talk, [await self._only_alone(talk)])
        next_question = await self._next(talk, heard, instead)
        await _keep(session, heard.chat_id, next_question)
        return await self._put(talk, await self._rows(talk, next_question.question))

    async def _next(self, talk: Talk, heard: Heard, instead: Spoken | None) -> OpenQuestion:
        if instead:
            return OpenQuestion(await talk.home(instead(talk.actor.language)))
        kept = await dialogues.load(talk.session, talk.telegram_id)
        last = opened(kept.flow, kept.step, kept.facts, kept.misunderstood) if kept else None
        return await self.conversations[talk.actor.kind].answer(talk, heard, last)

    async def _home(self, talk: Talk, text: str) -> Question:
        return await self.conversations[talk.actor.kind].door.home(talk, text)

    async def _put(self, talk: Talk, rows: Sequence[dict[str, Any]]) -> Sequence[Claimed]:
        return await put_claimed(talk.session, rows, worker=self.worker)

    async def _rows(self, talk: Talk, question: Question) -> list[dict[str, Any]]:
        return replies.rows_of(talk, question, await self._organisation(talk))

    async def _only_alone(self, talk: Talk) -> dict[str, Any]:
        """Once for each group: personal data is for private chats only."""
        organisation = await self._organisation(talk)
        return replies.row_of(talk, talk.say(ONLY_ALONE), organisation, dedupe=f"group:{talk.telegram_id}")

    async def _organisation(self, talk: Talk) -> int:
        """Whose message it is: strangers are answered by the first organisation."""
        if talk.actor.organisation_id is not None:
            return talk.actor.organisation_id
        if self._first_organisation is None:
            self._first_organisation = await talk.session.scalar(_FIRST_ORGANISATION)
        if self._first_organisation is None:
            raise LookupError("there is no organisation yet: run main.py first")
        return self._first_organisation


def _worded(refusal: Refusal, language: str) -> str:
    return refusal_text(language, refusal)


def _said_at(moment: datetime | None) -> datetime | None:
    """When it was said, by our own clock; a moment that Telegram cannot mean is none."""
    here = clock.as_here(moment) if moment else None
    return here if here and timedelta() <= clock.now() - here <= KEPT_BY_TELEGRAM else None


async def _keep(session: AsyncSession, chat_id: int, question: OpenQuestion) -> None:
    flow, step = question.place
    await dialogues.save(
        session, chat_id, flow=flow, step=step, facts=question.facts(), misunderstood=question.misunderstood
    )
