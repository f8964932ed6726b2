"""Somebody the service does not know: what it is, who may enrol, which office serves them, and a call back."""

import re
from dataclasses import replace

from bot import applied, applying, courses, districts, linking, office
from bot.matching import exact
from bot.talk import Answer, Button, NotUnderstood, Question, Steps, Talk
from domain.links.knowing import waiting_chat
from domain.newcomers import (
    DistrictUnknown,
    answering_organisation,
    find_districts,
    leave_phone,
    office_for_district,
)
from domain.phones import NotAPhone, parse_phone, spoken_phone
from domain.phrases import _, refusal_text
from domain.search import normalised
from domain.tasks import open_task, promise, promise_words
from models.places import District, Office
from models.tasks import TaskKind

ADULT = 18

WELCOME = _("Hello! I am the helper of the municipality's social care. What would you like?")
WHAT_ELSE = _("What would you like?")
WAITING = _("The office has not confirmed your phone yet. I will write to you as soon as it has. Phone: {phone}.")
ABOUT = _("ℹ️ What is this?")
ABOUT_ALSO = _("what, about, information, help, question, how")
ENROL = _("📝 I want to enrol")
ENROL_ALSO = _("enrol, enrolment, i want food, food, food for mother")
CODE = _("🔑 I have a code")
CODE_ALSO = _("code, slip, letter, i have a slip")

WHAT_IT_IS = _("The service brings warm lunch home and helps in the household people who cannot manage alone.")
WHO = _("Elderly people and people with disabilities may enrol. A relative may also do it for them.")
HOW = _("The office of your district enrols you. A social worker explains what papers are needed.")
WRITE_CODE = _("Please write here the code from the office's slip, or photograph its square with the phone's camera.")
WRITE_CODE_AGAIN = _("Write the code as it stands on the slip. If it does not work, call the office: {phone}.")

YOUR_OFFICE = _("{office} serves {district}.\n{address}\n☎ {phone}\n{hours}")
CALL_BACK = _("Shall we call you? Send your number with the button below, or write it in figures.")
SHARE = _("📱 Send my phone number")
NOTED = _("I have noted your phone, {phone}.")
UNKNOWN_DISTRICT = _("I know no such district. Please choose one, or call: {phone}.")
CALL_US = _("I do not know your phone yet. Call us on {phone}, or press “Call me” and leave it.")

_CHILD_ALSO = _("i am a child, under 18, i am under 18, minor, school, pupil")
_YEARS = _("year, years, year old, years old")
_BEFORE_AGE = _("i am, i m, im, aged, a boy of, a girl of, a child of")
_EMERGENCY_ALSO = _("help, urgent, emergency, 112, sos, i feel bad, i am unwell, i fell, ambulance, doctor, fire")


async def home(talk: Talk, text: str = "") -> Question:
    """What can be asked by anybody; a phone that waits for the office is told that it does."""
    if not text and await waiting_chat(talk.session, talk.telegram_id):
        text = talk.say(WAITING, phone=await _phone(talk))
    enrol = talk.button("enrol", ENROL, also=ENROL_ALSO)
    if begun := await applying.go_on_button(talk):
        enrol, kept = begun
        text = text or kept
    mine = (applied.button(talk),) if await applied.has_any(talk) else ()
    return Question(
        "newcomer.home",
        text or talk.say(WELCOME),
        (
            talk.button("about", ABOUT, also=ABOUT_ALSO),
            enrol,
            *mine,
            talk.button("code", CODE, also=CODE_ALSO),
        ),
        again=talk.say(WHAT_ELSE),
        at_home=True,
    )


async def _phone(talk: Talk) -> str:
    return spoken_phone((await answering_organisation(talk.session, talk.actor)).phone)


async def chosen(talk: Talk, answer: Answer) -> Question:
    """One of the buttons of home."""
    match answer.key:
        case "about":
            question = await talk.home(talk.say(HOW))
            if trainings := await courses.button_if_any(talk):  # in place of what is just being read
                question = replace(question, buttons=(*question.buttons[1:], *trainings))
            return question.after(talk.say(WHAT_IT_IS), talk.say(WHO), talk.say(office.EMERGENCY))
        case "enrol":
            return await applying.resume(talk) or await _enrol(talk)
        case applied.KEY:
            return await applied.tell(talk)
        case courses.KEY:
            return await courses.tell(talk)
    return await ask_code(talk)


async def _enrol(talk: Talk) -> Question:
    return (await districts.ask(talk)).after(talk.say(WHO), talk.say(HOW))


async def anywhere(talk: Talk, answer: Answer) -> Question | None:
    """A shared phone, a code, an emergency or a child is heard at any time, also amid an application."""
    if found := await applying.answered_anywhere(talk, answer):
        return found
    if answer.contact:
        return await _phone_left(talk, None, answer)
    heard, amid = normalised(answer.text), applying.HERE in talk.facts
    # An address in Latin letters can be as long as a code.
    if (code := linking.code_in(answer.text)) and (not amid or code == answer.text):
        return await linking.start(talk, Answer(text=code))
    if _is_among(heard, talk.say(_CHILD_ALSO)) or _is_of_a_child(talk, heard, amid=amid):
        return await applying.child(talk)
    if _is_among(heard, talk.say(_EMERGENCY_ALSO)):
        question = await applying.still_open(talk) or await districts.ask(talk)
        return question.after(talk.say(office.EMERGENCY))
    return await courses.asked(talk, answer) or await _application_asked(talk, answer)


async def _application_asked(talk: Talk, answer: Answer) -> Question | None:
    """ "Application": the one that was begun goes on, those that were sent are told of, else a new one begins."""
    if not applying.is_asked(talk, answer):
        return None
    if found := await applying.resume(talk) or await applying.tell_of_sent(talk):
        return found
    # Under the office's card the district is known already.
    district_id = talk.facts.get("district")
    return await applying.ask_service(talk, district_id) if district_id else await _enrol(talk)


def _is_of_a_child(talk: Talk, heard: str, *, amid: bool) -> bool:
    """ "I am 15 years old". "For three years" is no age, nor are, amid an application, the years alone."""
    age = re.fullmatch(r"(.*?) ?\b(\d{1,2}) (.+)", heard)
    if age is None or int(age[2]) >= ADULT or applying.asks_age(talk):
        return False
    if (age[1] and age[1] not in _normalised_words(talk.say(_BEFORE_AGE))) or (amid and not age[1]):
        return False
    return any(f"{age[3]} ".startswith(f"{word} ") for word in _normalised_words(talk.say(_YEARS)))


def _normalised_words(words: str) -> set[str]:
    return {normalised(word) for word in words.split(",")}


def _is_among(heard: str, words: str) -> bool:
    return exact(heard, [Button("", "", words)]) is not None


async def ask_code(talk: Talk) -> Question:
    """Please write the code."""
    return Question(
        "newcomer.code",
        talk.say(WRITE_CODE),
        again=talk.say(WRITE_CODE_AGAIN, phone=await _phone(talk)),
        takes_words=True,
        numbered=False,
    )


async def code_answered(talk: Talk, answer: Answer) -> Question:
    """A code that does not even look like one is tried, when it is one word: it may lack a letter."""
    if len(answer.text.split()) > 1 or not answer.text.isascii():
        raise NotUnderstood
    return await linking.start(talk, answer)


async def district_answered(talk: Talk, answer: Answer) -> Question:
    """A district, a group of them, or its typed name."""
    keys = {int(key) for key in answer.key.split(",") if key}
    if len(keys) == 1:
        return await _show_office(talk, keys.pop())
    if keys:
        return await districts.ask_of_group(talk, keys)
    found = await find_districts(talk.session, talk.actor, text=answer.text)
    if len(found) == 1:
        return await _show_office(talk, found[0].key)
    if found:
        return districts.ask_among(talk, found)
    return (await districts.ask(talk)).after(talk.say(UNKNOWN_DISTRICT, phone=await _phone(talk)))


async def _show_office(talk: Talk, district_id: int) -> Question:
    try:
        serving = await office_for_district(talk.session, talk.actor, district_id=district_id)
    except DistrictUnknown as refusal:
        return (await districts.ask(talk)).after(refusal_text(talk.actor.language, refusal))
    question = _ask_phone(talk, district_id, _office_card(talk, serving.office, serving.district))
    return replace(question, buttons=(*question.buttons, applying.button(talk)))


def _office_card(talk: Talk, serving: Office, district: District) -> str:
    card = talk.say(
        YOUR_OFFICE,
        office=serving.name,
        district=district.name,
        address=serving.address,
        phone=spoken_phone(serving.phone),
        hours=serving.hours,
    )
    return "\n".join(line for line in card.split("\n") if line.strip())


def _ask_phone(talk: Talk, district_id: int | None, *before: str) -> Question:
    question = Question(
        "newcomer.phone",
        talk.say(CALL_BACK),
        (talk.button("share", SHARE, asks_contact=True),),
        {"district": district_id},
        takes_words=True,
        takes_contact=True,
        numbered=False,
    )
    return question.after(*before)


async def phone_answered(talk: Talk, answer: Answer) -> Question:
    """A number to be called back on, shared or typed; or an application at once."""
    if answer.key == "apply":
        return await applying.ask_service(talk, talk.facts["district"])
    return await _phone_left(talk, talk.facts["district"], answer)


async def _phone_left(talk: Talk, district_id: int | None, answer: Answer) -> Question:
    """The office of the district hears of the number at once; without a district the first one does."""
    # A shared number always begins with its country, often without the plus.
    given = f"+{answer.contact.phone.lstrip('+')}" if answer.contact else answer.text
    try:
        phone = parse_phone(given)
    except NotAPhone as refusal:
        return _ask_phone(talk, district_id, refusal_text(talk.actor.language, refusal))
    # In words as well: a second number joins the task that is open, and is read there.
    task = await leave_phone(
        talk.session,
        talk.actor,
        district_id=district_id,
        phone=phone,
        telegram_id=talk.telegram_id,
        words=spoken_phone(phone),
    )
    promised = promise_words(talk.actor.language, await promise(talk.session, task))
    return (await talk.home(promised)).after(talk.say(NOTED, phone=spoken_phone(phone)))


async def call_me(talk: Talk, _answer: Answer) -> Question:
    """Nobody can be called without a number: which office, then which phone."""
    return await districts.ask(talk)


async def ask_office(talk: Talk, kind: TaskKind, words: str) -> str:
    """The office hears that somebody did not get on; who it is, nobody knows yet."""
    await open_task(talk.session, talk.actor, kind=kind, words=words, chat=talk.telegram_id)
    return talk.say(CALL_US, phone=await _phone(talk))


STEPS: Steps = {
    "newcomer.home": chosen,
    "newcomer.code": code_answered,
    "newcomer.district": district_answered,
    "newcomer.phone": phone_answered,
}
