"""Food: the days ahead with their dishes, ordering, cancelling, another day."""

from collections.abc import Sequence
from datetime import date

from bot.changes import ask_change
from bot.dates import day_in
from bot.talk import Answer, Button, NotUnderstood, Question, Steps, Talk, sentence
from bot.whose import Whose, whose
from domain.meals.offers import DayIsPast, DayOffer, NotServedThatDay, days_ahead, offer_of
from domain.meals.ordering import DishClashes, cancel_meal, order_meal
from domain.menus import allergen_words
from domain.phrases import Phrase, _, refusal_text
from domain.refusals import Refusal

#: Days offered under "another day".
CHOICE = 4

MENU = _("{day}:\n{dishes}\n\nContains: {allergens}.")
MENU_WITHOUT_ALLERGENS = _("{day}:\n{dishes}")
NO_MENU = _("{day}: the menu is not ready yet.")
CLASH = _("⚠️ Take care, you must not eat this: {dishes}.")
CLASH_OF_KIN = _("⚠️ Take care, {name} must not eat this: {dishes}.")
BRING_IT = _("Shall we bring it?")
BRING_IT_ANYWAY = _("Shall we bring it all the same?")
BRING_IT_IN_PAUSE = _("The food is stopped now. Shall we bring it on this day?")
WILL_BRING = _("We will bring it. Is that all right?")
COMES = _("We will bring it.")
NOT_ORDERED = _("No food is ordered for this day.")
COOKING = _("It is already being cooked, and we will bring it.")
TOO_LATE = _("It is too late to order for this day. If you need food, press “Call me”.")
NOTED = _("I have noted food for {day}. Enjoy your meal!")
NOTED_FOR_KIN = _("I have noted food for {name} for {day}.")
NOT_COMING = _("All right. We bring no food for {day}.")
NOT_COMING_FOR_KIN = _("All right. We bring {name} no food for {day}.")
STAYS = _("All right. We will bring food for {day}.")
STAYS_FOR_KIN = _("All right. We will bring {name} food for {day}.")
WHICH_DAY = _("For which day? Choose one, or write it.")
NO_OTHER_DAY = _("No more days can be chosen now.")

YES = _("✅ Yes")
YES_ALSO = _("ok, all right, please, i want, bring it, order")
FINE = _("✅ Good")
FINE_ALSO = _("yes, ok, all right, thank you, bring it")
NO = _("❌ Do not bring it")
NO_ALSO = _("no, i do not want it, cancel, no need")
OTHER_DAY = _("📅 Another day")
OTHER_DAY_ALSO = _("day, other, tomorrow, later")
CHANGE = _("⏸ Stop or every week")
CHANGE_ALSO = _("stop, more, other, week, pause")


async def open_food(talk: Talk, person: Whose) -> Question:
    """The first day for which something can still be said, with its dishes."""
    offers = await days_ahead(talk.session, talk.actor, person_id=person.person_id, count=2)
    first = next((offer for offer in offers if offer.wanted or offer.can_order), None)
    if first is None:
        return await talk.home(talk.say(NO_OTHER_DAY))
    return show_day(talk, person, first)


def show_day(talk: Talk, person: Whose, offer: DayOffer) -> Question:
    """The dishes and allergens of the day, what clashes, and what can still be done about it."""
    buttons = [talk.button("other", OTHER_DAY, also=OTHER_DAY_ALSO)]
    if person.may_order:
        buttons = [*_answers(talk, offer), *buttons, talk.button("change", CHANGE, also=CHANGE_ALSO)]
    clashes = [dish.id for dish in offer.clashes]
    return Question(
        "food.day",
        talk.say(_asked(offer) if person.may_order else _seen(offer)),
        tuple(buttons),
        person.facts(day=offer.day.isoformat(), clashes=clashes, wanted=offer.wanted, paused=bool(offer.pause)),
        before=tuple(_menu(talk, person, offer)),
        takes_words=True,
    )


def _menu(talk: Talk, person: Whose, offer: DayOffer) -> list[str]:
    language, day = talk.actor.language, talk.day(offer.day)
    if not offer.menu.dishes:
        return [sentence(talk.say(NO_MENU, day=day))]
    dishes = "\n".join(f"• {name}" for name in offer.menu.names(language))
    phrase = MENU if offer.menu.allergens else MENU_WITHOUT_ALLERGENS
    allergens = allergen_words(language, offer.menu.allergens)
    found = [sentence(talk.say(phrase, day=day, dishes=dishes, allergens=allergens))]
    if offer.clashes:
        clashing = ", ".join(dish.named(language) for dish in offer.clashes)
        found.append(person.say(talk, CLASH, CLASH_OF_KIN, dishes=clashing))
    return found


def _answers(talk: Talk, offer: DayOffer) -> list[Button]:
    if offer.wanted and offer.can_cancel:
        return [talk.button("fine", FINE, also=FINE_ALSO), talk.button("no", NO, also=NO_ALSO)]
    if not offer.wanted and offer.can_order:
        return [talk.button("yes", YES, also=YES_ALSO)]
    return []


def _asked(offer: DayOffer) -> Phrase:
    """What is true of the day, for somebody who may change it."""
    if offer.wanted:
        return WILL_BRING if offer.can_cancel else COOKING
    if not offer.can_order:
        return TOO_LATE
    if offer.clashes:
        return BRING_IT_ANYWAY
    return BRING_IT_IN_PAUSE if offer.pause else BRING_IT


def _seen(offer: DayOffer) -> Phrase:
    """What is true of the day, for somebody who may only look."""
    if not offer.wanted:
        return NOT_ORDERED
    return COMES if offer.can_cancel else COOKING


async def day_answered(talk: Talk, answer: Answer) -> Question:
    """Yes, no, another day, or something else about the day that was shown."""
    person, day = whose(talk), date.fromisoformat(talk.facts["day"])
    match answer.key:
        case "yes":
            return await _order(talk, person, day)
        case "no":
            await cancel_meal(talk.session, talk.actor, person_id=person.person_id, day=day)
            return await talk.home(person.say(talk, NOT_COMING, NOT_COMING_FOR_KIN, day=day))
        case "fine":
            return await talk.home(person.say(talk, STAYS, STAYS_FOR_KIN, day=day))
        case "other":
            return await ask_day(talk, person, day)
        case "change":
            return ask_change(talk, person, paused=bool(talk.facts["paused"]))
    return await _typed_day(talk, person, answer.text)


async def _order(talk: Talk, person: Whose, day: date) -> Question:
    """Order the day; a clash that was said before the question has been accepted with the answer."""
    try:
        await order_meal(talk.session, talk.actor, person_id=person.person_id, day=day)
    except DishClashes as clash:
        if {dish.id for dish in clash.values["clashes"]} - set(talk.facts["clashes"]):
            offer = await offer_of(talk.session, talk.actor, person_id=person.person_id, day=day)
            return show_day(talk, person, offer)
        await order_meal(talk.session, talk.actor, person_id=person.person_id, day=day, accept_clash=True)
    return await talk.home(person.say(talk, NOTED, NOTED_FOR_KIN, day=day))


async def ask_day(talk: Talk, person: Whose, shown: date | None) -> Question:
    """Which of the days ahead?"""
    offers = await days_ahead(talk.session, talk.actor, person_id=person.person_id, count=CHOICE + 1)
    days = [offer.day for offer in offers if offer.day != shown]
    return _which_day(talk, person, days[:CHOICE])


def _which_day(talk: Talk, person: Whose, days: Sequence[date]) -> Question:
    buttons = tuple(Button(day.isoformat(), sentence(talk.day(day))) for day in days)
    return Question("food.which_day", talk.say(WHICH_DAY), buttons, person.facts(), takes_words=True)


async def which_day_answered(talk: Talk, answer: Answer) -> Question:
    """One of the days, by its button or typed."""
    person = whose(talk)
    if not answer.key:
        return await _typed_day(talk, person, answer.text)
    return await _show(talk, person, date.fromisoformat(answer.key))


async def _typed_day(talk: Talk, person: Whose, text: str) -> Question:
    day = day_in(talk.actor.language, text)
    if day is None:
        raise NotUnderstood
    return await _show(talk, person, day)


async def _show(talk: Talk, person: Whose, day: date) -> Question:
    try:
        offer = await offer_of(talk.session, talk.actor, person_id=person.person_id, day=day)
    except (NotServedThatDay, DayIsPast) as refusal:
        return await _ask_again(talk, person, refusal)
    return show_day(talk, person, offer)


async def _ask_again(talk: Talk, person: Whose, refusal: Refusal) -> Question:
    question = await ask_day(talk, person, None)
    return question.after(refusal_text(talk.actor.language, refusal))


STEPS: Steps = {"food.day": day_answered, "food.which_day": which_day_answered}
