"""How far an application is, for whoever asks in words at any time. Of guarded cases nothing is said in a chat."""

from dataclasses import replace

from bot import waiting
from bot.matching import exact
from bot.talk import Answer, Button, Question, Talk
from domain.access import ActorKind
from domain.applications.telling import applications_of_chat_reader
from domain.phrases import _
from domain.search import normalised

KEY = "applied"
ASK = _("📄 My application")
ASK_ALSO = _(
    "application, my application, where is my application, what about my application, how far is my application"
)
NONE_KNOWN = _("I know of no application. To apply, press “Call me” and the office will help you.")


async def asked(talk: Talk, answer: Answer) -> Question | None:
    """The answer to "my application", said at any time; None when something else was said."""
    return await tell(talk) if is_asked(talk, answer) else None


def is_asked(talk: Talk, answer: Answer) -> bool:
    """Whether "my application" was said."""
    return exact(normalised(answer.text), [button(talk)]) is not None


async def has_any(talk: Talk) -> bool:
    """Whether there is an application of which the one who is talking may be told."""
    return bool(await applications_of_chat_reader(talk.session, talk.actor))


async def tell(talk: Talk) -> Question:
    """The state of each application, what comes next, and the turn of whoever waits for a place.

    The button stays, so that asking again looks anew.
    """
    found = await applications_of_chat_reader(talk.session, talk.actor)
    own, language = talk.actor.kind is ActorKind.PERSON, talk.actor.language
    told = [one.in_words(own=own)(language) for one in found] + await waiting.turns(talk)
    question = await waiting.told(talk, "\n\n".join(told) or talk.say(NONE_KNOWN))
    if not question.at_home or any(one.key == KEY for one in question.buttons):
        return question
    return replace(question, buttons=(*question.buttons, button(talk)))


def button(talk: Talk) -> Button:
    """To ask how far the application is."""
    return talk.button(KEY, ASK, also=ASK_ALSO)
