"""What happened at a door, as the driver reports it: delivered, nobody opened, or something else."""

from dataclasses import replace
from datetime import date

from bot.driver import day as driver_day
from bot.driver.doorstep import at_stop, numbered_button, outcome_buttons, phones_of, show_stop
from bot.talk import Button, Question, Talk
from domain import clock
from domain.deliveries import Reported, report_stop, stop_at
from domain.phrases import Phrase, _, word
from domain.routes.cards import StopCard
from models.routes import Outcome

RING_AGAIN = _("{number} 🚪 Please ring once more and call:")
NO_PHONE = _("{number} 🚪 Please ring and knock once more. There is no phone.")
KEY = _("🔑 Key: {who}")
RANG = _("{number} 🔔 I rang and called")
RANG_ALSO = _("{number} i rang, {number} rang and called")
WHAT = _("{number} ⚠️ What happened?")
REFUSED = _("{number} 🙅 Refuses the food")
WRONG_ADDRESS = _("{number} 🏠 Wrong address")
UNWELL = _("{number} 🚑 The person is unwell")
IN_WORDS = _("{number} ✏️ I will write it")
REFUSED_ALSO = _("{number} refused, {number} refuses")
WRONG_ADDRESS_ALSO = _("{number} address")
UNWELL_ALSO = _("{number} unwell, {number} bad, {number} ill")
IN_WORDS_ALSO = _("{number} words, {number} something else")
BACK_TO_STOP = _("↩️ Back to stop {number}")
WRITE = _("{number} ✏️ Please write in a few words what happened.")

NOTED = _("✍️ {number} noted: {outcome}. {left} left.")
CORRECTED = _("✍️ {number} corrected: {outcome} (it was: {before}). {left} left.")
ALREADY = _("{number} is noted already: {outcome}.")
OFFICE_KNOWS = _("Keep the box. The office knows and will look into it.")
ALARMED = _("Keep the box. The office has the alarm and is looking for the person.")
ALARMED_KIN_TOLD = _("Keep the box. The office has the alarm, and the relatives have been told.")
CALL_112 = _("🚑 Call 112 now!\nStay with the person until help comes. The office knows and will call you.")

#: Buttons that report at once.
OUTCOMES: dict[str, Outcome] = {
    "delivered": Outcome.DELIVERED,
    "rang": Outcome.NOT_OPENED,
    "refused": Outcome.REFUSED,
    "wrong_address": Outcome.WRONG_ADDRESS,
    "unwell": Outcome.UNWELL,
}


async def press(talk: Talk, key: str, number: int) -> Question:
    """A button with the number of its stop, whenever it comes."""
    if key in OUTCOMES:
        return await report(talk, number, OUTCOMES[key])
    now = await stop_at(talk.session, talk.actor, day=day_of(talk), number=number)
    match key:
        case "not_opened":
            return _ask_to_ring(talk, now.card)
        case "other":
            return _ask_reason(talk, number)
        case "words":
            return _ask_words(talk, number)
    return show_stop(talk, now)


def day_of(talk: Talk) -> date:
    """The day the press belongs to: one that Telegram kept overnight is of yesterday."""
    return clock.local(talk.at or clock.now()).date()


async def report(talk: Talk, number: int, outcome: Outcome, words: str = "") -> Question:
    """Note the outcome; the driver reads what is true now, then the next door."""
    done = await report_stop(
        talk.session,
        talk.actor,
        day=day_of(talk),
        number=number,
        outcome=outcome,
        words=words,
        happened_at=talk.at,
    )
    if done.card.outcome is Outcome.UNWELL and outcome is Outcome.UNWELL:
        return at_stop(talk, done.card.day, number, talk.say(CALL_112))
    said = [_what_is_true(talk, done)]
    if done.changed and outcome is not Outcome.DELIVERED:
        said.append(talk.say(_what_follows(done)))
    return await driver_day.go_on(talk, done.card.day, done.next, *said)


def _what_is_true(talk: Talk, done: Reported) -> str:
    language, card = talk.actor.language, done.card
    outcome = word(language, card.outcome) if card.outcome else ""
    if not done.changed:
        return talk.say(ALREADY, number=card.number, outcome=outcome)
    if done.before and done.before is not card.outcome:
        before = word(language, done.before)
        return talk.say(CORRECTED, number=card.number, outcome=outcome, before=before, left=done.left)
    return talk.say(NOTED, number=card.number, outcome=outcome, left=done.left)


def _what_follows(done: Reported) -> Phrase:
    if not done.alarm:
        return OFFICE_KNOWS
    return ALARMED_KIN_TOLD if done.relatives_told else ALARMED


def _ask_to_ring(talk: Talk, card: StopCard) -> Question:
    """Nobody opens: ring and call once more, before anybody is alarmed."""
    number = card.number
    buttons = (
        numbered_button(talk, "rang", number, RANG, RANG_ALSO),
        outcome_buttons(talk, number)[0],
        numbered_button(talk, "stop", number, BACK_TO_STOP),
    )
    text = "\n".join(_whom_to_call(talk, card))
    return replace(_of_stop(talk, "driver.rang", number, text), buttons=buttons)


def _whom_to_call(talk: Talk, card: StopCard) -> list[str]:
    called = [f"☎ {card.place_phone}"] if card.place and card.place_phone else []
    called += [line for eater in card.eaters for line in _ways_to(eater.name, phones_of(eater))]
    keys = [talk.say(KEY, who=eater.key_holder) for eater in card.eaters if eater.key_holder]
    return [talk.say(RING_AGAIN if called else NO_PHONE, number=card.number), *called, *keys]


def _ways_to(name: str, phones: list[str]) -> list[str]:
    return [name, *phones] if phones else []


def _ask_reason(talk: Talk, number: int) -> Question:
    buttons = (*reason_buttons(talk, number), numbered_button(talk, "stop", number, BACK_TO_STOP))
    return replace(_of_stop(talk, "driver.reason", number, talk.say(WHAT, number=number)), buttons=buttons)


def reason_buttons(talk: Talk, number: int) -> tuple[Button, ...]:
    """What else can have happened."""
    return (
        numbered_button(talk, "refused", number, REFUSED, REFUSED_ALSO),
        numbered_button(talk, "wrong_address", number, WRONG_ADDRESS, WRONG_ADDRESS_ALSO),
        numbered_button(talk, "unwell", number, UNWELL, UNWELL_ALSO),
        numbered_button(talk, "words", number, IN_WORDS, IN_WORDS_ALSO),
    )


def _ask_words(talk: Talk, number: int) -> Question:
    question = _of_stop(talk, "driver.words", number, talk.say(WRITE, number=number))
    return replace(question, buttons=(numbered_button(talk, "stop", number, BACK_TO_STOP),), takes_words=True)


def _of_stop(talk: Talk, step: str, number: int, text: str) -> Question:
    return replace(at_stop(talk, day_of(talk), number, text), step=step, again=text)
