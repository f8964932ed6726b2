"""What a form says of a referral, and what is wrong with it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, within
from domain.people.numbers import parse_number
from domain.phones import NotAPhone, parse_phone
from domain.phrases import Phrase, _
from domain.places import programmes
from domain.referrals.details import Details, gives_away
from models.places import Office, Programme, RuleSet
from models.referrals import ReferralBasis
from models.staff import Role

_LONGEST_NUMBER = 60
_LONGEST_PREVIEW = 500
_LONGEST_NAME = 60
_LONGEST_WORDS = 2000


@dataclass(frozen=True)
class ReferralFacts:
    """The document, its ground, the preview that everybody on the other side reads, and what stays sealed."""

    document_number: str
    document_date: date | None
    basis: ReferralBasis
    preview: str
    details: Details
    institution_id: int | None = None
    office_id: int | None = None
    programme_id: int | None = None
    is_about_child: bool = False
    #: The declined or withdrawn one that is tried anew.
    follows_id: int | None = None


async def offices_asked(session: AsyncSession, actor: Actor) -> list[Office]:
    """The offices to which somebody may address a referral: a partner any, staff their own, by name."""
    rows = sa.select(Office).order_by(col(Office.name), col(Office.id))
    if actor.role is not Role.PARTNER:
        rows = rows.where(within(actor, Deed.SEND_REFERRALS, Office.id))
    return list(await session.scalars(rows))


async def services_asked(session: AsyncSession, actor: Actor) -> list[Programme]:
    """The services that lead to a case; food in the open and lines of the plan take no referrals."""
    return [one for one in await programmes(session, actor) if one.rules is not RuleSet.NONE]


def wrong_document(facts: ReferralFacts) -> dict[str, Phrase]:
    """What is wrong with the document and the preview."""
    wrong: dict[str, Phrase] = {}
    if not facts.document_number.strip() or len(facts.document_number) > _LONGEST_NUMBER:
        wrong["document_number"] = _("Please write the number of the document.")
    if facts.document_date is None:
        wrong["document_date"] = _("Please write the day of the document.")
    elif facts.document_date > clock.today():
        wrong["document_date"] = _("This day is still to come. Please write the day of the document.")
    if not facts.preview.strip():
        wrong["preview"] = _("Please write in a few words, without names, what is asked for.")
    elif len(facts.preview) > _LONGEST_PREVIEW:
        wrong["preview"] = _("This text is too long. Please shorten it.")
    elif gives_away(facts.preview, facts.details):
        wrong["preview"] = _(
            "This is read before the referral is accepted. Please leave out names, phones and ЕГН:"
            " write “the person” or “the child”."
        )
    if len(facts.details.words) > _LONGEST_WORDS:
        wrong["words"] = _("This text is too long. Please shorten it.")
    return wrong


def wrong_person(details: Details) -> dict[str, Phrase]:
    """What is wrong with the person as the other institution describes them."""
    wrong: dict[str, Phrase] = {}
    if not details.first_name.strip():
        wrong["first_name"] = _("Please write the first name.")
    if not details.last_name.strip():
        wrong["last_name"] = _("Please write the last name.")
    for name in ("first_name", "middle_name", "last_name"):
        if len(getattr(details, name)) > _LONGEST_NAME:
            wrong[name] = _("This name is too long. Please shorten it.")
    if len(details.address) > _LONGEST_WORDS:
        wrong["address"] = _("This text is too long. Please shorten it.")
    number = parse_number(details.egn) if details.egn.strip() else None
    if details.egn.strip() and number is None:
        wrong["egn"] = _("This is not a valid ЕГН. Please check its ten figures.")
    elif number and details.born and number.born and number.born != details.born:
        wrong["born"] = _("This is not the day of birth in the ЕГН. Please check both.")
    if details.born and details.born > clock.today():
        wrong["born"] = _("This day is still to come. Please write the day of birth.")
    try:
        parse_phone(details.phone) if details.phone.strip() else None
    except NotAPhone:
        wrong["phone"] = _("This is not a phone number. Please write all its figures, for example 0888 123 456.")
    return wrong
