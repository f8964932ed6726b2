"""The rows of a reply: written in the update's own transaction, sent by this process right after its commit."""

from datetime import timedelta
from typing import Any

from bot.conversation import keyboard_of
from bot.talk import Question, Talk
from domain import clock, outbox
from domain.access import ActorKind
from domain.outbox import News, Reader
from models.outbox import Priority

#: A reply that has waited longer answers a question nobody remembers.
LIFE = timedelta(hours=12)


def rows_of(talk: Talk, question: Question, organisation_id: int) -> list[dict[str, Any]]:
    """A row for each message of the reply; the last one carries the buttons."""
    guard = {"protected": True} if question.protected else {}
    markup: dict[str, Any] = {"keyboard": keyboard_of(talk, question), **guard}
    markup |= {name: True for name in ("small", "html") if getattr(question, name)}
    rows = [row_of(talk, text, organisation_id) for text in (*question.before, question.text)]
    for row in rows:
        row["markup"] = guard or None
    rows[-1]["markup"] = markup
    return rows


def row_of(talk: Talk, text: str, organisation_id: int, *, dedupe: str | None = None) -> dict[str, Any]:
    """The row of one message without buttons."""
    actor = talk.actor
    person_id = actor.number if actor.kind is ActorKind.PERSON else None
    reader = Reader(talk.telegram_id, actor.language, organisation_id, person_id)
    until = clock.now() + LIFE
    news = News("reply", lambda _: text, dedupe, Priority.REPLY, must_arrive=True, expires_at=until)
    return outbox.row_of(reader, news)
