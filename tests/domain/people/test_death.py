"""A death ends every case by the procedure, guarded ones too; places and turns go to the next in line."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.people.ending import end_service
from domain.waiting.line import enter_line
from domain.waiting.offering import offer_next
from models.cases import Case, CaseOutcome, CaseStatus, CaseStep, Secrecy
from models.people import PersonStatus
from models.waiting import LeftWaiting, Offer, OfferStatus, WaitingEntry
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.waiting.waiting_work import places_of, waiting_case

pytestmark = pytest.mark.usefixtures("tuesday")


async def test_every_case_ends_and_the_next_in_line_is_offered_the_place(people: Cast) -> None:
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        waits = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.WAITING)
        served = await case_of(session, people, people.maria, people.lunch, secrecy=Secrecy.SEALED)
        of_another = await case_of(session, people, people.ivanka, people.lunch)
        person = await session.get_one(type(people.maria), people.maria.key)
        person.guarded = False  # so that the head finds the card, while the sealed case is none of the head's
        next_one = await waiting_case(session, people, 1)
        for case in (waits, next_one):
            await enter_line(session, head, case_id=case.key)
        await places_of(session, people, 1)
        offer = await offer_next(session, head, programme_id=people.assistance.key)
        assert offer.case_id == waits.key
        for _again in range(2):
            await end_service(
                session, head, person_id=people.maria.key, reason=PersonStatus.DECEASED, day=clock.today()
            )
        rows = await session.scalars(sa.select(Case).where(col(Case.person_id) == people.maria.id).order_by(Case.id))
        assert [(case.status, case.outcome, case.closed_on) for case in rows] == [
            (CaseStatus.WITHDRAWN, CaseOutcome.DECEASED, clock.today()),
            (CaseStatus.CLOSED, CaseOutcome.DECEASED, clock.today()),
        ]
        assert of_another.status is CaseStatus.ACTIVE
        steps = sa.select(col(CaseStep.case_id), col(CaseStep.step)).order_by(col(CaseStep.case_id))
        assert [tuple(row) for row in await session.execute(steps)] == [(waits.key, "withdraw"), (served.key, "close")]
        entries = sa.select(WaitingEntry).where(col(WaitingEntry.case_id) == waits.key)
        assert (await session.scalars(entries)).one().left_reason is LeftWaiting.DECEASED
        offers = await session.execute(sa.select(col(Offer.case_id), col(Offer.status)).order_by(col(Offer.id)))
        assert [tuple(row) for row in offers] == [(waits.key, OfferStatus.WITHDRAWN), (next_one.key, OfferStatus.HELD)]
