"""Stopping food for some days: in hospital, away, with the day of return; and letting it come again."""

from datetime import date

from bot.dates import day_in
from bot.talk import Answer, Button, NotUnderstood, Question, Steps, Talk, sentence
from bot.whose import Whose, whose
from domain.meals.offers import days_ahead
from domain.meals.pausing import PauseTaken, ReturnTooEarly, resume_food, stop_food
from domain.phrases import _, refusal_text
from models.meals import PauseReason

#: Days of return offered as buttons; any other day can be written.
CHOICE = 3

WHY = _("Why shall we bring no food?")
HOSPITAL = _("🏥 I am in hospital")
HOSPITAL_OF_KIN = _("🏥 In hospital")
HOSPITAL_ALSO = _("hospital, ill, operation")
AWAY = _("🧳 I will not be at home")
AWAY_OF_KIN = _("🧳 Not at home")
AWAY_ALSO = _("away, not at home, travelling, guest, village")
ANOTHER = _("✏️ Another reason")
ANOTHER_ALSO = _("other, another, no reason")
WHEN_BACK = _("From which day shall we bring it again? Choose a day or write it.")
NOT_KNOWN = _("❓ I do not know yet")
NOT_KNOWN_ALSO = _("i do not know, do not know, later, not yet")

STOPPED_UNTIL = _("I have stopped the food. We bring it again: {day}.")
STOPPED_UNTIL_FOR_KIN = _("I have stopped the food of {name}. We bring it again: {day}.")
STOPPED = _("I have stopped the food. When you are back, press “Food”, or call us.")
STOPPED_FOR_KIN = _("I have stopped the food of {name}. To bring it again, press “Food”.")
GET_WELL = _("We wish you a quick recovery!")
STILL_COMES = _("The food for {day} is already being cooked. If nobody can take it, press “Call me”.")
COMES_AGAIN = _("We bring you food again: {day}.")
COMES_AGAIN_FOR_KIN = _("We bring {name} food again: {day}.")


def ask_reason(talk: Talk, person: Whose) -> Question:
    """Why is no food wanted?"""
    own = not person.name
    buttons = (
        talk.button("hospital", HOSPITAL if own else HOSPITAL_OF_KIN, also=HOSPITAL_ALSO),
        talk.button("away", AWAY if own else AWAY_OF_KIN, also=AWAY_ALSO),
        talk.button("other", ANOTHER, also=ANOTHER_ALSO),
    )
    return Question("pausing.why", talk.say(WHY), buttons, person.facts())


def reasons_said_outright(talk: Talk) -> list[Button]:
    """Sentences that stop the food whenever a person says them: why is known then, and only the return is asked."""
    return [talk.button("hospital", HOSPITAL), talk.button("away", AWAY)]


async def why_answered(talk: Talk, answer: Answer) -> Question:
    """The reason is known; until when?"""
    return await _ask_return(talk, whose(talk), answer.key)


async def _ask_return(talk: Talk, person: Whose, reason: str) -> Question:
    offers = await days_ahead(talk.session, talk.actor, person_id=person.person_id, count=CHOICE + 1)
    days = [Button(offer.day.isoformat(), sentence(talk.day(offer.day))) for offer in offers[1:]]
    unknown = talk.button("unknown", NOT_KNOWN, also=NOT_KNOWN_ALSO)
    facts = person.facts(reason=reason)
    return Question("pausing.until", talk.say(WHEN_BACK), (*days, unknown), facts, takes_words=True)


async def until_answered(talk: Talk, answer: Answer) -> Question:
    """The day of return is known, or is not; the food stops."""
    person, reason = whose(talk), PauseReason(talk.facts["reason"])
    returns_on = _return_day(talk, answer)
    try:
        taken = await stop_food(
            talk.session, talk.actor, person_id=person.person_id, reason=reason, returns_on=returns_on
        )
    except ReturnTooEarly as refusal:
        question = await _ask_return(talk, person, reason.value)
        return question.after(refusal_text(talk.actor.language, refusal))
    return await _stopped(talk, person, reason, taken)


def _return_day(talk: Talk, answer: Answer) -> date | None:
    if answer.key:
        return None if answer.key == "unknown" else date.fromisoformat(answer.key)
    found = day_in(talk.actor.language, answer.text)
    if found is None:
        raise NotUnderstood
    return found


async def _stopped(talk: Talk, person: Whose, reason: PauseReason, taken: PauseTaken) -> Question:
    if taken.returns_on:
        said = person.say(talk, STOPPED_UNTIL, STOPPED_UNTIL_FOR_KIN, day=taken.returns_on)
    else:
        said = person.say(talk, STOPPED, STOPPED_FOR_KIN)
    before = [talk.say(STILL_COMES, day=day) for day in taken.already_cooking]
    home = await talk.home(talk.say(GET_WELL) if _ill(person, reason) else said)
    return home.after(*before, said) if _ill(person, reason) else home.after(*before)


def _ill(person: Whose, reason: PauseReason) -> bool:
    return reason is PauseReason.HOSPITAL and not person.name


async def resume(talk: Talk, person: Whose) -> Question:
    """Food comes again from the first day that is still open."""
    resumed = await resume_food(talk.session, talk.actor, person_id=person.person_id)
    return await talk.home(person.say(talk, COMES_AGAIN, COMES_AGAIN_FOR_KIN, day=resumed.first_day))


STEPS: Steps = {"pausing.why": why_answered, "pausing.until": until_answered}
