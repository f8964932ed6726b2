"""Who hears what happened at a door: the person behind it, her relatives, and the office.

A correction takes back what has not been sent yet and tells what is true now.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import alarms, clock
from domain.access import Actor
from domain.addresses import address_line
from domain.outbox import News, tell_person, tell_relatives, withdraw
from domain.phones import spoken_phone
from domain.phrases import DEFAULT, Phrase, _, hour_words, say, spoken, word
from domain.routes.cards import StopCard
from domain.tasks import open_task
from models.outbox import Priority
from models.people import Address, Person
from models.places import District, Office
from models.routes import Outcome
from models.tasks import ALARMS, Task, TaskKind, TaskOutcome

#: The buttons under "Are you well?".
I_AM_WELL = _("✅ I am well")
CALL_ME = _("☎️ Call me")

ALARMING = {Outcome.NOT_OPENED: TaskKind.DOOR_NOT_OPENED, Outcome.UNWELL: TaskKind.UNWELL}
PROBLEMS = (Outcome.REFUSED, Outcome.WRONG_ADDRESS, Outcome.OTHER)
#: After these somebody was told something that a correction must put right.
TOLD = (Outcome.DELIVERED, *ALARMING)

_TO_PERSON: dict[Outcome, Phrase] = {
    Outcome.DELIVERED: _("Your food has been handed over. Enjoy your meal!"),
    Outcome.NOT_OPENED: _("We rang at your door at {hour}, but nobody opened. Are you well?"),
}
_TO_RELATIVES: dict[Outcome, Phrase] = {
    Outcome.DELIVERED: _("{name}: the food was handed over at {hour}."),
    Outcome.NOT_OPENED: _(
        "{name} did not open the door to the driver at {hour}. Please call her or him. We are calling too: {phone}."
    ),
    Outcome.UNWELL: _(
        "{name} is not well: the driver saw it at {hour}. Please call at once. We are calling too: {phone}."
    ),
}
_CORRECTED_TO_PERSON = _("A correction: your food was not handed over today. The office will call you: {phone}.")
_CORRECTED_TO_RELATIVES: dict[Outcome, Phrase] = {
    Outcome.DELIVERED: _("A correction about {name}: the food was handed over at {hour}."),
    Outcome.REFUSED: _("A correction about {name}: the door was opened, but the food was refused. The office knows."),
    Outcome.WRONG_ADDRESS: _("A correction about {name}: the driver was at a wrong address. The office knows."),
    Outcome.OTHER: _("A correction about {name}: the food was not handed over today. The office knows."),
}


#: What the office reads on an alarm that stays open although the driver's report has changed.
_CORRECTIONS: dict[Outcome, Phrase] = {
    Outcome.DELIVERED: _("{hour}: the driver reports that the food was handed over"),
    Outcome.NOT_OPENED: _("{hour}: the driver reports that nobody opened"),
    Outcome.REFUSED: _("{hour}: the driver reports that the food was refused"),
    Outcome.WRONG_ADDRESS: _("{hour}: the driver reports a wrong address"),
    Outcome.UNWELL: _("{hour}: the driver reports that the person is unwell"),
    Outcome.OTHER: _("{hour}: the driver has changed the report"),
}


@dataclass(frozen=True)
class Told:
    """How many heard of an outcome."""

    people: int
    relatives: int


async def tell_outcome(session: AsyncSession, card: StopCard, *, before: Outcome | None, serial: int) -> Told:
    """Tell everybody at the stop, and their relatives, what is true now."""
    if card.outcome is None:
        return Told(0, 0)
    people = relatives = 0
    for eater in card.eaters:
        person = await session.get_one(Person, eater.person_id)
        office = await session.get_one(Office, person.office_id)
        for earlier in range(1, serial):
            await withdraw(session, _dedupe(card, person, earlier))
        news = _for_person(card, person, office, before, serial)
        people += bool(news and await tell_person(session, person, news))
        news = _for_relatives(card, person, office, before, serial)
        relatives += await tell_relatives(session, person, news) if news else 0
    return Told(people, relatives)


def _dedupe(card: StopCard, person: Person, serial: int) -> str:
    return f"stop:{card.stop_id}:{person.key}:{serial}"


def _for_person(card: StopCard, person: Person, office: Office, before: Outcome | None, serial: int) -> News | None:
    outcome = card.outcome
    phrase = _TO_PERSON.get(outcome) if outcome else None
    if phrase is None and before is Outcome.DELIVERED:
        phrase = _CORRECTED_TO_PERSON
    if phrase is None:
        return None
    asks = outcome is Outcome.NOT_OPENED
    return News(
        kind=f"stop_{outcome}",
        text=spoken(phrase, hour=hour_words(card.reported_at or clock.now()), phone=spoken_phone(office.phone)),
        dedupe=_dedupe(card, person, serial),
        priority=Priority.ALARM if asks else Priority.NEWS,
        must_arrive=asks or before is not None,
        buttons=(I_AM_WELL, CALL_ME) if asks else (),
    )


def _for_relatives(card: StopCard, person: Person, office: Office, before: Outcome | None, serial: int) -> News | None:
    outcome = card.outcome
    if outcome is None:
        return None
    corrected = before in TOLD and outcome not in ALARMING
    phrase = (_CORRECTED_TO_RELATIVES if corrected else _TO_RELATIVES).get(outcome)
    if phrase is None:
        return None
    values = {
        "name": person.full_name,
        "hour": hour_words(card.reported_at or clock.now()),
        "phone": spoken_phone(office.phone),
    }
    alarm = outcome in ALARMING or before in ALARMING
    return News(
        kind=f"stop_{outcome}",
        text=spoken(phrase, **values),
        dedupe=_dedupe(card, person, serial),
        priority=Priority.ALARM if alarm else Priority.NEWS,
        must_arrive=alarm or corrected,
    )


async def call_the_office(session: AsyncSession, actor: Actor, card: StopCard, *, before: Outcome | None) -> bool:
    """Open the office's task for an outcome, or note on open ones that it was corrected. True for an alarm."""
    if before in ALARMING and before is not card.outcome:
        await alarms.note(session, _CORRECTIONS[card.outcome or Outcome.OTHER], stop_id=card.stop_id)
    if before in PROBLEMS and card.outcome is Outcome.DELIVERED:
        await _close_problem(session, card)
    if card.outcome is None or card.outcome is Outcome.DELIVERED:
        return False
    kind = ALARMING.get(card.outcome, TaskKind.DELIVERY_PROBLEM) if not card.place else TaskKind.DELIVERY_PROBLEM
    about = next((one for one in card.eaters if not one.guarded), next(iter(card.eaters), None))
    await open_task(
        session,
        actor,
        kind=kind,
        person_id=about.person_id if about else None,
        office_id=None if about else await _office_of(session, card),
        stop_id=card.stop_id,
        words=_task_words(card, alarm=kind in ALARMS),
    )
    return kind in ALARMS


def _task_words(card: StopCard, *, alarm: bool) -> str:
    """For the office, in its language: the hour, who, the outcome, and what the driver said.

    Whom somebody guards only an alarm names; otherwise the door stands for the person.
    """
    hour = hour_words(card.reported_at or clock.now())
    names = ", ".join(eater.name for eater in card.eaters if alarm or not eater.guarded)
    at = card.place or names or address_line(DEFAULT, card.address)
    values = {"hour": hour, "outcome": word(DEFAULT, card.outcome or Outcome.OTHER), "names": at}
    if card.outcome_words:
        return say(
            DEFAULT, _("{hour}, {names}: {outcome}. The driver says: {words}"), words=card.outcome_words, **values
        )
    return say(DEFAULT, _("{hour}, {names}: {outcome}."), **values)


async def _close_problem(session: AsyncSession, card: StopCard) -> None:
    """A problem at the door that is over needs nobody any more; an alarm is closed only by a person."""
    rows = await session.scalars(
        sa.select(Task)
        .where(
            col(Task.stop_id) == card.stop_id,
            col(Task.kind) == TaskKind.DELIVERY_PROBLEM,
            col(Task.closed_at).is_(None),
        )
        .order_by(col(Task.id))
    )
    for task in rows:
        task.closed_at, task.outcome = clock.now(), TaskOutcome.NO_NEED
        task.outcome_words = say(DEFAULT, _("The driver handed the food over after all."))
    await session.flush()


async def _office_of(session: AsyncSession, card: StopCard) -> int | None:
    office: int | None = await session.scalar(
        sa.select(col(District.office_id))
        .join(Address, col(Address.district_id) == col(District.id))
        .where(col(Address.id) == card.address.key)
    )
    return office


async def tell_well(session: AsyncSession, person: Person, task: Task) -> None:
    """The relatives who were alarmed hear that the person answered."""
    news = News(
        kind="well",
        text=spoken(_("{name} has just answered in the chat: “I am well.”"), name=person.full_name),
        dedupe=f"well:{task.key}",
        priority=Priority.ALARM,
        must_arrive=True,
    )
    await tell_relatives(session, person, news)
