"""Every conversation of the chat, and the door that each kind of actor comes in by."""

from bot import changes, food, kin, office, pausing, person, relative, weekly
from bot.conversation import Conversation, Door
from bot.talk import Answer, Question, Steps, Talk
from domain.access import ActorKind

STEPS: Steps = {
    **person.STEPS,
    **relative.STEPS,
    **food.STEPS,
    **changes.STEPS,
    **pausing.STEPS,
    **weekly.STEPS,
    **kin.STEPS,
}

DOORS: dict[ActorKind, Door] = {
    ActorKind.PERSON: Door(person.home, person.anywhere, office.call_me, office.ask_office),
    ActorKind.RELATIVE: Door(relative.home, relative.anywhere, office.call_me, office.ask_office),
}


async def start(talk: Talk, _answer: Answer) -> Question:
    """Hears "/start CODE" from anybody."""
    return await talk.home()


CONVERSATIONS = {kind: Conversation(door, STEPS, start) for kind, door in DOORS.items()}
