"""A new referral: by a partner, by the office for a service user, or by the office from paper."""

from typing import Any

from admin.pages import Answer, page
from admin.people.form import choices_of
from admin.reading import day_typed, number_asked, one_typed, whole
from admin.visit import Visit
from domain.access import Deed, find, visible_people
from domain.institutions import institutions
from domain.phrases import _
from domain.referrals.details import Details
from domain.referrals.facts import ReferralFacts, offices_asked, services_asked
from domain.referrals.reading import ReferralSheet, referral_sheet
from domain.referrals.sending import send_from_us, send_to_us
from models.referrals import Direction, ReferralBasis

_NAMES = ("first_name", "middle_name", "last_name")
#: An institution does not refer by the person's own wish: who comes alone applies at the desk.
_OF_PARTNERS = (ReferralBasis.INSTITUTION, ReferralBasis.DIRECTION, ReferralBasis.ORDER)


@page("/referrals/new", deed=Deed.SEND_REFERRALS, title=_("New referral"), writes=True)
async def new_referral(visit: Visit) -> Answer:
    """The form: about a service user (`person`, `case`), as another try (`again`), else about somebody new to us."""
    first = await _first(visit)
    person_id = _number(visit, "person") or _person_of(first)
    partner = visit.actor.institution_id is not None
    person = await find(visit.session, visible_people(visit.actor), person_id) if person_id else None
    case_id = _number(visit, "case") or (first.referral.case_id if first else None)
    return visit.show(
        "referrals/new.html",
        values=_values(first),
        first=first,
        person=person,
        case_id=case_id if person else None,
        partner=partner,
        institution_choices=[
            (row.institution.id, row.institution.name) for row in await institutions(visit.session, visit.actor)
        ],
        office_choices=[(one.id, one.name) for one in await offices_asked(visit.session, visit.actor)],
        service_choices=[(one.id, one.name) for one in await services_asked(visit.session, visit.actor)],
        basis_choices=choices_of(visit.language, _OF_PARTNERS if partner else ReferralBasis),
    )


@new_referral.post()
async def send(visit: Visit) -> Answer:
    """Send it; what is wrong is said beside the fields, and nothing typed is lost."""
    person_id, facts = _number(visit, "person"), _facts(visit)
    if person_id is None:
        sent = await send_to_us(visit.session, visit.actor, facts=facts)
    else:
        sent = await send_from_us(
            visit.session, visit.actor, person_id=person_id, facts=facts, case_id=_number(visit, "case")
        )
    return visit.go(f"/referrals/{sent.id}", _("The referral is sent."))


def _number(visit: Visit, name: str) -> int | None:
    """A number that came with the address, and goes on with the form."""
    return whole(visit.typed(name)) if visit.form is not None else number_asked(visit, name)


async def _first(visit: Visit) -> ReferralSheet | None:
    number = _number(visit, "again")
    return await referral_sheet(visit.session, visit.actor, referral_id=number) if number else None


def _person_of(first: ReferralSheet | None) -> int | None:
    """The person whom we referred before."""
    return first.referral.person_id if first and first.referral.direction is Direction.OUT else None


def _values(first: ReferralSheet | None) -> dict[str, Any]:
    """What the form begins with: nothing, or all of the first try but the document."""
    if first is None:
        return {}
    found, details = first.referral, first.details
    values: dict[str, Any] = {
        name: getattr(found, name) for name in ("institution_id", "office_id", "programme_id", "preview")
    }
    values |= {"basis": found.basis.value, "is_about_child": found.is_about_child}
    if details:
        texts = (*_NAMES, "egn", "phone", "address", "words")
        values |= {name: getattr(details, name) for name in texts}
        values["born"] = details.born.isoformat() if details.born else ""
    return values


def _facts(visit: Visit) -> ReferralFacts:
    return ReferralFacts(
        document_number=visit.typed("document_number"),
        document_date=day_typed(visit, "document_date"),
        basis=one_typed(visit, ReferralBasis, "basis"),
        preview=visit.typed("preview"),
        details=Details(
            **{name: visit.typed(name) for name in _NAMES},
            born=day_typed(visit, "born"),
            egn=visit.typed("egn"),
            phone=visit.typed("phone"),
            address=visit.typed("address"),
            words=visit.typed("words"),
        ),
        institution_id=whole(visit.typed("institution_id")),
        office_id=whole(visit.typed("office_id")),
        programme_id=whole(visit.typed("programme_id")),
        is_about_child=visit.typed("is_about_child") == "yes",
        follows_id=_number(visit, "again"),
    )
