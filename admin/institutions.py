"""The institutions with which people are referred."""

from admin.pages import Answer, page
from admin.reading import one_typed, version_typed
from admin.visit import Visit
from domain.access import Deed
from domain.institutions import InstitutionFacts, institution, institutions, save_institution
from domain.phrases import _
from models.referrals import Institution, InstitutionKind


@page("/institutions", deed=Deed.MANAGE_LISTS, title=_("Institutions"))
async def listed(visit: Visit) -> Answer:
    """All of them; those no longer used last."""
    rows = await institutions(visit.session, visit.actor, only_active=False)
    return visit.show("institutions/list.html", rows=rows)


@page("/institutions/new", deed=Deed.MANAGE_LISTS, title=_("New institution"))
async def new_institution(visit: Visit) -> Answer:
    """The form of a new institution."""
    return _form(visit, None)


@new_institution.post()
async def enter(visit: Visit) -> Answer:
    """Enter it."""
    made = await save_institution(visit.session, visit.actor, facts=_facts(visit))
    return visit.go("/institutions", _("{name} is on the list."), name=made.name)


@page("/institutions/{institution_id:int}", deed=Deed.MANAGE_LISTS, title=_("Institution"))
async def one_institution(visit: Visit) -> Answer:
    """The form of one institution."""
    return _form(visit, await institution(visit.session, visit.actor, institution_id=visit.number("institution_id")))


@one_institution.post()
async def save(visit: Visit) -> Answer:
    """Keep what was changed."""
    await save_institution(
        visit.session,
        visit.actor,
        facts=_facts(visit),
        institution_id=visit.number("institution_id"),
        version=version_typed(visit),
    )
    return visit.go("/institutions", _("Saved."))


def _form(visit: Visit, found: Institution | None) -> Answer:
    return visit.show(
        "institutions/form.html",
        title=found.name if found else "",
        found=found,
        version=visit.editing(found.version) if found else "",
        kinds=list(InstitutionKind),
    )


def _facts(visit: Visit) -> InstitutionFacts:
    return InstitutionFacts(
        kind=one_typed(visit, InstitutionKind, "kind"),
        name=visit.typed("name"),
        address=visit.typed("address"),
        phone=visit.typed("phone"),
        email=visit.typed("email"),
        active=visit.typed("active", "yes") == "yes",
    )
