"""Ordering by phone, by the keyboard alone: find the caller, tick the days, save, read the answer aloud."""

from datetime import date
from functools import partial

from admin.pages import Answer, page
from admin.reading import NOT_A_DAY
from admin.visit import Visit
from domain.access import Deed, find, orderable_people
from domain.addresses import address_line
from domain.meals.eating import NoMeals
from domain.meals.phoning import phone_card, take_phone_order
from domain.menus import allergen_words, clash_words
from domain.people.searching import search_people
from domain.phrases import _
from domain.refusals import WrongInput
from models.people import Address

MOST_CALLERS = 9


@page("/phone", deed=Deed.ORDER, title=_("Order by phone"))
async def callers(visit: Visit) -> Answer:
    text = visit.asked("text")
    if not text:
        return visit.show("phone/find.html", text="", found=None)
    found = await search_people(visit.session, visit.actor, text=text, per_page=MOST_CALLERS)
    if len(found.rows) == 1 and not found.more:
        return visit.go(f"/phone/{found.rows[0].id}")
    return visit.show("phone/find.html", text=text, found=found, address_line=partial(address_line, visit.language))


@page("/phone/{person_id:int}", deed=Deed.ORDER, title=_("Order by phone"))
async def caller(visit: Visit) -> Answer:
    number, language = visit.number("person_id"), visit.language
    person = await find(visit.session, orderable_people(visit.actor), number)
    try:
        card = await phone_card(visit.session, visit.actor, person_id=number)
    except NoMeals:
        card = None
    return visit.show(
        "phone/order.html",
        title=person.full_name,
        person=person,
        home=address_line(language, await visit.session.get_one(Address, person.address_id)),
        card=card,
        was=[one.day.isoformat() for one in card.days if one.wanted] if card else [],
        allergen_words=partial(allergen_words, language),
        clash_words=partial(clash_words, language),
    )


@caller.post()
async def take(visit: Visit) -> Answer:
    number = visit.number("person_id")
    person = await find(visit.session, orderable_people(visit.actor), number)
    ticked, was = (set(visit.chosen(name)) for name in ("days", "was"))
    taken = await take_phone_order(
        visit.session,
        visit.actor,
        person_id=number,
        days=_days(ticked - was),
        cancelled=_days(was - ticked),
    )
    said = taken.read_aloud(person.language)
    return visit.show("phone/taken.html", title=person.full_name, person=person, said=said)


def _days(texts: set[str]) -> list[date]:
    try:
        return sorted(date.fromisoformat(text) for text in texts)
    except ValueError:
        raise WrongInput(days=NOT_A_DAY) from None
