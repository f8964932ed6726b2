"""A person of the office takes over: "call me", "I need help", and whatever the chat cannot understand."""

from bot.talk import Answer, Question, Talk
from domain.phrases import _
from domain.tasks import open_task, promise, promise_words
from models.tasks import TaskKind

EMERGENCY = _("If it is urgent, call 112 right now.")


async def ask_office(talk: Talk, kind: TaskKind, words: str) -> str:
    """Open a task for the office and say who will call and until when."""
    task = await open_task(talk.session, talk.actor, kind=kind, words=words, chat=talk.telegram_id)
    return promise_words(talk.actor.language, await promise(talk.session, task))


async def call_me(talk: Talk, _answer: Answer) -> Question:
    """Somebody asks for a call."""
    return await talk.home(await ask_office(talk, TaskKind.CALL_ME, ""))


async def help_me(talk: Talk) -> Question:
    """Somebody needs help: the emergency number first, then who of the office will call."""
    home = await talk.home(await ask_office(talk, TaskKind.HELP, ""))
    return home.after(talk.say(EMERGENCY))
