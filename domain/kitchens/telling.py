"""Telling the kitchens' clerks in their own chats how many portions to cook.

Portions by diet, and no name: who eats what stands on the sheet in the panel.
"""

from datetime import date, time
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, outbox
from domain.access import Actor
from domain.calendar import calendar_of
from domain.kitchens.sheet import kitchens_today
from domain.kitchens.views import KitchenToday
from domain.links.colleagues import reachable_staff
from domain.outbox import News
from domain.phrases import Phrase, Plural, _, _n, say, say_n, word
from models.staff import Role

#: By then the food has left.
OF_USE_UNTIL = time(12, 0)

_COUNTED: Plural = _n("🍲 {kitchen}, {day}: {n} portion.", "🍲 {kitchen}, {day}: {n} portions.")
_DIET: Phrase = _("– {diet}: {n}")
_CLOSED = _("The orders are counted.")
_OPEN = _("People can still order: the numbers will change.")
_NOBODY = _("No portions are ordered yet for today and the next working day.")


async def tell_kitchens(session: AsyncSession, actor: Actor, *, day: date) -> int:
    """Tell each kitchen's clerks the portions of the day; says how many were told. Twice tells nobody twice."""
    kitchens = {one.kitchen_id: one for one in await kitchens_today(session, actor, day=day) if one.portions}
    rows = []
    for member, reader in await reachable_staff(session):
        kitchen = kitchens.get(member.kitchen_id or 0)
        if member.role is Role.KITCHEN and kitchen:
            key = f"kitchen_day:{kitchen.kitchen_id}:{day}:{member.key}"
            news = News(
                "kitchen_day",
                partial(_words, kitchen=kitchen),
                dedupe=key,
                must_arrive=True,
                expires_at=clock.at(day, OF_USE_UNTIL),
            )
            rows.append(outbox.row_of(reader, news))
    await outbox.put_rows(session, rows)
    return len(rows)


async def portions_in_words(session: AsyncSession, actor: Actor) -> str:
    """The portions of a clerk's own kitchen for today and for the next working day."""
    today = clock.today()
    days = (today, (await calendar_of(session)).next_working_day(today))
    found = [one for day in days for one in await kitchens_today(session, actor, day=day) if one.portions]
    if not found:
        return say(actor.language, _NOBODY)
    return "\n\n".join(_words(actor.language, one) for one in found)


def _words(language: str, kitchen: KitchenToday) -> str:
    first = say_n(language, _COUNTED, kitchen.portions, kitchen=kitchen.name, day=kitchen.day)
    diets = (say(language, _DIET, diet=word(language, diet), n=n) for diet, n in kitchen.by_diet.items())
    return "\n".join([first, *diets, say(language, _CLOSED if kitchen.closed else _OPEN)])
