"""The evening before: everybody who gets food tomorrow reads once what it will be, and so do the relatives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, menus, outbox, statements
from domain.access import Actor
from domain.menus import Menu
from domain.outbox import News, Reader
from domain.phrases import _, say
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.meals import MealOrder, OrderStatus
from models.outbox import MessageStatus, OutboxMessage, Priority
from models.people import Diet, Kinship, Person, PersonStatus, Relative
from models.places import Office

CHUNK = 500
#: By then the food is eaten and nobody needs to be told what it will be.
OF_USE_UNTIL = time(12, 0)

_MENU = _("Your food for {day}: {dishes}. Enjoy your meal!")
_MENU_UNKNOWN = _("We bring you food {day}. Enjoy your meal!")
_MENU_CLASHES = _("Your food for {day}: {dishes}. Take care: {clashes}. To change it, call the office: {phone}.")
_KIN = _("{name} gets food {day}: {dishes}.")
_KIN_UNKNOWN = _("{name} gets food {day}.")


@dataclass(frozen=True)
class ToldOfTomorrow:
    """How many messages say what comes tomorrow."""

    people: int
    relatives: int


_ORDER, _PERSON, _CHAT = table_of(MealOrder), table_of(Person), table_of(Chat)
_KINSHIP, _RELATIVE, _OFFICE = table_of(Kinship), table_of(Relative), table_of(Office)
_MESSAGE = table_of(OutboxMessage)
_EATING = (
    _ORDER.c.organisation_id == sa.bindparam("organisation"),
    _ORDER.c.day == sa.bindparam("day"),
    _ORDER.c.status == OrderStatus.ORDERED,
    _PERSON.c.status == PersonStatus.ACTIVE,
    _CHAT.c.status == ChatStatus.LINKED,
    _CHAT.c.blocked.is_(False),
)
_PEOPLE = (
    sa.select(
        _PERSON.c.id,
        _PERSON.c.office_id,
        _PERSON.c.allergens,
        _PERSON.c.language,
        _ORDER.c.diet,
        _CHAT.c.telegram_id,
        _OFFICE.c.phone,
    )
    .select_from(_ORDER)
    .join(_PERSON, _PERSON.c.id == _ORDER.c.person_id)
    .join(_OFFICE, _OFFICE.c.id == _PERSON.c.office_id)
    .join(_CHAT, _CHAT.c.person_id == _PERSON.c.id)
    .where(*_EATING)
    .order_by(_PERSON.c.id)
)
_RELATIVES = (
    sa.select(
        _PERSON.c.id,
        _PERSON.c.office_id,
        _PERSON.c.first_name,
        _RELATIVE.c.id.label("relative_id"),
        _RELATIVE.c.language,
        _ORDER.c.diet,
        _CHAT.c.telegram_id,
    )
    .select_from(_ORDER)
    .join(_PERSON, _PERSON.c.id == _ORDER.c.person_id)
    .join(_KINSHIP, _KINSHIP.c.person_id == _PERSON.c.id)
    .join(_RELATIVE, _RELATIVE.c.id == _KINSHIP.c.relative_id)
    .join(_CHAT, _CHAT.c.relative_id == _RELATIVE.c.id)
    .where(*_EATING, _KINSHIP.c.is_told, _KINSHIP.c.ended_at.is_(None))
    .order_by(_PERSON.c.id, _KINSHIP.c.call_order, _RELATIVE.c.id)
)


async def tell_about_tomorrow(session: AsyncSession, actor: Actor, *, day: date) -> ToldOfTomorrow:
    """Tell what food comes on `day`, the day after this evening; whoever was told already is not told twice.

    Only what the kitchens have counted is told, so this runs after the orders of the day were closed.
    """
    found = await menus.read_menus(session, actor, days=[day], diets=list(Diet))
    food = {diet: found[day, diet] for diet in Diet}
    people = await statements.fetch(session, _PEOPLE, organisation=actor.organisation, day=day)
    relatives = await statements.fetch(session, _RELATIVES, organisation=actor.organisation, day=day)
    await _put(session, (_to_person(actor.organisation, row, food[row.diet]) for row in people))
    await _put(session, (_to_relative(actor.organisation, row, food[row.diet]) for row in relatives))
    return ToldOfTomorrow(len(people), len(relatives))


async def _put(session: AsyncSession, rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        await outbox.put_rows(session, chunk)


def _to_person(organisation_id: int, row: Any, menu: Menu) -> dict[str, Any]:
    reader = Reader(row.telegram_id, row.language, organisation_id, row.id, row.office_id)
    return outbox.row_of(reader, _news(row.id, menu.day, partial(_for_person, row=row, menu=menu)))


def _to_relative(organisation_id: int, row: Any, menu: Menu) -> dict[str, Any]:
    reader = Reader(row.telegram_id, row.language, organisation_id, row.id, row.office_id)
    news = _news(row.id, menu.day, partial(_for_relative, name=row.first_name, menu=menu))
    return outbox.row_of(reader, news, suffix=f":relative:{row.relative_id}")


def _news(person_id: int, day: date, text: partial[str]) -> News:
    return News(
        "tomorrow",
        text,
        dedupe=_dedupe(person_id, day),
        priority=Priority.BROADCAST,
        expires_at=clock.at(day, OF_USE_UNTIL),
    )


def _dedupe(person_id: int, day: date) -> str:
    return f"tomorrow:{day}:{person_id}"


def _for_person(language: str, row: Any, menu: Menu) -> str:
    dishes = ", ".join(menu.names(language))
    if not dishes:
        return say(language, _MENU_UNKNOWN, day=menu.day)
    clashing = menus.clashes(menu, row)
    if clashing:
        words = menus.clash_words(language, clashing, row.allergens)
        return say(language, _MENU_CLASHES, day=menu.day, dishes=dishes, clashes=words, phone=row.phone)
    return say(language, _MENU, day=menu.day, dishes=dishes)


def _for_relative(language: str, name: str, menu: Menu) -> str:
    dishes = ", ".join(menu.names(language))
    return say(language, _KIN if dishes else _KIN_UNKNOWN, name=name, day=menu.day, dishes=dishes)


_WITHDRAW = (
    sa.update(_MESSAGE)
    .where(
        _MESSAGE.c.person_id == sa.bindparam("person"),
        _MESSAGE.c.status == MessageStatus.NEW,
        _MESSAGE.c.kind == "tomorrow",
        (_MESSAGE.c.dedupe_key == sa.bindparam("key")) | _MESSAGE.c.dedupe_key.like(sa.bindparam("pattern")),
    )
    .values(status=MessageStatus.CANCELLED)
)


async def withdraw_tomorrow(session: AsyncSession, *, person_id: int, days: Sequence[date]) -> None:
    """Take back what says that food comes on these days, where it has not been sent yet."""
    for day in days:
        key = _dedupe(person_id, day)
        await statements.change(session, _WITHDRAW, person=person_id, key=key, pattern=f"{key}:relative:%")
