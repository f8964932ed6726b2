"""The answers to an offered place: taken, declined for a reason, or withdrawn by the office."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind, Deed, demand, find, within
from domain.cases.editing import editable_of_cases
from domain.cases.procedure import Step, take_step
from domain.people.numbers import demand_no_number
from domain.refusals import Refusal
from domain.waiting.leaving import leave_line, spoken_for
from domain.waiting.line import entry_of
from domain.waiting.offering import fill_free_places
from domain.waiting.pools import lock_places
from domain.waiting.telling import tell_of_place
from models.cases import Case
from models.waiting import DeclineReason, LeftWaiting, Offer, OfferStatus


class OfferEnded(Refusal):
    """This place is no longer held: it was answered, or the deadline has passed. The turn on the list is kept."""


class DeclineNeedsReason(Refusal):
    """Please write in a few words why the place is not taken."""


class WithdrawalNeedsWords(Refusal):
    """Please write why the offer is withdrawn: it stays in the history."""


async def accept_offer(session: AsyncSession, actor: Actor, *, offer_id: int) -> Offer:
    """Take the held place: the case leaves the line and is approved. Raises OfferEnded."""
    offer = await _held(session, actor, offer_id, again=OfferStatus.ACCEPTED)
    if offer.status is OfferStatus.ACCEPTED:
        return offer
    await _end(session, actor, offer, OfferStatus.ACCEPTED)
    entry = await entry_of(session, offer.case_id)
    if entry:
        entry.left_at, entry.left_reason = clock.now(), LeftWaiting.PLACE
    await take_step(session, actor, case_id=offer.case_id, step=Step.GIVE_PLACE)
    await tell_of_place(session, actor, offer)
    return offer


async def decline_offer(
    session: AsyncSession,
    actor: Actor,
    *,
    offer_id: int,
    reason: DeclineReason,
    words: str = "",
    stays: bool = True,
) -> Offer:
    """Give the place to the next in line; the person keeps the turn, or leaves the line by own wish. Raises OfferEnded.

    Words are kept only beside OTHER, where they are demanded. Raises NumberInWords.
    """
    words = words.strip() if reason is DeclineReason.OTHER else ""
    demand_no_number(words)
    offer = await _held(session, actor, offer_id, again=OfferStatus.DECLINED)
    if offer.status is OfferStatus.DECLINED:
        return offer
    if reason is DeclineReason.OTHER and not words:
        raise DeclineNeedsReason
    offer.decline_reason = reason
    await _end(session, actor, offer, OfferStatus.DECLINED, words)
    if stays:
        await fill_free_places(session, programme_id=offer.programme_id)
    else:
        await leave_line(session, actor, case_id=offer.case_id, reason=LeftWaiting.OWN_WISH)
    return offer


async def withdraw_offer(session: AsyncSession, actor: Actor, *, offer_id: int, words: str) -> Offer:
    """Take an offer back, with the reason; the place is offered to the next in line at once."""
    demand(actor, Deed.OFFER_PLACES)
    rows = editable_of_cases(actor, Deed.OFFER_PLACES, Offer, Offer.case_id)
    if actor.kind is ActorKind.STAFF:
        rows = rows.where(within(actor, Deed.OFFER_PLACES, Offer.office_id))
    offer = await _locked(session, rows, offer_id)
    if offer.status is OfferStatus.WITHDRAWN:
        return offer
    if offer.status is not OfferStatus.HELD:
        raise OfferEnded
    if not words.strip():
        raise WithdrawalNeedsWords
    demand_no_number(words)
    await _end(session, actor, offer, OfferStatus.WITHDRAWN, words)
    await fill_free_places(session, programme_id=offer.programme_id, but=offer.entry_id)
    return offer


async def _held(session: AsyncSession, actor: Actor, offer_id: int, *, again: OfferStatus) -> Offer:
    """The offer that the actor may answer; one that was answered so already is given back as it is."""
    offer = await _locked(session, answerable(actor), offer_id)
    if offer.status is again:
        return offer
    if offer.status is not OfferStatus.HELD or offer.until <= clock.now():
        raise OfferEnded
    return offer


def answerable(actor: Actor) -> sa.Select[Offer]:
    """Offers the actor may answer: those of the cases for which the actor speaks."""
    cases = spoken_for(actor).with_only_columns(col(Case.id))
    return sa.select(Offer).where(col(Offer.case_id).in_(cases))


async def _locked(session: AsyncSession, rows: sa.Select[Offer], offer_id: int) -> Offer:
    """The offer as it is now that nobody else may give or answer places of the service."""
    offer = await find(session, rows, offer_id)
    await lock_places(session, offer.programme_id)
    return await find(session, rows, offer_id, fresh=True)


async def _end(session: AsyncSession, actor: Actor, offer: Offer, status: OfferStatus, words: str = "") -> None:
    offer.status, offer.answered_at, offer.answered_by = status, clock.now(), actor.label
    offer.words = words.strip()
    await session.flush()
