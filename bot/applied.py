"""How far an application is, for whoever asks in words at any time. Of guarded cases nothing is said in a chat."""

from dataclasses import replace

from bot.matching import exact
from bot.talk import Answer, Button, Question, Talk
from domain.access import ActorKind
from domain.applications.telling import ToldApplication, applications_of_chat_reader
from domain.phrases import SOURCE, _
from domain.search import normalised

KEY = "applied"
ASK = _("📄 My application")
ASK_ALSO = _(
    "application, my application, where is my application, what about my application, how far is my application"
)
NONE_KNOWN = _("I know of no application. To apply, press “Call me” and the office will help you.")
OWN = _("Application {number}, {service}.\n{state}\n{then}")
OF_KIN = _("{name}: application {number}, {service}.\n{state}\n{then}")


async def asked(talk: Talk, answer: Answer) -> Question | None:
    """The answer to "my application", said at any time; None when something else was said."""
    return await tell(talk) if exact(normalised(answer.text), [_button(talk)]) else None


async def tell(talk: Talk) -> Question:
    """The state of each application and what comes next. The button stays, so that asking again looks anew."""
    found = await applications_of_chat_reader(talk.session, talk.actor)
    home = await talk.home("\n\n".join(_told(talk, one) for one in found) or talk.say(NONE_KNOWN))
    return replace(home, buttons=(*home.buttons, _button(talk)))


def _button(talk: Talk) -> Button:
    return talk.button(KEY, ASK, also=ASK_ALSO)


def _told(talk: Talk, told: ToldApplication) -> str:
    programme = told.programme
    service = programme.name_en if talk.actor.language == SOURCE and programme.name_en else programme.name
    phrase = OF_KIN if talk.actor.kind is ActorKind.RELATIVE else OWN
    return talk.say(phrase, name=told.first_name, number=told.number, service=service, state=told.state, then=told.then)
