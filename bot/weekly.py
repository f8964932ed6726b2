"""The weekly order in words: on which weekdays food comes without asking."""

from bot.dates import WORKING_DAYS, weekdays_in
from bot.talk import Answer, NotUnderstood, Question, Steps, Talk
from bot.whose import Whose, whose
from domain.meals.weekly import NotOnThatWeekday, set_weekly_order, weekday_words, weekly_order
from domain.phrases import _, refusal_text

MONDAY_WEDNESDAY_FRIDAY = 0b0010101

NOW = _("We bring you food: {days}. On which days do you want it?")
NOW_FOR_KIN = _("We bring {name} food: {days}. On which days is it wanted?")
AGAIN = _("On which weekdays shall we bring food? Write them, for example: Tuesday and Thursday.")
WRITE_THEM = _("Write the days, for example: Tuesday and Thursday.")
NOTED = _("I have noted it. We bring you food: {days}. It holds from {day}.")
NOTED_FOR_KIN = _("I have noted it. We bring {name} food: {days}. It holds from {day}.")

WORKING_WEEK = _("Every working day")
WORKING_WEEK_ALSO = _("every day, all, all days")
THREE_DAYS = _("Monday, Wednesday and Friday")
OTHER_DAYS = _("✏️ Other days")
OTHER_DAYS_ALSO = _("other, i will write them")
NO_DAYS = _("Only when I order")
NO_DAYS_ALSO = _("none, never, no days, i will order")


async def ask_weekdays(talk: Talk, person: Whose) -> Question:
    """What the weekly order is now, and what it could be."""
    now = await weekly_order(talk.session, talk.actor, person_id=person.person_id)
    buttons = (
        talk.button("week", WORKING_WEEK, also=WORKING_WEEK_ALSO),
        talk.button("three", THREE_DAYS),
        talk.button("write", OTHER_DAYS, also=OTHER_DAYS_ALSO),
        talk.button("none", NO_DAYS, also=NO_DAYS_ALSO),
    )
    return Question(
        "weekly.days",
        person.say(talk, NOW, NOW_FOR_KIN, days=now.in_words(talk.actor.language)),
        buttons,
        person.facts(portions=now.portions),
        again=talk.say(AGAIN),
        takes_words=True,
    )


async def days_answered(talk: Talk, answer: Answer) -> Question:
    """The weekdays, by a button or typed."""
    person = whose(talk)
    # Named weekdays stand before any button: "Monday and Friday" is a part of "Monday, Wednesday and Friday".
    if weekdays := weekdays_in(talk.actor.language, answer.text):
        return await _set(talk, person, weekdays)
    match answer.key:
        case "write":
            facts = person.facts(portions=talk.facts["portions"])
            return Question("weekly.days", talk.say(WRITE_THEM), (), facts, takes_words=True)
        case "week":
            return await _set(talk, person, WORKING_DAYS)
        case "three":
            return await _set(talk, person, MONDAY_WEDNESDAY_FRIDAY)
        case "none":
            return await _set(talk, person, 0)
    raise NotUnderstood


async def _set(talk: Talk, person: Whose, weekdays: int) -> Question:
    try:
        taken = await set_weekly_order(
            talk.session,
            talk.actor,
            person_id=person.person_id,
            weekdays=weekdays,
            portions=talk.facts["portions"],
        )
    except NotOnThatWeekday as refusal:
        question = await ask_weekdays(talk, person)
        return question.after(refusal_text(talk.actor.language, refusal))
    days = weekday_words(talk.actor.language, taken.weekdays)
    return await talk.home(person.say(talk, NOTED, NOTED_FOR_KIN, days=days, day=taken.first_day))


STEPS: Steps = {"weekly.days": days_answered}
