"""A relative's home: how each of their people is today, and food for those they may order for."""

from bot import applied, courses, waiting
from bot.food import open_food
from bot.talk import Answer, Button, Question, Steps, Talk
from bot.where import where_is_food
from bot.whose import Whose, whose
from domain.phrases import _
from domain.relatives import people_of
from models.people import Person, Sex

WELCOME = _("Hello, {name}! About whom do you ask?")
WELCOME_NO_RIGHTS = _("Nobody has let you see their food yet. Please call the office.")
ABOUT_WHOM = _("About whom do you ask?")
TODAY = _("👵 {name} today")
TODAY_OF_MAN = _("👴 {name} today")
TODAY_ALSO = _("{name}, today, where, how is {name}")
FOOD = _("🍲 Food for {name}")
FOOD_ALSO = _("food, order, menu, lunch")


async def home(talk: Talk, text: str = "") -> Question:
    """A button for each person; one person has two, today and food."""
    people = [one.person for one in await people_of(talk.session, talk.actor)]
    buttons = _of_one(talk, people[0]) if len(people) == 1 else [_today(talk, person) for person in people]
    welcome = WELCOME if people else WELCOME_NO_RIGHTS
    return Question(
        "relative.home",
        text or talk.say(welcome, name=talk.actor.name),
        tuple(buttons),
        again=talk.say(ABOUT_WHOM if people else WELCOME_NO_RIGHTS),
        at_home=True,
    )


def _of_one(talk: Talk, person: Person) -> list[Button]:
    food = talk.button(f"food:{person.key}", FOOD, also=FOOD_ALSO, name=person.first_name)
    return [_today(talk, person), food]


def _today(talk: Talk, person: Person) -> Button:
    phrase = TODAY_OF_MAN if person.sex is Sex.MALE else TODAY
    also = talk.say(TODAY_ALSO, name=person.first_name)
    return Button(f"today:{person.key}", talk.say(phrase, name=person.first_name), also)


async def chosen(talk: Talk, answer: Answer) -> Question:
    """Today or food of one person, or the applications. Rights may have been taken back since the button was shown."""
    if answer.key == applied.KEY:
        return await applied.tell(talk)
    what, _colon, number = answer.key.partition(":")
    people = {one.person.key: one for one in await people_of(talk.session, talk.actor)}
    found = people.get(int(number))
    if found is None:
        return await talk.home()
    about = Whose(found.person.key, found.person.first_name, found.may_order)
    if what == "food":
        return await open_food(talk, about)
    said = await where_is_food(talk, about)
    return await talk.home(said) if len(people) == 1 else _one_of_several(talk, about, said)


def _one_of_several(talk: Talk, about: Whose, said: str) -> Question:
    button = talk.button("food", FOOD, also=FOOD_ALSO, name=about.name)
    return Question("relative.one", said, (button,), about.facts())


async def one_answered(talk: Talk, _answer: Answer) -> Question:
    """Food for the person whose day was shown."""
    return await open_food(talk, whose(talk))


async def anywhere(talk: Talk, answer: Answer) -> Question | None:
    """A relative may ask at any time how far an application is, answer for a place, and see the trainings."""
    said = await applied.asked(talk, answer) or await waiting.asked(talk, answer)
    return said or await courses.asked(talk, answer)


STEPS: Steps = {"relative.home": chosen, "relative.one": one_answered}
