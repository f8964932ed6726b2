"""Two cards that may be of one person: proposed by name, birthday and address, judged once by who sees both."""

from dataclasses import dataclass
from difflib import SequenceMatcher

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, Rows, demand, find, nothing, visible_people
from domain.people.joining import joinable_people
from domain.people.numbers import demand_no_number
from domain.phrases import _
from domain.refusals import Refusal, WrongInput
from domain.search import normalised
from domain.versions import flush_or_stale
from models.applications import PairVerdict, PersonPair
from models.people import Address, Person

#: Of a hundred: a name is worth half, the birthday nearly a third, the address the rest.
_NAME, _BORN, _ADDRESS = 50, 30, 20
#: Fewer points are a family of one name, or neighbours.
LEAST = 70
_MOST = 200
_LONGEST_WORDS = 300


class JudgedAlready(Refusal):
    """Somebody has judged this pair already. Please go on with the next one."""


@dataclass(frozen=True)
class Card:
    """One of the two, as it is compared and shown."""

    person: Person
    address: Address


@dataclass(frozen=True)
class PairRow:
    """A pair that waits to be judged."""

    pair: PersonPair
    first: Card
    second: Card


def visible_pairs(actor: Actor) -> Rows[PersonPair]:
    """Pairs of which the actor may open both cards."""
    rows = sa.select(PersonPair)
    if not actor.may(Deed.TAKE_APPLICATIONS):
        return rows.where(nothing())
    people = visible_people(actor).with_only_columns(col(Person.id))
    return rows.where(col(PersonPair.first_id).in_(people), col(PersonPair.second_id).in_(people))


def likeness(one: Card, other: Card) -> int:
    """How much two cards speak of one person, of a hundred. What it compares is kept nowhere."""
    return _names(one.person, other.person) + _birthdays(one.person, other.person) + _doors(one.address, other.address)


def _names(one: Person, other: Person) -> int:
    mine, theirs = (normalised(f"{who.first_name} {who.last_name}") for who in (one, other))
    return round(_NAME * SequenceMatcher(None, mine, theirs, autojunk=False).ratio())


def _birthdays(one: Person, other: Person) -> int:
    if one.born is None or other.born is None:
        return _BORN // 3
    if one.born == other.born:
        return _BORN
    same_year = one.born.year == other.born.year
    swapped = same_year and (one.born.month, one.born.day) == (other.born.day, other.born.month)
    guessed = same_year and (one.born_is_estimated or other.born_is_estimated)
    return _BORN * 2 // 3 if swapped or guessed else 0


def _doors(one: Address, other: Address) -> int:
    if one.building and one.building == other.building:
        return _ADDRESS
    return _ADDRESS // 4 if one.district_id == other.district_id else 0


async def propose_pairs(session: AsyncSession, person: Person) -> list[PersonPair]:
    """Pairs of a card just written with those like it; whoever has another ЕГН is somebody else. Nothing is logged."""
    address = await session.get_one(Address, person.address_id)
    known = await _known(session, person)
    made = []
    for other in await _like(session, person, address):
        score = likeness(Card(person, address), other)
        ends = (min(person.key, other.person.key), max(person.key, other.person.key))
        if score >= LEAST and ends not in known:
            made.append(_pair(person, ends, score))
    session.add_all(made)
    await session.flush()
    return made


def _pair(person: Person, ends: tuple[int, int], score: int) -> PersonPair:
    first, second = ends
    return PersonPair(
        organisation_id=person.organisation_id, first_id=first, second_id=second, score=score, found_at=clock.now()
    )


async def _known(session: AsyncSession, person: Person) -> set[tuple[int, int]]:
    """Pairs that were proposed before, judged or not: they never come back."""
    rows = sa.select(PersonPair).where(
        (col(PersonPair.first_id) == person.key) | (col(PersonPair.second_id) == person.key)
    )
    return {(pair.first_id, pair.second_id) for pair in await session.scalars(rows)}


async def _like(session: AsyncSession, person: Person, address: Address) -> list[Card]:
    """People of the same last name or the same entrance: others have too few points."""
    rows = (
        sa.select(Person, Address)
        .join(Address, col(Address.id) == col(Person.address_id))
        .where(
            (col(Person.last_name) == person.last_name) | (col(Address.building) == address.building),
            col(Person.id) != person.key,
            col(Person.same_as_id).is_(None),
            col(Person.egn_hash).is_(None) if person.egn_hash else sa.true(),
        )
        .order_by(col(Person.first_name) != person.first_name, col(Person.id))
        .limit(_MOST)
    )
    return [Card(*row) for row in await session.execute(rows)]


async def open_pairs(session: AsyncSession, actor: Actor, *, limit: int = 50) -> list[PairRow]:
    """Pairs that wait to be judged, the likeliest first."""
    demand(actor, Deed.TAKE_APPLICATIONS)
    waiting = visible_pairs(actor).where(col(PersonPair.verdict) == PairVerdict.OPEN)
    return await _compared(session, waiting, limit)


async def pairs_to_join(session: AsyncSession, actor: Actor, *, limit: int = 50) -> list[PairRow]:
    """Pairs that were judged to be of one person, and are still two cards."""
    demand(actor, Deed.JOIN_CARDS)
    in_use = joinable_people(actor).where(col(Person.same_as_id).is_(None)).with_only_columns(col(Person.id))
    rows = visible_pairs(actor).where(
        col(PersonPair.verdict) == PairVerdict.SAME,
        col(PersonPair.first_id).in_(in_use),
        col(PersonPair.second_id).in_(in_use),
    )
    return await _compared(session, rows, limit)


async def pair_to_join(session: AsyncSession, actor: Actor, *, pair_id: int) -> PersonPair:
    """A pair whose cards are to be joined. Raises NotFound."""
    demand(actor, Deed.JOIN_CARDS)
    rows = visible_pairs(actor).where(col(PersonPair.verdict).in_((PairVerdict.OPEN, PairVerdict.SAME)))
    return await find(session, rows, pair_id)


async def _compared(session: AsyncSession, rows: Rows[PersonPair], limit: int) -> list[PairRow]:
    rows = rows.order_by(col(PersonPair.score).desc(), col(PersonPair.id)).limit(limit)
    pairs = list(await session.scalars(rows))
    cards = await _cards(session, {end for pair in pairs for end in (pair.first_id, pair.second_id)})
    return [PairRow(pair, cards[pair.first_id], cards[pair.second_id]) for pair in pairs]


async def _cards(session: AsyncSession, numbers: set[int]) -> dict[int, Card]:
    rows = (
        sa.select(Person, Address)
        .join(Address, col(Address.id) == col(Person.address_id))
        .where(col(Person.id).in_(numbers))
    )
    return {person.key: Card(person, address) for person, address in await session.execute(rows)}


async def judge_pair(
    session: AsyncSession, actor: Actor, *, pair_id: int, verdict: PairVerdict, words: str = ""
) -> PersonPair:
    """Say for all time what two cards are to each other. Raises NotFound, JudgedAlready, WrongInput, NumberInWords."""
    demand(actor, Deed.TAKE_APPLICATIONS)
    if verdict is PairVerdict.OPEN:
        raise WrongInput(verdict=_("Please choose what the two cards are."))
    demand_no_number(words)
    pair = await find(session, visible_pairs(actor).with_for_update(), pair_id, fresh=True)
    if pair.verdict is not PairVerdict.OPEN:
        raise JudgedAlready
    pair.verdict, pair.words = verdict, words.strip()[:_LONGEST_WORDS]
    pair.judged_by, pair.judged_at = actor.number, clock.now()
    await flush_or_stale(session)
    return pair
