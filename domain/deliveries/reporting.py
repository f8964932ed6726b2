"""What happened at a door: reported by the driver or for the driver by the office, put right, and told."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind, Deed, Reach, Rows, find, visible_people, visible_routes, visible_stops
from domain.database import lock_day
from domain.deliveries.day import depart
from domain.deliveries.telling import call_the_office, tell_outcome, tell_well
from domain.deliveries.views import Reported
from domain.deliveries.way import NoSuchStop, cards_on, demand_reporting, next_after, route_in_hand, waiting
from domain.people.numbers import demand_no_number
from domain.refusals import NotAllowed
from domain.routes.cards import cards_of
from domain.tasks import note_well
from models.people import Person
from models.routes import Outcome, Route, Stop, StopReport


async def report_stop(
    session: AsyncSession,
    actor: Actor,
    *,
    outcome: Outcome,
    stop_id: int | None = None,
    day: date | None = None,
    number: int | None = None,
    words: str = "",
    happened_at: datetime | None = None,
) -> Reported:
    """Note an outcome for a stop, given by its id or by the driver's day (today's) and the number on the button.

    The same press twice changes nothing; what happened last stands, so a late message does not undo a correction. The
    first report of a route that nobody has begun begins it. Raises NoRouteToday, NoSuchStop, NotFound, NumberInWords.
    """
    demand_reporting(actor)
    demand_no_number(words)
    stop = await _meant(session, actor, stop_id=stop_id, day=day or clock.today(), number=number)
    await lock_day(session, f"orders:{actor.organisation_id}:{stop.day}", alone=False)
    route = await find(session, visible_routes(actor), stop.route_id)
    await depart(session, actor, route)
    stop = await find(session, reportable_stops(actor).with_for_update(of=Stop), stop.key, fresh=True)
    happened = min(happened_at or clock.now(), clock.now())
    before = stop.outcome
    changed = _stands(stop, outcome, words.strip(), happened)
    serial = 0
    if changed:
        stop.outcome, stop.outcome_words, stop.reported_at = outcome, words.strip(), happened
    if changed or _is_news(stop, outcome, words.strip(), happened):
        serial = await _written_down(session, actor, stop, outcome, words.strip(), happened)
    return await _told(session, actor, route, stop, before=before, changed=changed, serial=serial)


def _stands(stop: Stop, outcome: Outcome, words: str, happened: datetime) -> bool:
    """Whether the report changes what stands on the stop: something else, and not older than it."""
    if (stop.outcome, stop.outcome_words) == (outcome, words):
        return False
    return stop.reported_at is None or happened >= stop.reported_at


def _is_news(stop: Stop, outcome: Outcome, words: str, happened: datetime) -> bool:
    """Whether an older report says something that stands nowhere yet and belongs into the history."""
    return (
        stop.reported_at is not None
        and happened < stop.reported_at
        and (outcome, words)
        != (
            stop.outcome,
            stop.outcome_words,
        )
    )


def reportable_stops(actor: Actor) -> Rows[Stop]:
    """Stops whose outcome the actor may enter: a driver's own, and for an office those of its own people."""
    rows = visible_stops(actor)
    if actor.reach(Deed.REPORT_STOPS) is Reach.OFFICE:
        rows = rows.where(col(Stop.address_id).in_(visible_people(actor).with_only_columns(col(Person.address_id))))
    return rows


async def _meant(session: AsyncSession, actor: Actor, *, stop_id: int | None, day: date, number: int | None) -> Stop:
    """The stop by its id, or by the number on the driver's button."""
    if stop_id is not None:
        return await find(session, reportable_stops(actor), stop_id)
    route = await route_in_hand(session, actor, day=day)
    found: Stop | None = await session.scalar(
        sa.select(Stop).where(col(Stop.route_id) == route.key, col(Stop.number) == number)
    )
    if found is None:
        raise NoSuchStop(number=number)
    return found


async def _written_down(
    session: AsyncSession, actor: Actor, stop: Stop, outcome: Outcome, words: str, happened: datetime
) -> int:
    """Add the report to the history; says the how-manieth of the stop it is."""
    session.add(
        StopReport(
            organisation_id=stop.organisation_id,
            stop_id=stop.key,
            outcome=outcome,
            words=words,
            happened_at=happened,
            reported_at=clock.now(),
            reported_by=actor.label,
            driver_id=actor.number if actor.kind is ActorKind.DRIVER else None,
            staff_id=actor.number if actor.kind is ActorKind.STAFF else None,
        )
    )
    await session.flush()
    rows = sa.select(sa.func.count()).select_from(StopReport).where(col(StopReport.stop_id) == stop.key)
    return await session.scalar(rows) or 0


async def _told(
    session: AsyncSession, actor: Actor, route: Route, stop: Stop, *, before: Outcome | None, changed: bool, serial: int
) -> Reported:
    """Tell everybody, call the office, and say to the driver what comes next."""
    cards = await cards_on(session, actor, route)
    card = next(one for one in cards if one.stop_id == stop.key)
    people = relatives = 0
    if changed and before is not card.outcome:
        everybody = await cards_of(session, _driver_like(actor), sa.select(Stop).where(col(Stop.id) == stop.key))
        told = await tell_outcome(session, everybody[0], before=before, serial=serial)
        people, relatives = told.people, told.relatives
    alarm = changed and await call_the_office(session, actor, card, before=before)
    return Reported(
        card=card,
        before=before,
        changed=changed,
        alarm=alarm,
        people_told=people,
        relatives_told=relatives,
        next=next_after(cards, card),
        left=len(waiting(cards)),
    )


def _driver_like(actor: Actor) -> Actor:
    """Everybody at the door is told, also when the office enters the outcome and the neighbour is another office's."""
    return Actor(ActorKind.DRIVER, organisation_id=actor.organisation_id)


async def say_well(session: AsyncSession, actor: Actor) -> bool:
    """The person behind a door that stayed shut says "I am well": the office's alarm and the relatives hear it.

    Says whether an alarm was waiting for it. It stays open until a person of the office closes it.
    """
    if actor.kind is not ActorKind.PERSON:
        raise NotAllowed
    person = await find(session, visible_people(actor), actor.number)
    noted = await note_well(session, actor)
    for task in noted:
        await tell_well(session, person, task)
    return bool(noted)
