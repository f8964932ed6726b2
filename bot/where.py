"""Where is the food: what is known of today's meal, in one sentence."""

from bot.talk import Talk
from bot.whose import Whose
from domain.meals.whereabouts import FoodIs, whereabouts
from domain.phrases import Phrase, _

_OWN: dict[FoodIs, Phrase] = {
    FoodIs.NOT_ORDERED: _("No food is ordered for today."),
    FoodIs.PLANNED: _("Your food will come today. The hour is not known yet."),
    FoodIs.ON_ITS_WAY: _("The food has left the kitchen and is on its way to you."),
    FoodIs.LATE: _("Your food is late: it should have come by {end}. If you wait for long, press “Call me”."),
    FoodIs.DELIVERED: _("The food was brought at {hour}. Enjoy your meal!"),
    FoodIs.NOT_OPENED: _("The driver rang, but nobody opened. If you want your food, press “Call me”."),
    FoodIs.NOT_DELIVERED: _("The food could not be handed over today. Press “Call me” and we will tell you why."),
}
_OF_KIN: dict[FoodIs, Phrase] = {
    FoodIs.NOT_ORDERED: _("{name}: no food is ordered for today."),
    FoodIs.PLANNED: _("{name}: the food will come today. The hour is not known yet."),
    FoodIs.ON_ITS_WAY: _("{name}: the food has left the kitchen and is on its way."),
    FoodIs.LATE: _("{name}: the food is late, it should have come by {end}. Press “Call me” to learn more."),
    FoodIs.DELIVERED: _("{name}: the food was brought at {hour}."),
    FoodIs.NOT_OPENED: _("{name}: the driver rang, but nobody opened. The office is looking into it."),
    FoodIs.NOT_DELIVERED: _("{name}: the food could not be handed over today. Press “Call me” to learn more."),
}
NEXT = _("No food is ordered for today. The next comes {day}.")
NEXT_OF_KIN = _("{name}: no food is ordered for today. The next comes {day}.")
PLANNED_AT = _("Your food will come today between {start} and {end}.")
PLANNED_AT_OF_KIN = _("{name}: the food will come today between {start} and {end}.")
ON_ITS_WAY_AT = _("The food is on its way. Expect the driver between {start} and {end}.")
ON_ITS_WAY_AT_OF_KIN = _("{name}: the food is on its way. It comes between {start} and {end}.")


_IN_WINDOW: dict[FoodIs, tuple[Phrase, Phrase]] = {
    FoodIs.PLANNED: (PLANNED_AT, PLANNED_AT_OF_KIN),
    FoodIs.ON_ITS_WAY: (ON_ITS_WAY_AT, ON_ITS_WAY_AT_OF_KIN),
}


async def where_is_food(talk: Talk, person: Whose) -> str:
    """One sentence on today's meal."""
    found = await whereabouts(talk.session, talk.actor, person_id=person.person_id)
    if found.kind is FoodIs.NOT_ORDERED and found.next_day:
        return person.say(talk, NEXT, NEXT_OF_KIN, day=found.next_day)
    own, of_kin = _OWN[found.kind], _OF_KIN[found.kind]
    if found.window_until:
        own, of_kin = _IN_WINDOW.get(found.kind, (own, of_kin))
    return person.say(talk, own, of_kin, **found.hours())
