"""A colleague's chat: what awaits who works on cases, how many portions who cooks. Numbers, and never a name."""

from bot.talk import Answer, Question, Steps, Talk
from domain import clock
from domain.kitchens.telling import portions_in_words
from domain.newcomers import answering_organisation
from domain.phones import spoken_phone
from domain.phrases import _
from domain.timelines.morning import summary, what_awaits
from models.staff import Role

AWAITS = _("📋 What awaits me today")
AWAITS_ALSO = _("what awaits me, due, today, tasks, summary")
PORTIONS = _("🍲 How many portions")
PORTIONS_ALSO = _("portions, numbers, how many, kitchen")
HELLO = _("Each working morning I write here what awaits you, in numbers without names.")
HELLO_KITCHEN = _("When the orders are counted I write here how many portions to cook, by diet.")
ONLY_NUMBERS = _("I am glad you write. Here I can only say what awaits you; for everything else open the panel.")
ONLY_PORTIONS = _("I am glad you write. Here I can only say how many portions; for everything else open the panel.")
CALL_US = _("If something does not work, call: {phone}.")


def _cooks(talk: Talk) -> bool:
    return talk.actor.role is Role.KITCHEN


async def home(talk: Talk, text: str = "") -> Question:
    """One button: the numbers."""
    if _cooks(talk):
        button, hello = talk.button("portions", PORTIONS, also=PORTIONS_ALSO), HELLO_KITCHEN
    else:
        button, hello = talk.button("awaits", AWAITS, also=AWAITS_ALSO), HELLO
    return Question("staff.home", text or talk.say(hello), (button,), takes_words=True, framed=False, at_home=True)


async def pressed(talk: Talk, answer: Answer) -> Question:
    """The numbers as they are now; whatever else was written is answered kindly."""
    if not answer.key:
        return await talk.home(talk.say(ONLY_PORTIONS if _cooks(talk) else ONLY_NUMBERS))
    if _cooks(talk):
        return await talk.home(await portions_in_words(talk.session, talk.actor))
    own, team = await what_awaits(talk.session, talk.actor)
    return await talk.home(summary(talk.actor.language, own, team, day=clock.today()))


async def anywhere(_talk: Talk, _answer: Answer) -> Question | None:
    """Nothing is heard here but the button."""
    return None


async def call_me(talk: Talk, _answer: Answer) -> Question:
    """A colleague is told whom to call."""
    organisation = await answering_organisation(talk.session, talk.actor)
    return await talk.home(talk.say(CALL_US, phone=spoken_phone(organisation.phone)))


STEPS: Steps = {"staff.home": pressed}
