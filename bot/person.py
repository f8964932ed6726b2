"""The service user's home: food, where it is, help, a call, and the answer "I am well"."""

from bot import office
from bot.talk import Answer, Question, Steps, Talk
from domain.phrases import _

WELCOME = _("Hello, {name}! What would you like?")
WHAT_ELSE = _("What would you like?")
FOOD = _("🍲 Food")
FOOD_ALSO = _("food, meal, lunch, menu, order, soup, eat")
WHERE = _("🚚 Where is my food")
WHERE_ALSO = _("where, where is it, when is it coming, driver")
HELP = _("🆘 Help")
HELP_ALSO = _("help me, sos, i feel bad, i am unwell, doctor")


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


async def anywhere(_talk: Talk, _answer: Answer) -> Question | None:
    """What a service user may say at any time."""
    return None


async def chosen(talk: Talk, answer: Answer) -> Question:
    """One of the buttons of home."""
    if answer.key == "help":
        return await office.help_me(talk)
    return await talk.home()


STEPS: Steps = {"person.home": chosen}
