"""Linking a phone: a code from the office says whose it is, a shared contact proves it, or the office confirms it."""

import re
from dataclasses import replace

from bot.talk import Answer, Question, Steps, Talk
from domain.access import ActorKind
from domain.links.codes import CodeUsed, Linkable, look_at_code
from domain.links.knowing import act_as, waiting_chat, who_is
from domain.links.linking import Linked, Waiting, link_chat
from domain.newcomers import answering_organisation
from domain.phones import spoken_phone
from domain.phrases import Phrase, _, refusal_text
from domain.refusals import Refusal
from domain.tasks import promise

ARE_YOU: dict[ActorKind, Phrase] = {
    ActorKind.PERSON: _("Are you {name}, {street}?"),
    ActorKind.RELATIVE: _("Are you {name}, close to somebody in {street}?"),
    ActorKind.DRIVER: _("Are you {name}, a driver?"),
    ActorKind.STAFF: _("Are you {name}, our colleague?"),
}
REPLACES = _("Until now {name} was written to on this phone. If you go on, that will end.")
YES = _("✅ Yes, that is me")
YES_ALSO = _("yes, it is me, i am")
NO = _("❌ No, that is not me")
NO_ALSO = _("no, not me, somebody else")
SHARE = _("Please send your phone number with the button below. That is how we know it is you.")
SHARE_BUTTON = _("📱 Send my phone number")
NOT_WRITTEN = _("A written number is not enough. Please press the big button below and then “Share”.")
NOT_YOURS = _("This is somebody else's number. Please send your own with the big button below.")
WELCOME = _("Welcome, {name}! Your phone is linked now.")
WAIT = _("Thank you! {office} will confirm your phone, and I will write to you here. You can also call: {phone}.")
WAIT_PHONE_DIFFERS = _(
    "We have another number for you. {office} will check it, and I will write to you here. You can also call: {phone}."
)
NOT_YOU = _("All right, I have linked nothing. Please tell the office that the code is not yours: {phone}.")
REFUSED = _("{refusal} Phone of the office: {phone}.")

_CODE = re.compile(r"[A-Za-z0-9_-]{32}")
_ANY_CODE = re.compile(r"[A-Za-z0-9_-]{24,64}")


def code_in(text: str) -> str:
    """The code that was typed, pasted as a link or copied with spaces; empty when it is none."""
    last = text.strip().rpartition("start=")[2]
    together = "".join(last.split())
    if together == last and _ANY_CODE.fullmatch(last):
        return last
    # A sentence in Latin letters can be as long as a code, but has no figures in it.
    return together if _CODE.fullmatch(together) and re.search(r"\d", together) else ""


async def start(talk: Talk, answer: Answer) -> Question:
    """A code has come: whom would it link?"""
    found = await look_at_code(talk.session, telegram_id=talk.telegram_id, code=answer.text)
    if not isinstance(found, Refusal):
        return _ask(talk, found)
    if isinstance(found, CodeUsed) and await _has_come_this_way(talk):
        return await talk.home()
    return await _refused(talk, found)


async def _has_come_this_way(talk: Talk) -> bool:
    """The slip is read again by a phone that is linked, or waits: nothing is wrong."""
    return talk.actor.kind is not ActorKind.STRANGER or await waiting_chat(talk.session, talk.telegram_id) is not None


def _ask(talk: Talk, found: Linkable) -> Question:
    there = _in_the_language(talk, found.language)
    question = Question(
        "linking.is_it_you",
        there.say(ARE_YOU[found.kind], name=found.first_name, street=found.street),
        (there.button("yes", YES, also=YES_ALSO), there.button("no", NO, also=NO_ALSO)),
        {"code": found.code_id, "language": found.language, "contact": found.needs_contact},
        takes_contact=True,
    )
    return question.after(there.say(REPLACES, name=found.replaces)) if found.replaces else question


def _in_the_language(talk: Talk, language: str) -> Talk:
    """The same talk in the language of whoever the code is for: the chat itself may have another one."""
    return replace(talk, actor=replace(talk.actor, language=language))


async def is_it_you_answered(talk: Talk, answer: Answer) -> Question:
    """Yes leads to the contact or to the office, no links nothing; a contact shared at once is a yes."""
    if answer.key == "no":
        there = _in_the_language(talk, talk.facts["language"])
        return await talk.home(there.say(NOT_YOU, phone=await _office_phone(talk)))
    if not talk.facts["contact"]:
        return await _link(talk, None)
    return await contact_answered(talk, answer) if answer.contact else _ask_contact(talk)


def _ask_contact(talk: Talk, wrong: Phrase | None = None) -> Question:
    there = _in_the_language(talk, talk.facts["language"])
    question = Question(
        "linking.contact",
        there.say(SHARE),
        (there.button("share", SHARE_BUTTON, asks_contact=True),),
        talk.facts,
        takes_words=True,
        takes_contact=True,
    )
    return question.after(there.say(wrong)) if wrong else question


async def contact_answered(talk: Talk, answer: Answer) -> Question:
    """Only the sender's own contact is a proof; a typed or a foreign number is none."""
    if answer.contact is None:
        return _ask_contact(talk, NOT_WRITTEN)
    if answer.contact.telegram_id != talk.telegram_id:
        return _ask_contact(talk, NOT_YOURS)
    return await _link(talk, answer.contact.phone)


async def _link(talk: Talk, phone: str | None) -> Question:
    try:
        done = await link_chat(
            talk.session, telegram_id=talk.telegram_id, code_id=talk.facts["code"], contact_phone=phone
        )
    except Refusal as refusal:
        return await _refused(talk, refusal)
    return await (_welcome(talk, done) if isinstance(done, Linked) else _wait(talk, done))


async def _welcome(talk: Talk, done: Linked) -> Question:
    """From now on the chat speaks for somebody, and stands at that door."""
    talk.actor = done.actor
    await act_as(talk.session, talk.actor)
    question = await talk.home()
    return question.after(talk.say(WELCOME, name=done.actor.name), *question.before)


async def _wait(talk: Talk, done: Waiting) -> Question:
    promised = await promise(talk.session, done.task)
    phrase = WAIT_PHONE_DIFFERS if done.phone_differs else WAIT
    said = _in_the_language(talk, talk.facts["language"]).say(phrase, office=promised.office, phone=promised.phone)
    # What the chat spoke for before has ended.
    talk.actor = await who_is(talk.session, talk.telegram_id)
    await act_as(talk.session, talk.actor)
    return await talk.home(said)


async def _refused(talk: Talk, refusal: Refusal) -> Question:
    """In words, and whom to call: whoever holds a slip has no other way in."""
    words = refusal_text(talk.actor.language, refusal)
    return await talk.home(talk.say(REFUSED, refusal=words, phone=await _office_phone(talk)))


async def _office_phone(talk: Talk) -> str:
    return spoken_phone((await answering_organisation(talk.session, talk.actor)).phone)


STEPS: Steps = {"linking.is_it_you": is_it_you_answered, "linking.contact": contact_answered}
