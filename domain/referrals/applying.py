"""What an accepted referral becomes: an application, in which nobody types again what the institution has written."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor
from domain.applications.numbers import APPLICATIONS, next_number
from domain.applications.secrecy import secrecy_of
from domain.people.numbers import EGN_SCOPE
from domain.referrals.details import opened
from domain.secrets import keyed_hash, seal
from models.applications import Application, ApplicationChannel
from models.cases import Secrecy
from models.places import Programme
from models.referrals import Institution, Referral


async def apply_for(session: AsyncSession, actor: Actor, referral: Referral) -> Application:
    """The application of whom the referral is about. The wish counts from the day on which it was sent to us.

    Whether the person is known already is judged when the case is opened, as with every application. What the
    institution wrote of the person stays sealed in the referral.
    """
    if referral.details_sealed is None or referral.programme_id is None:
        raise ValueError("a referral to us names a person and a service")
    details = opened(referral.details_sealed)
    programme = await session.get_one(Programme, referral.programme_id)
    institution = await session.get_one(Institution, referral.institution_id)
    today = clock.today()
    guarded = referral.is_about_child or secrecy_of(programme, details.born, today) is not Secrecy.OPEN
    application = Application(
        organisation_id=referral.organisation_id,
        number=await next_number(session, programme, kind=APPLICATIONS, year=today.year),
        programme_id=programme.key,
        office_id=referral.office_id,
        channel=ApplicationChannel.INSTITUTION,
        first_name=details.first_name,
        middle_name=details.middle_name,
        last_name=details.last_name,
        born=details.born,
        egn_sealed=seal(details.egn, EGN_SCOPE) if details.egn else None,
        egn_hash=keyed_hash(details.egn, EGN_SCOPE) if details.egn else None,
        phone=details.phone or None,
        address_words=details.address,
        applicant=institution.name,
        basis=f"{referral.document_number} / {referral.document_date:%d.%m.%Y}",
        referral_id=referral.key,
        wished_on=clock.local(referral.sent_at).date(),
        guarded=guarded,
        received_at=clock.now(),
        taken_by=actor.number,
    )
    session.add(application)
    await session.flush()
    return application
