"""Two cards that are of one person become one: everything that hangs on the second goes to the first, in one unit.

The second card ends and leads to the first. It cannot be undone; the audit says what was handed over.
"""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock
from domain.access import Actor, ActorKind, Deed, Rows, demand, find, visible_people, within
from domain.people.hanging import handed_over
from domain.people.joining_conflicts import conflicts
from domain.people.searching import person_search_text
from domain.phrases import Phrase, _
from domain.refusals import NotAllowed, Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.applications import PairVerdict, PersonPair
from models.audit import AuditAction
from models.base import table_of
from models.meals import MealOrder
from models.people import Address, Kinship, Person, PersonStatus

_ORDER, _KIN = table_of(MealOrder), table_of(Kinship)
_PERSONS_ORDER = _ORDER.c.person_id


class SettleFirst(Refusal):
    """These two cards cannot be joined yet. Please settle first what is listed above."""

    def __init__(self, found: list[Phrase]) -> None:
        super().__init__()
        self.found = found


class JoinedAlready(Refusal):
    """One of these cards was joined to another already. Please open it: it leads to the card in use."""


class SameCard(Refusal):
    """These are not two cards. Please choose another one."""


@dataclass(frozen=True)
class Choice:
    """A part of the card of which one of two values stays."""

    label: Phrase
    columns: tuple[str, ...]


#: What is chosen when two cards are joined, in the order of the card.
CHOICES: dict[str, Choice] = {
    "name": Choice(_("Name"), ("first_name", "middle_name", "last_name")),
    "sex": Choice(_("Woman or man"), ("sex",)),
    "born": Choice(_("Born on"), ("born", "born_is_estimated")),
    "egn": Choice(_("ЕГН"), ("egn_sealed", "egn_hash")),
    "phone": Choice(_("Phone"), ("phone",)),
    "second_phone": Choice(_("Second phone"), ("second_phone",)),
    "address": Choice(_("Address and office"), ("address_id", "office_id")),
    "diet": Choice(_("Diet"), ("diet",)),
    "allergens": Choice(_("Allergens"), ("allergens",)),
    "lives_alone": Choice(_("Lives alone"), ("lives_alone",)),
    "key_holder": Choice(_("Who has a key"), ("key_holder",)),
    "driver_note": Choice(_("Note for the driver"), ("driver_note",)),
    "language": Choice(_("Language"), ("language",)),
}


def joinable_people(actor: Actor) -> Rows[Person]:
    """Cards that the actor may join: only those that the actor may open, a guarded one for its team alone."""
    return visible_people(actor).where(within(actor, Deed.JOIN_CARDS, Person.office_id))


async def two_cards(session: AsyncSession, actor: Actor, *, first_id: int, second_id: int) -> tuple[Person, Person]:
    """Both cards, locked in one order. Raises NotFound, SameCard, JoinedAlready."""
    demand(actor, Deed.JOIN_CARDS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    if first_id == second_id:
        raise SameCard
    found = {
        number: await find(session, joinable_people(actor).with_for_update(), number, fresh=True)
        for number in sorted((first_id, second_id))
    }
    if any(person.same_as_id is not None for person in found.values()):
        raise JoinedAlready
    return found[first_id], found[second_id]


async def join_cards(
    session: AsyncSession,
    actor: Actor,
    *,
    first_id: int,
    second_id: int,
    take: Collection[str] = (),
    versions: tuple[int, int] | None = None,
) -> Person:
    """Hand everything of the second card over to the first; of `take` (keys of CHOICES) the second's value stays.

    Raises NotFound, SameCard, JoinedAlready, Stale, SettleFirst, WrongInput.
    """
    first, second = await two_cards(session, actor, first_id=first_id, second_id=second_id)
    for person, version in zip((first, second), versions or (None, None), strict=True):
        demand_version(person, version)
    if unknown := set(take) - set(CHOICES):
        raise WrongInput(**dict.fromkeys(unknown, _("Please choose one of the two values.")))
    if found := await conflicts(session, first, second):
        raise SettleFirst(found)
    await _end(session, first, second, [CHOICES[key] for key in CHOICES if key in take])
    await _end_double_kinships(session, first, second)
    for column in handed_over():
        await _hand_over(session, column, first, second)
    await _put_pairs_in_order(session, actor, first, second)
    await session.flush()
    return first


async def _end(session: AsyncSession, first: Person, second: Person, chosen: list[Choice]) -> None:
    """The chosen values change to the first card, and the second is no longer anybody's."""
    values = {name: getattr(second, name) for choice in chosen for name in choice.columns}
    second.status, second.ended_on = PersonStatus.ENDED, second.ended_on or clock.today()
    second.same_as_id = first.key
    if "egn_hash" in values:
        second.egn_sealed = second.egn_hash = None  # the number is one person's, so one card's
    await flush_or_stale(session)
    for name, value in values.items():
        setattr(first, name, value)
    first.guarded = first.guarded or second.guarded
    first.enrolled_on = min((day for day in (first.enrolled_on, second.enrolled_on) if day), default=None)
    first.search_text = person_search_text(first, await session.get_one(Address, first.address_id))
    await flush_or_stale(session)


async def _end_double_kinships(session: AsyncSession, first: Person, second: Person) -> None:
    """Somebody who is close to both keeps the rights given on the first card."""
    current = sa.select(col(Kinship.relative_id)).where(
        col(Kinship.person_id) == first.key, col(Kinship.ended_at).is_(None)
    )
    rows = sa.select(Kinship).where(
        col(Kinship.person_id) == second.key, col(Kinship.ended_at).is_(None), col(Kinship.relative_id).in_(current)
    )
    for kinship in list(await session.scalars(rows)):
        kinship.ended_at = clock.now()
    await session.flush()


async def _hand_over(session: AsyncSession, column: sa.Column[int], first: Person, second: Person) -> None:
    """Every row of one column, with their numbers in the audit."""
    table = column.table
    theirs = (column == second.key) & _may_move(column, first)
    numbers = list(await session.scalars(sa.select(table.c.id).where(theirs).order_by(table.c.id)))
    if not numbers:
        return
    await session.execute(
        sa.update(table)
        .where(theirs)
        .values({column.name: first.key})
        .execution_options(audited=True, synchronize_session=False)
    )
    audit.record(
        session,
        AuditAction.CHANGED,
        str(table),
        None,
        person_id=first.key,
        before={column.name: second.key},
        after={column.name: first.key, "rows": numbers},
    )


def _may_move(column: sa.Column[int], first: Person) -> sa.ColumnElement[bool]:
    """A day on which both cards had food stays as it was: that food was really brought."""
    if column is not _PERSONS_ORDER:
        return sa.true()
    other = _ORDER.alias()
    return ~sa.exists().where(other.c.person_id == first.key, other.c.day == _ORDER.c.day)


async def _put_pairs_in_order(session: AsyncSession, actor: Actor, first: Person, second: Person) -> None:
    """This pair is judged; open pairs of the second card become the first's, unless it has the same one."""
    ends = col(PersonPair.first_id), col(PersonPair.second_id)
    pairs = list(await session.scalars(sa.select(PersonPair).where(sa.or_(*(end == second.key for end in ends)))))
    mine = list(await session.scalars(sa.select(PersonPair).where(sa.or_(*(end == first.key for end in ends)))))
    known = {(pair.first_id, pair.second_id) for pair in mine}
    for pair in pairs:
        other = pair.second_id if pair.first_id == second.key else pair.first_id
        ordered = (min(first.key, other), max(first.key, other))
        if other == first.key:
            pair.verdict, pair.judged_by, pair.judged_at = PairVerdict.SAME, actor.number, clock.now()
        elif pair.verdict is PairVerdict.OPEN and ordered in known:
            await session.delete(pair)
        elif pair.verdict is PairVerdict.OPEN:
            pair.first_id, pair.second_id = ordered


async def card_in_use(session: AsyncSession, actor: Actor, *, person_id: int) -> int | None:
    """The card that a joined one leads to, if the actor may open it; None for a card that is in use itself."""
    rows = visible_people(actor).where(col(Person.id) == person_id).with_only_columns(col(Person.same_as_id))
    number = await session.scalar(rows)
    if number is None:
        return None
    seen = visible_people(actor).where(col(Person.id) == number).with_only_columns(col(Person.id))
    found: int | None = await session.scalar(seen)
    return found
