"""The service user's home: food, where it is, help, a call, and the answer "I am well"."""

from bot import applied, changes, courses, office, pausing, waiting
from bot.food import open_food
from bot.matching import exact
from bot.talk import Answer, Button, Question, Steps, Talk
from bot.where import where_is_food
from bot.whose import whose
from domain.deliveries import say_well
from domain.meals.whereabouts import FoodIs, whereabouts
from domain.phrases import _
from domain.search import normalised

WELCOME = _("Hello, {name}! What would you like?")
WHAT_ELSE = _("What would you like?")
FOOD = _("🍲 Food")
FOOD_ALSO = _("meal, lunch, menu, order, soup, eat, hungry")
WHERE = _("🚚 Where is my food")
WHERE_ALSO = _("where, where is it, when is it coming, driver, where is the food")
HELP = _("🆘 Help")
HELP_ALSO = _("help me, sos, i feel bad, i am unwell, doctor")
WELL = _("✅ I am well")
WELL_ALSO = _("well, i am fine, i am all right")
#: Said to "Are you well?" as often as the button is pressed; they mean it only while an alarm is open.
YES_WELL = _("yes, good, ok, alive, yes i am well, yes i am")
NOT_WELL = _("no, not well, i am not, no i am not")
GLAD = _("We are glad! I have told the office that you are well.")
GLAD_ANYWAY = _("We are glad! Have a good day.")


async def home(talk: Talk, text: str = "") -> Question:
    """The three tall buttons of every day; "call me" is the fourth."""
    return Question(
        "person.home",
        text or talk.say(WELCOME, name=talk.actor.name),
        (
            talk.button("food", FOOD, also=FOOD_ALSO),
            talk.button("where", WHERE, also=WHERE_ALSO),
            talk.button("help", HELP, also=HELP_ALSO),
        ),
        again=talk.say(WHAT_ELSE),
        at_home=True,
    )


async def chosen(talk: Talk, answer: Answer) -> Question:
    """One of the buttons of home."""
    match answer.key:
        case "food":
            return await open_food(talk, whose(talk))
        case "where":
            return await talk.home(await where_is_food(talk, whose(talk)))
        case applied.KEY:
            return await applied.tell(talk)
    return await office.help_me(talk)


async def anywhere(talk: Talk, answer: Answer) -> Question | None:
    """What may come at any time: "I am well" after a door stayed shut, "I am in hospital", and "my application"."""
    heard = normalised(answer.text)
    if reason := exact(heard, pausing.reasons_said_outright(talk)):
        return await pausing.why_answered(talk, Answer(key=reason.key))
    if change := exact(heard, changes.buttons_of(talk)):
        return await changes.what_answered(talk, Answer(key=change.key))
    if exact(heard, [talk.button("well", WELL, also=WELL_ALSO)]):
        return await talk.home(talk.say(GLAD if await say_well(talk.session, talk.actor) else GLAD_ANYWAY))
    said = await applied.asked(talk, answer) or await waiting.asked(talk, answer)
    said = said or await courses.asked(talk, answer)
    return said or await _after_a_shut_door(talk, heard)


async def _after_a_shut_door(talk: Talk, heard: str) -> Question | None:
    """ "Are you well?" is often answered by a bare yes or no."""
    if exact(heard, [Button("yes", "", talk.say(YES_WELL))]):
        return await talk.home(talk.say(GLAD)) if await say_well(talk.session, talk.actor) else None
    if exact(heard, [Button("no", "", talk.say(NOT_WELL))]):
        found = await whereabouts(talk.session, talk.actor, person_id=whose(talk).person_id)
        return await office.help_me(talk) if found.kind is FoodIs.NOT_OPENED else None
    return None


STEPS: Steps = {"person.home": chosen}
