"""Every conversation of the chat, and the door that each kind of actor comes in by; "/start CODE" comes in by all."""

from bot import (
    applying,
    changes,
    courses,
    driver,
    food,
    kin,
    linking,
    newcomer,
    office,
    pausing,
    person,
    relative,
    staff,
    waiting,
    weekly,
)
from bot.conversation import Conversation, Door
from bot.talk import Steps
from domain.access import ActorKind

STEPS: Steps = {
    **person.STEPS,
    **relative.STEPS,
    **food.STEPS,
    **changes.STEPS,
    **pausing.STEPS,
    **weekly.STEPS,
    **kin.STEPS,
    **linking.STEPS,
    **newcomer.STEPS,
    **applying.STEPS,
    **waiting.STEPS,
    **courses.STEPS,
    **driver.STEPS,
}

DOORS: dict[ActorKind, Door] = {
    ActorKind.PERSON: Door(person.home, person.anywhere, office.call_me, office.ask_office),
    ActorKind.RELATIVE: Door(relative.home, relative.anywhere, office.call_me, office.ask_office),
    ActorKind.DRIVER: Door(driver.home, driver.anywhere, driver.call_me, office.ask_office),
    ActorKind.STAFF: Door(staff.home, staff.anywhere, staff.call_me, None),
    ActorKind.STRANGER: Door(newcomer.home, newcomer.anywhere, newcomer.call_me, newcomer.ask_office),
}

#: A colleague's chat answers with numbers and does nothing: no question of the others is ever open in it.
STAFF_STEPS: Steps = {**staff.STEPS, **linking.STEPS}

CONVERSATIONS = {
    kind: Conversation(door, STAFF_STEPS if kind is ActorKind.STAFF else STEPS, linking.start)
    for kind, door in DOORS.items()
}
