"""The last place is given once, however many ask for it at the same instant and in whatever order things happen."""

import asyncio

import sqlalchemy as sa
from sqlmodel import col

from domain.waiting.line import enter_line
from domain.waiting.offering import NoFreePlace, offer_next
from models.waiting import Offer, OfferStatus, WaitingEntry
from tests.cast import Cast
from tests.domain.waiting.waiting_work import places_of, waiting_case


async def test_forty_who_offer_at_once_give_the_three_places_there_are(people: Cast, tuesday) -> None:
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        for number in range(5):
            case = await waiting_case(session, people, number)
            await enter_line(session, head, case_id=case.key)
        await places_of(session, people, 3)

    async def offer() -> bool:
        try:
            await people.database.run(
                head, lambda session: offer_next(session, head, programme_id=people.assistance.key)
            )
        except NoFreePlace:
            return False
        return True

    assert sum(await asyncio.gather(*(offer() for _ in range(40)))) == 3
    async with people.database.reading(head) as session:
        held = list(await session.scalars(sa.select(Offer).order_by(col(Offer.case_id))))
        waiting = list(await session.scalars(sa.select(WaitingEntry).order_by(col(WaitingEntry.id)).limit(3)))
        assert [offer.entry_id for offer in held] == [entry.id for entry in waiting]
        assert {offer.status for offer in held} == {OfferStatus.HELD}
