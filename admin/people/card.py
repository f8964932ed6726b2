"""A service user's card: who and where, what is true today and next; then food, relatives, chats, tasks, history."""

from functools import partial

from babel.dates import get_day_names

from admin.pages import Answer, page
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.addresses import address_line
from domain.meals.eating import NoMeals
from domain.meals.food_card import FoodCard, food_card
from domain.meals.pausing import pause_mark, pause_shown
from domain.meals.weekly import weekday_words
from domain.meals.whereabouts import FoodIs, Whereabouts
from domain.menus import allergen_words, clash_words
from domain.people.cards import PersonCard, person_card, show_egn
from domain.people.joining import card_in_use
from domain.phrases import Phrase, _, word
from models.chats import Chat
from models.meals import PauseReason

TABS: dict[str, Phrase] = {
    "food": _("Food"),
    "relatives": _("Relatives"),
    "chats": _("Chats"),
    "tasks": _("Tasks"),
    "history": _("History"),
}
DAYS_SHOWN = 7
WORKDAYS = 5
_TODAY: dict[FoodIs, Phrase] = {
    FoodIs.NOT_ORDERED: _("Today no food is brought."),
    FoodIs.PLANNED: _("Today food is coming."),
    FoodIs.ON_ITS_WAY: _("Today's food is on its way."),
    FoodIs.LATE: _("Today's food is late: it was promised by {end}."),
    FoodIs.DELIVERED: _("Today's food was delivered at {hour}."),
    FoodIs.NOT_OPENED: _("Today the door was not opened."),
    FoodIs.NOT_DELIVERED: _("Today's food was not handed over."),
}
_PLANNED_BETWEEN = _("Today food is coming between {start} and {end}.")


@page("/people/{person_id:int}", deed=Deed.SEE_PEOPLE, title=_("Service user"), writes=True)
async def person(visit: Visit) -> Answer:
    if "x-live" in visit.request.headers:  # only the alarms on top are wanted: the card itself is not opened anew
        return visit.show("layout.html")
    if joined := await card_in_use(visit.session, visit.actor, person_id=visit.number("person_id")):
        return visit.go(f"/people/{joined}", _("This card was joined to another one of the same person: here it is."))
    return await show_card(visit)


@person.post("/egn", deed=Deed.REVEAL_EGN)
async def egn(visit: Visit) -> Answer:
    found = await show_egn(visit.session, visit.actor, person_id=visit.number("person_id"))
    return await show_card(visit, egn=found)


async def show_card(visit: Visit, egn: str = "") -> Answer:
    """The card; with the whole ЕГН where it was asked for."""
    number, language = visit.number("person_id"), visit.language
    card = await person_card(visit.session, visit.actor, person_id=number)
    tab = visit.asked("tab") if visit.asked("tab") in TABS else "food"
    food = await _food(visit, card, DAYS_SHOWN if tab == "food" else 1)
    pause = pause_shown(card.pauses)
    return visit.show(
        "people/card.html",
        title=card.person.full_name,
        card=card,
        person=card.person,
        egn=egn,
        tab=tab,
        tabs=TABS,
        food=food,
        pause=pause,
        pause_seen=visit.editing(pause_mark(pause), "pause_seen"),
        weekly_seen=visit.editing(food.weekly.mark if food else "", "weekly_seen"),
        weekdays=food.weekly.days if food else list(range(WORKDAYS)),
        weekday_names=get_day_names("wide", locale=language),
        reason_choices=[(one.value, word(language, one)) for one in PauseReason],
        age=_age(card),
        owner_of=partial(_owner_of, card),
        address_line=partial(address_line, language),
        allergen_words=partial(allergen_words, language),
        clash_words=partial(clash_words, language),
        weekday_words=partial(weekday_words, language),
        whereabouts_words=partial(_whereabouts_words, visit),
    )


async def _food(visit: Visit, card: PersonCard, days: int) -> FoodCard | None:
    """What the card says of food; nothing where meals are not arranged."""
    try:
        return await food_card(visit.session, visit.actor, person_id=card.person.key, count=days)
    except NoMeals:
        return None


def _whereabouts_words(visit: Visit, found: Whereabouts) -> str:
    in_window = found.kind is FoodIs.PLANNED and found.window_until
    return visit.say(_PLANNED_BETWEEN if in_window else _TODAY[found.kind], **found.hours())


def _age(card: PersonCard) -> int | None:
    born, today = card.person.born, clock.today()
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _owner_of(card: PersonCard, chat: Chat) -> str:
    """Whose phone the chat is on."""
    names = {kin.relative.id: kin.relative.name for kin in card.kin}
    return names.get(chat.relative_id, "") if chat.relative_id else card.person.full_name
