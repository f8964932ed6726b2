"""What a driver may say at any time: a button of any stop, late or again, a bare number, the list, the office."""

import re

from bot.conversation import NO_NUMBERS
from bot.driver import day, doorstep, reporting
from bot.matching import exact
from bot.talk import Answer, Button, Question, Steps, Talk
from domain import clock
from domain.deliveries import NoSuchStop, stop_at
from domain.people.numbers import holds_number
from domain.phrases import _
from domain.search import normalised
from models.routes import Outcome

NOT_BEGUN = _("The day has not begun yet, so I have noted nothing.")
FIRST = _("This is the first stop.")
LAST = _("This is the last stop.")


async def anywhere(talk: Talk, answer: Answer) -> Question | None:
    """The question that follows, or None for words that are none of these."""
    heard = normalised(answer.text)
    if found := exact(heard, _of_the_day(talk)):
        return await day.day_answered(talk, Answer(found.key))
    number = re.match(r"\d{1,3}\b", heard)
    if number is None:
        return None
    if heard == number[0]:
        return await numbered(talk, "stop", int(heard))
    button = exact(heard, every_numbered(talk, int(number[0])))
    return await numbered(talk, button.key, int(number[0])) if button else None


def _of_the_day(talk: Talk) -> list[Button]:
    return [
        day.begin_button(talk),
        talk.button("finish", day.FINISH, also=day.FINISH_ALSO),
        talk.button("list", doorstep.LIST, also=doorstep.LIST_ALSO),
        talk.button("office", doorstep.OFFICE, also=doorstep.OFFICE_ALSO),
    ]


def every_numbered(talk: Talk, number: int) -> list[Button]:
    """Every button that carries the number of a stop."""
    return [
        *doorstep.outcome_buttons(talk, number),
        doorstep.numbered_button(talk, "rang", number, reporting.RANG, reporting.RANG_ALSO),
        *reporting.reason_buttons(talk, number),
        doorstep.numbered_button(talk, "stop", number, reporting.BACK_TO_STOP),
    ]


async def numbered(talk: Talk, key: str, number: int) -> Question:
    """A press for a stop by its number. A keyboard of another day cannot report today's doors."""
    if not await day.is_under_way(talk, reporting.day_of(talk)):
        return await day.home(talk, talk.say(NOT_BEGUN))
    return await reporting.press(talk, key, number)


async def stop_answered(talk: Talk, answer: Answer) -> Question:
    """A button under a stop."""
    number = talk.facts["number"]
    match answer.key:
        case "list":
            return await day.whole_list(talk)
        case "office":
            return await day.office(talk)
        case "back" | "next":
            return await _step(talk, number, 1 if answer.key == "next" else -1)
    return await numbered(talk, answer.key, number)


async def _step(talk: Talk, number: int, step: int) -> Question:
    """The stop before or after, in the order of driving."""
    try:
        now = await stop_at(talk.session, talk.actor, day=clock.today(), number=number, step=step)
    except NoSuchStop:
        return await day.home(talk)
    question = doorstep.show_stop(talk, now)
    return question.after(talk.say(LAST if step > 0 else FIRST)) if now.card.number == number else question


async def door_answered(talk: Talk, answer: Answer) -> Question:
    """A button of a question about one door."""
    return await numbered(talk, answer.key, talk.facts["number"])


async def words_answered(talk: Talk, answer: Answer) -> Question:
    """The driver's own words go to the office; an ЕГН is not kept, and the question is put again."""
    if answer.key:
        return await numbered(talk, answer.key, talk.facts["number"])
    if holds_number(answer.text):
        return (await numbered(talk, "words", talk.facts["number"])).after(talk.say(NO_NUMBERS))
    return await reporting.report(talk, talk.facts["number"], Outcome.OTHER, answer.text)


async def call_me(talk: Talk, _answer: Answer) -> Question:
    """Somebody asks for a call: whom to ring, and where the work goes on."""
    return await day.office(talk)


STEPS: Steps = {
    "driver.day": day.day_answered,
    "driver.stop": stop_answered,
    "driver.rang": door_answered,
    "driver.reason": door_answered,
    "driver.words": words_answered,
}
