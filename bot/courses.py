"""Trainings that are open to everybody: seen, signed up for and given up in a few presses, by anybody in the chat.

Whoever the service does not know leaves a name and a phone. Of group work and of any case nothing is known here.
"""

from dataclasses import replace

from bot.matching import exact
from bot.talk import Answer, Button, NotUnderstood, Question, Steps, Talk, sentence
from domain import clock
from domain.access import ActorKind
from domain.courses.by_chat import OpenCourse, course_for_chat, courses_for_chat, give_up_by_chat, sign_up_by_chat
from domain.courses.signing import checked_guest
from domain.courses.telling import GIVE_UP, TRAININGS
from domain.phrases import _, _n, day_words, hour_words
from domain.refusals import WrongInput
from domain.search import normalised
from models.courses import SignUpStatus

KEY = "courses"
ASK = _("🎓 Trainings")
ASK_ALSO = _("trainings, training, courses, course, a training, a course, sign me up for a training, my trainings")
WHICH = _("These trainings are open to everybody, and free of charge. Which one would you like to see?")
ONE_OF_THEM = _("{title}, {day}")
NONE_OPEN = _("No training is open now. If you want to ask the office, press “Call me”.")
ABOUT = _("{title}\n{about}\n{whom}\n{where}\n{place}\n{when}")
WHERE = _("{office}, {address}")
WHEN = _("It begins on {day}.")
WHEN_AT = _("The next session is on {day} at {hour}.")
FREE = _n("One seat is free. Shall I sign you up?", "{n} seats are free. Shall I sign you up?")
FULL = _("The seats are taken. Shall I write you down to wait? I write to you as soon as one is free.")
SEATED = _("You have a seat.")
WAITING = _("You wait for a seat: number {turn} in line. I write to you as soon as one is free.")
SIGN_UP = _("✍️ Sign me up")
SIGN_UP_ALSO = _("yes, i want, i want to, sign up, enrol me, ok, good")
WAIT = _("⏳ I will wait")
WAIT_ALSO = _("yes, i want, i want to, wait, ok, good")
GIVE_UP_BUTTON = _("❌ Give the seat up")
GIVE_UP_ALSO = _("i will not come, cancel, i cannot come, no, give up")
REALLY = _("Shall I give your seat to somebody else? It cannot be had back while others wait.")
YES_GIVE_UP = _("Yes, give it up")
YES_ALSO = _("yes, ok, good, i give it up")
KEEP = _("No, I keep it")
KEEP_ALSO = _("no, keep, i will come")
NOW_SEATED = _("I have signed you up: {title}. You have a seat.")
NOW_WAITING = _("I have written you down to wait: {title}. You are number {turn} in line, and I will write to you.")
GIVEN_UP = _("Noted. You no longer take part: {title}.")
STILL_YOURS = _("Good, it stays as it was.")
NO_LONGER = _("Nobody can be signed up for this training now.")
NAME = _("What is your name? Please write the first and the last name.")
PHONE = _("On which phone can the office reach you? Send your number with the button below, or write it in figures.")
SHARE = _("📱 Send my phone number")


def button(talk: Talk) -> Button:
    """The way to the trainings."""
    return talk.button(KEY, ASK, also=ASK_ALSO)


async def button_if_any(talk: Talk) -> tuple[Button, ...]:
    """The way to the trainings, where there is one to see."""
    return (button(talk),) if await courses_for_chat(talk.session, talk.actor, chat=talk.telegram_id) else ()


async def asked(talk: Talk, answer: Answer) -> Question | None:
    """ "Trainings", said at any time; None when something else was said."""
    words = [button(talk), talk.button(KEY, TRAININGS), talk.button(KEY, GIVE_UP)]
    return await tell(talk) if answer.text and exact(normalised(answer.text), words) else None


async def tell(talk: Talk) -> Question:
    """The trainings to choose from; the only one is shown at once."""
    found = await courses_for_chat(talk.session, talk.actor, chat=talk.telegram_id)
    if not found:
        return await talk.home(talk.say(NONE_OPEN))
    if len(found) == 1:
        return _ask_about(talk, found[0])
    buttons = tuple(Button(str(one.course.key), _named(talk, one), one.course.title) for one in found)
    return Question("courses.which", talk.say(WHICH), buttons)


def _named(talk: Talk, one: OpenCourse) -> str:
    return talk.say(ONE_OF_THEM, title=one.course.title, day=lambda language: day_words(language, one.course.starts_on))


async def which_answered(talk: Talk, answer: Answer) -> Question:
    """One of the trainings."""
    return await _shown(talk, int(answer.key))


async def _shown(talk: Talk, course_id: int) -> Question:
    one = await course_for_chat(talk.session, talk.actor, course_id=course_id, chat=talk.telegram_id)
    return _ask_about(talk, one) if one else await talk.home(talk.say(NO_LONGER))


def _ask_about(talk: Talk, one: OpenCourse) -> Question:
    """What it is, and the one thing that can be done: sign up, wait, or give the seat up."""
    question = Question("courses.one", "", facts={"course": one.course.key}).after(_about(talk, one))
    if one.mine is not None:
        text = talk.say(SEATED) if one.turn is None else talk.say(WAITING, turn=one.turn)
        return replace(question, text=text, buttons=(talk.button("leave", GIVE_UP_BUTTON, also=GIVE_UP_ALSO),))
    if one.free:
        join = talk.button("join", SIGN_UP, also=SIGN_UP_ALSO)
        return replace(question, text=talk.say_n(FREE, one.free), buttons=(join,))
    return replace(question, text=talk.say(FULL), buttons=(talk.button("join", WAIT, also=WAIT_ALSO),))


def _about(talk: Talk, one: OpenCourse) -> str:
    course = one.course
    if one.first is None:
        when = talk.say(WHEN, day=course.starts_on)
    else:
        when = talk.say(WHEN_AT, day=clock.local(one.first).date(), hour=hour_words(one.first))
    office = one.office
    where = talk.say(WHERE, office=office.name, address=office.address) if office.address else office.name
    text = talk.say(
        ABOUT, title=course.title, about=course.about, whom=sentence(course.for_whom), where=where,
        place=sentence(course.place), when=when,
    )  # fmt: skip
    return "\n".join(line for line in text.split("\n") if line.strip())


async def one_answered(talk: Talk, answer: Answer) -> Question:
    """Sign up, or give up; whoever is new says the name first."""
    course_id = talk.facts["course"]
    one = await course_for_chat(talk.session, talk.actor, course_id=course_id, chat=talk.telegram_id)
    if one is None:
        return await talk.home(talk.say(NO_LONGER))
    if answer.key == "leave":
        return _ask_really(talk, one)
    if one.mine is None and talk.actor.kind is ActorKind.STRANGER:
        return Question("courses.name", talk.say(NAME), facts=dict(talk.facts), takes_words=True, numbered=False)
    return await _signed_up(talk, course_id)


async def name_answered(talk: Talk, answer: Answer) -> Question:
    """First and last name."""
    if len(answer.text.split()) < 2 or any(map(str.isdigit, answer.text)):
        raise NotUnderstood
    return Question(
        "courses.phone",
        talk.say(PHONE),
        (talk.button("share", SHARE, asks_contact=True),),
        {**talk.facts, "name": answer.text},
        takes_words=True,
        takes_contact=True,
        numbered=False,
    )


async def phone_answered(talk: Talk, answer: Answer) -> Question:
    """The phone; with it the seat is taken."""
    given = f"+{answer.contact.phone.lstrip('+')}" if answer.contact else answer.text
    try:
        name, phone = checked_guest(talk.facts["name"], given)
    except WrongInput:
        raise NotUnderstood from None
    shown = await course_for_chat(talk.session, talk.actor, course_id=talk.facts["course"], chat=talk.telegram_id)
    if shown is None:
        return await talk.home(talk.say(NO_LONGER))
    return await _signed_up(talk, talk.facts["course"], name=name, phone=phone)


async def _signed_up(talk: Talk, course_id: int, *, name: str = "", phone: str = "") -> Question:
    one = await sign_up_by_chat(
        talk.session, talk.actor, course_id=course_id, chat=talk.telegram_id, name=name, phone=phone
    )
    phrase = NOW_WAITING if one.mine and one.mine.status is SignUpStatus.WAITING else NOW_SEATED
    return await talk.home(talk.say(phrase, title=one.course.title, turn=one.turn))


def _ask_really(talk: Talk, one: OpenCourse) -> Question:
    buttons = (talk.button("yes", YES_GIVE_UP, also=YES_ALSO), talk.button("no", KEEP, also=KEEP_ALSO))
    return Question("courses.really", talk.say(REALLY), buttons, {"course": one.course.key, "title": one.course.title})


async def really_answered(talk: Talk, answer: Answer) -> Question:
    """Asked twice, since the seat goes to somebody else at once."""
    if answer.key == "no":
        return await talk.home(talk.say(STILL_YOURS))
    await give_up_by_chat(talk.session, talk.actor, course_id=talk.facts["course"], chat=talk.telegram_id)
    return await talk.home(talk.say(GIVEN_UP, title=talk.facts["title"]))


STEPS: Steps = {
    "courses.which": which_answered,
    "courses.one": one_answered,
    "courses.name": name_answered,
    "courses.phone": phone_answered,
    "courses.really": really_answered,
}
