"""A referral about somebody, as a row."""

from datetime import date

from domain import clock
from domain.referrals.details import Details
from models.people import Person
from models.referrals import Direction, Referral, ReferralBasis
from tests.cast import Cast


def referral_of(cast: Cast, person: Person, *, words: str = "Има нужда от грижа") -> Referral:
    """A letter of the hospital about a person of the cast."""
    details = Details(first_name=person.first_name, last_name=person.last_name, words=words)
    return Referral(
        organisation_id=cast.sofia.key,
        direction=next(iter(Direction)),
        institution_id=cast.hospital.key,
        office_id=cast.mladost.key,
        person_id=person.key,
        document_number=f"Р-{person.key}",
        document_date=date(2026, 11, 20),
        basis=next(iter(ReferralBasis)),
        preview="Човек се изписва от болница",
        details_sealed=details.sealed(),
        sent_at=clock.now(),
    )
