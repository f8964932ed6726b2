"""An application in the chat, by somebody whom the service does not know: three short parts, read back before sending.

Each answer is kept at once: whoever comes back in some days goes on where they stopped. Every question can be left for
later, and nothing that looks like an ЕГН is kept.
"""

from dataclasses import replace

from bot import applied, districts
from bot.applying_buttons import back, buttons_of
from bot.applying_words import PARTS, answer_words, numbered_words, question_words, service_words, summary
from bot.matching import exact
from bot.talk import Answer, Button, NotUnderstood, Question, Steps, Talk
from domain import clock
from domain.applications import by_chat
from domain.applications.chat_form import (
    LABELS,
    SERVICE,
    Asked,
    Part,
    Whom,
    next_question,
    of_part,
    part_of,
    question_before,
    questions,
    still_needed,
)
from domain.applications.unfinished import GO_ON, KEPT
from domain.phrases import _, refusal_text
from domain.refusals import WrongInput
from domain.search import normalised
from models.applications import Application
from models.places import Programme

GO_ON_ALSO = _("application, my application, continue, continue my application, go on, apply")
APPLY = _("✍️ Apply here, in the chat")
AT_YOUR_PACE = _("A few short questions. You may stop at any time with “Home”: I keep what you have told me.")
WHICH = _("Which help is nearest to what is needed?")
NOT_SURE = _("🤷 I do not know")
NOT_SURE_ALSO = _("do not know, not sure, i am not sure, later, something else, other")
ANOTHER_DISTRICT = _("🏘 Another district")
GOING_ON = _("We go on: “{part}”.")
KEPT_UNTIL = _("What you have told me is kept until {day}. Press “Go on with the application” when you like.")

STOP_ALSO = _("stop, enough, i stop, enough for now, tomorrow")
SO_FAR = _("Now it says: {answer}.")

READ_BACK = _("This is what I have written down:\n{lines}")
SHALL_I = _("Is it right? Shall I send it to the office?")
STILL_NEEDED = _("To send it, the office needs the name and a phone. Please write them.")
SEND, SEND_ALSO = _("✅ Yes, send it"), _("yes, send, it is right, right, correct")
CHANGE, CHANGE_ALSO = _("✏️ Change something"), _("no, change, correct it, wrong, not right")
WHICH_PART = _("What is to be corrected?")
OF_SERVICE = _("Service")
WHICH_ANSWER = _("Which answer?")
SENT = _(
    "The application is written down. Its number is {number}. The office will call you and say what papers it needs."
)
THEN = _("Then a social worker visits the home and sees what help is needed. Ask here at any time: “my application”.")
CHILD_PARENTS = _(
    "About children the office speaks with you itself. Please call it. Help for a child at any hour: 116 111."
)
CHILD = _("If you need help, call 116 111: it is free, at any hour. In danger: 112.")
TOLD_OFFICE = _("I have told the office that you need help.")

#: A question of the application is open.
HERE = "applying"


def is_asked(talk: Talk, answer: Answer) -> bool:
    """Whether the application was named: to go on with it, or to hear how far it is."""
    go_on = Button("", talk.say(GO_ON), talk.say(GO_ON_ALSO))
    return exact(normalised(answer.text), [go_on]) is not None or applied.is_asked(talk, answer)


async def tell_of_sent(talk: Talk) -> Question | None:
    """How far the applications are that were sent from here; None when there are none."""
    return await applied.tell(talk) if await applied.has_any(talk) else None


def asks_age(talk: Talk) -> bool:
    """Whether the open question is how old somebody is."""
    return talk.facts.get("asked") == Asked.YEAR


async def answered_anywhere(talk: Talk, answer: Answer) -> Question | None:
    """What is heard while a question of the application is open, whichever it is; None for everything else."""
    draft = await _draft(talk) if HERE in talk.facts else None
    if draft is None:
        return None
    if answer.contact:
        return await _told(talk, draft, Asked.PHONE, f"+{answer.contact.phone.lstrip('+')}")
    if exact(normalised(answer.text), [Button("", "", talk.say(STOP_ALSO))]):
        return await talk.home()
    return None


async def still_open(talk: Talk) -> Question | None:
    """The open question of the application after something else was said; None when none is open."""
    draft = await _draft(talk) if HERE in talk.facts else None
    return await _next(talk, draft) if draft else None


async def resume(talk: Talk) -> Question | None:
    """Go on with the application that was begun; None when there is none."""
    draft = await _draft(talk)
    if draft is None:
        return None
    open_now = next_question(dict(draft.answers))
    question = await _next(talk, draft)
    if open_now is None:
        return question
    return question.after(talk.say(GOING_ON, part=talk.say(PARTS[part_of(open_now)])))


async def go_on_button(talk: Talk) -> tuple[Button, str] | None:
    """At home: the way on with an application that was begun, and until when it is kept."""
    draft = await _draft(talk)
    if draft is None:
        return None
    until = clock.local(draft.received_at + KEPT).date()
    return talk.button("enrol", GO_ON, also=GO_ON_ALSO), talk.say(KEPT_UNTIL, day=until)


def button(talk: Talk) -> Button:
    """To apply here, under the office's card."""
    return talk.button("apply", APPLY)


async def ask_service(talk: Talk, district_id: int) -> Question:
    """The services that can be asked for in the chat; whoever does not know leaves it to the office."""
    offered = await by_chat.services_by_chat(talk.session, district_id=district_id)
    buttons = [Button(str(one.key), service_words(talk, one)) for one in offered]
    buttons.append(talk.button("unsure", NOT_SURE, also=NOT_SURE_ALSO))
    buttons.append(replace(talk.button("district", ANOTHER_DISTRICT), beside=True))
    return Question("applying.service", talk.say(WHICH), tuple(buttons), {"district": district_id})


async def service_answered(talk: Talk, answer: Answer) -> Question:
    """The service; from here on the application is kept."""
    if answer.key == "district":
        return await districts.ask(talk)
    is_new = await _draft(talk) is None
    draft = await by_chat.begin(
        talk.session,
        talk.actor,
        chat=talk.telegram_id,
        district_id=talk.facts["district"],
        programme_id=None if answer.key == "unsure" else int(answer.key),
    )
    question = await _next(talk, draft)
    return question.after(talk.say(AT_YOUR_PACE)) if is_new else question


async def _draft(talk: Talk) -> Application | None:
    return await by_chat.draft_of(talk.session, chat=talk.telegram_id)


async def _needed(talk: Talk) -> Application:
    draft = await _draft(talk)
    if draft is None:
        raise by_chat.NoDraft
    return draft


async def _next(talk: Talk, draft: Application) -> Question:
    """The first question to which nothing was said yet, then the whole to be read back."""
    found = next_question(dict(draft.answers))
    return _ask(talk, draft, found) if found else await _read_back(talk, draft)


def _ask(talk: Talk, draft: Application, asked: Asked) -> Question:
    told = dict(draft.answers)
    question = Question(
        "applying.answer",
        numbered_words(talk, asked, told),
        buttons_of(talk, asked, told),
        {HERE: True, "asked": asked.value},
        again=question_words(talk, asked, told),
        takes_words=asked is not Asked.WHOM,
        takes_contact=asked is Asked.PHONE,
        numbered=asked in (Asked.WHOM, Asked.ALONE),
    )
    return question.after(talk.say(SO_FAR, answer=answer_words(talk, asked, told))) if told.get(asked) else question


async def answered(talk: Talk, answer: Answer) -> Question:
    """The answer to any of the questions. Words that only begin like a button are the answer itself."""
    draft, asked = await _needed(talk), Asked(talk.facts["asked"])
    if answer.contact:
        return await _told(talk, draft, asked, f"+{answer.contact.phone.lstrip('+')}")
    pressed = {one.key: one.text for one in _ask(talk, draft, asked).buttons}
    if not answer.key or (asked is not Asked.WHOM and answer.text != pressed.get(answer.key)):
        return await _told(talk, draft, asked, answer.text)
    match answer.key:
        case "back":
            return await _before(talk, draft, asked)
        case "later":
            return await _next(talk, await by_chat.leave_for_later(talk.session, draft, asked=asked))
        case "keep":
            return await _next(talk, draft)
        case "share":
            raise NotUnderstood
    return await _told(talk, draft, asked, answer.key)


async def _told(talk: Talk, draft: Application, asked: Asked, words: str) -> Question:
    try:
        return await _next(talk, await by_chat.answer(talk.session, draft, asked=asked, words=words))
    except WrongInput:
        raise NotUnderstood from None
    except by_chat.HoldsANumber as refusal:
        return _ask(talk, draft, asked).after(refusal_text(talk.actor.language, refusal))
    except by_chat.IsAChild:
        return await _about_a_child(talk, draft)


async def _about_a_child(talk: Talk, draft: Application) -> Question:
    """Nothing of it is kept; a child who asks for itself is an alarm for the office."""
    if draft.answers.get(Asked.WHOM) == Whom.SELF:
        return await child(talk)
    await by_chat.forget(talk.session, draft)
    return await talk.home(talk.say(CHILD_PARENTS))


async def child(talk: Talk) -> Question:
    """A child asks for help: whom it can call at once; the office is told (чл. 87 ЗСУ), and no application is kept."""
    draft = await _draft(talk)
    district_id = draft.district_id if draft else None
    await by_chat.child_asks(talk.session, talk.actor, chat=talk.telegram_id, district_id=district_id)
    if draft and draft.answers.get(Asked.WHOM, Whom.SELF) == Whom.SELF:
        await by_chat.forget(talk.session, draft)
    return (await talk.home(talk.say(CHILD))).after(talk.say(TOLD_OFFICE))


async def _before(talk: Talk, draft: Application, asked: Asked) -> Question:
    before = question_before(asked, dict(draft.answers))
    return _ask(talk, draft, before) if before else await ask_service(talk, draft.district_id or 0)


async def _read_back(talk: Talk, draft: Application) -> Question:
    programme = await talk.session.get_one(Programme, draft.programme_id)
    buttons = (talk.button("send", SEND, also=SEND_ALSO), talk.button("change", CHANGE, also=CHANGE_ALSO), back(talk))
    lines = talk.say(READ_BACK, lines=summary(talk, draft, programme))
    return Question("applying.sum", talk.say(SHALL_I), buttons, {HERE: True}).after(lines)


async def read_back_answered(talk: Talk, answer: Answer) -> Question:
    """Send it, or change something first."""
    draft = await _needed(talk)
    told = dict(draft.answers)
    if next_question(told):
        return await _next(talk, draft)
    match answer.key:
        case "change":
            return _ask_part(talk)
        case "back":
            return _ask(talk, draft, questions(told)[-1])
    if missing := still_needed(told):
        return _ask(talk, draft, missing[0]).after(talk.say(STILL_NEEDED))
    sent = await by_chat.send(talk.session, talk.actor, draft)
    return (await talk.home(talk.say(THEN))).after(talk.say(SENT, number=sent.number))


def _ask_part(talk: Talk) -> Question:
    service = talk.button(SERVICE, OF_SERVICE)
    parts = tuple(talk.button(part, name) for part, name in PARTS.items())
    return Question("applying.part", talk.say(WHICH_PART), (service, *parts, back(talk)), {HERE: True})


async def part_answered(talk: Talk, answer: Answer) -> Question:
    """Which part of the application is to be changed."""
    draft = await _needed(talk)
    if answer.key == "back":
        return await _next(talk, draft)
    if answer.key == SERVICE:
        return await ask_service(talk, draft.district_id or 0)
    among = of_part(Part(answer.key), dict(draft.answers))
    buttons = tuple(talk.button(one, LABELS[one]) for one in among)
    return Question("applying.which", talk.say(WHICH_ANSWER), (*buttons, back(talk)), {HERE: True})


async def which_answered(talk: Talk, answer: Answer) -> Question:
    """Which answer is to be changed."""
    if answer.key == "back":
        return _ask_part(talk)
    return _ask(talk, await _needed(talk), Asked(answer.key))


STEPS: Steps = {
    "applying.service": service_answered,
    "applying.answer": answered,
    "applying.sum": read_back_answered,
    "applying.part": part_answered,
    "applying.which": which_answered,
}
