"""Referrals for the tests: what an invented hospital writes to the office, and the office to the hospital."""

from datetime import date
from typing import Any

from domain.access import Actor
from domain.referrals.details import Details
from domain.referrals.facts import ReferralFacts
from domain.referrals.sending import send_from_us, send_to_us
from models.people import Person
from models.referrals import Consent, ConsentGiver, Purpose, Referral, ReferralBasis
from tests.cast import MONDAY, Cast

STEFKA = Details(
    "Стефка",
    "Божинова",
    born=date(1950, 5, 2),
    phone="0888 777 111",
    address="ж.к. Младост 1, бл. 5",
    words="След операция",
)
CHILD = Details("Радост", "Божинова", born=date(2010, 5, 2), words="Пропуска училище")


def letter(cast: Cast, number: str = "17", details: Details = STEFKA, **other: Any) -> ReferralFacts:
    """A letter of the hospital about an invented woman."""
    facts: dict[str, Any] = {
        "document_number": number,
        "document_date": MONDAY,
        "basis": ReferralBasis.INSTITUTION,
        "preview": "Лицето живее само и има нужда от помощ у дома.",
        "details": details,
        "institution_id": cast.hospital.id,
        "office_id": cast.mladost.id,
        "programme_id": cast.assistance.id,
    }
    return ReferralFacts(**facts | other)


async def referred_to_us(cast: Cast, facts: ReferralFacts | None = None, *, sender: Actor | None = None) -> Referral:
    """A referral of the hospital to the office of Младост, sent by the partner."""
    actor = sender or cast.staff(cast.partner)
    async with cast.database.unit(actor) as session:
        return await send_to_us(session, actor, facts=facts or letter(cast))


async def referred_from_us(
    cast: Cast, person: Person, *, sender: Actor | None = None, case_id: int | None = None, **other: Any
) -> Referral:
    """A referral of the office to the hospital, sent by Анна."""
    actor = sender or cast.staff(cast.anna)
    async with cast.database.unit(actor) as session:
        return await send_from_us(session, actor, person_id=person.key, facts=letter(cast, **other), case_id=case_id)


async def agreed(cast: Cast, person: Person, purpose: Purpose, giver: ConsentGiver, **other: Any) -> Consent:
    """A consent on file since Monday."""
    consent = Consent(
        organisation_id=person.organisation_id,
        person_id=person.key,
        purpose=purpose,
        giver=giver,
        giver_name="Измислено име",
        text_version="2026-1",
        given_on=MONDAY,
        **other,
    )
    async with cast.database.unit(cast.job) as session:
        session.add(consent)
    return consent
