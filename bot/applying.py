"""An application in the chat, by somebody whom the service does not know: four short questions and a phone.

Each answer is kept at once: whoever comes back in some days and says "application" goes on where they stopped.
"""

import re

from bot.matching import exact
from bot.talk import Answer, Button, NotUnderstood, Question, Steps, Talk
from domain.applications import by_chat
from domain.phrases import SOURCE, _
from domain.refusals import WrongInput
from domain.search import normalised
from models.applications import Application
from models.places import Programme

ASK_ALSO = _("application, my application, where is my application, continue my application")
APPLY = _("✍️ Apply here, in the chat")
WHICH = _("What help is needed?")
NAME = _("What is the name of the person who needs the help? Please write the first and the last name.")
YEAR = _("In which year was this person born? Please write it in four figures, for example 1941.")
PHONE = _("On which phone shall we call? Send your number with the button below, or write it in figures.")
SHARE = _("📱 Send my phone number")
SENT = _(
    "The application is written down. Its number is {number}. The office will call you and say what papers it needs."
)
CHILD = _("About children the office speaks with you itself. Please call it. Help for a child at any hour: 116 111.")
_FOUR_FIGURES = re.compile(r"\b(1[89]|20)\d\d\b")


async def asked(talk: Talk, answer: Answer) -> Question | None:
    """ "Application", said at any time: goes on with the one that was begun; None when there is none."""
    if not exact(normalised(answer.text), [Button("", "", talk.say(ASK_ALSO))]):
        return None
    return await resume(talk)


async def resume(talk: Talk) -> Question | None:
    """Go on with the application that was begun; None when there is none."""
    draft = await by_chat.draft_of(talk.session, chat=talk.telegram_id)
    return _next(talk, draft) if draft else None


def button(talk: Talk) -> Button:
    """To apply here, under the office's card."""
    return talk.button("apply", APPLY)


async def ask_service(talk: Talk, district_id: int) -> Question:
    """The services that can be asked for in the chat."""
    offered = await by_chat.services_by_chat(talk.session, district_id=district_id)
    buttons = tuple(Button(str(one.key), _named(talk, one)) for one in offered)
    return Question("applying.service", talk.say(WHICH), buttons, {"district": district_id})


def _named(talk: Talk, programme: Programme) -> str:
    return programme.name_en if talk.actor.language == SOURCE and programme.name_en else programme.name


async def service_answered(talk: Talk, answer: Answer) -> Question:
    """The service; from here on the application is kept."""
    draft = await by_chat.begin(
        talk.session,
        talk.actor,
        chat=talk.telegram_id,
        district_id=talk.facts["district"],
        programme_id=int(answer.key),
    )
    return _next(talk, draft)


def _next(talk: Talk, draft: Application) -> Question:
    """The first question that is not answered yet."""
    if not draft.first_name:
        return Question("applying.name", talk.say(NAME), takes_words=True, numbered=False)
    if not draft.born:
        return Question("applying.year", talk.say(YEAR), takes_words=True, numbered=False)
    share = talk.button("share", SHARE, asks_contact=True)
    return Question("applying.phone", talk.say(PHONE), (share,), takes_words=True, takes_contact=True, numbered=False)


async def name_answered(talk: Talk, answer: Answer) -> Question:
    """First and last name."""
    draft = await _draft(talk)
    try:
        return _next(talk, await by_chat.note_name(talk.session, draft, name=answer.text))
    except WrongInput:
        raise NotUnderstood from None


async def year_answered(talk: Talk, answer: Answer) -> Question:
    """The year of birth; of a child nothing is kept."""
    draft = await _draft(talk)
    found = _FOUR_FIGURES.search(answer.text)
    if not found:
        raise NotUnderstood
    try:
        grown = await by_chat.note_year(talk.session, draft, year=int(found[0]))
    except WrongInput:
        raise NotUnderstood from None
    return _next(talk, draft) if grown else await talk.home(talk.say(CHILD))


async def phone_answered(talk: Talk, answer: Answer) -> Question:
    """The phone; with it the application is handed over."""
    given = f"+{answer.contact.phone.lstrip('+')}" if answer.contact else answer.text
    try:
        sent = await by_chat.send(talk.session, talk.actor, await _draft(talk), phone=given)
    except WrongInput:
        raise NotUnderstood from None
    return await talk.home(talk.say(SENT, number=sent.number))


async def _draft(talk: Talk) -> Application:
    draft = await by_chat.draft_of(talk.session, chat=talk.telegram_id)
    if draft is None:
        raise by_chat.NotFinished
    return draft


STEPS: Steps = {
    "applying.service": service_answered,
    "applying.name": name_answered,
    "applying.year": year_answered,
    "applying.phone": phone_answered,
}
