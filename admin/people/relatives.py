"""A relative of a service user, with the rights."""

from admin.pages import Answer, page
from admin.people.form import LANGUAGES, choices_of, languages
from admin.reading import number_typed, one_typed, version_typed
from admin.visit import Visit
from domain.access import Deed, find, visible_people
from domain.phones import spoken_phone
from domain.phrases import _
from domain.refusals import NotFound
from domain.relatives import Kin, RelativeFacts, end_kinship, kin_of, save_relative
from models.people import KinshipKind

_ORDER = _("Please write in which order to call: 1, 2, 3.")


@page("/people/{person_id:int}/relatives/new", deed=Deed.EDIT_PEOPLE, title=_("New relative"))
async def new_relative(visit: Visit) -> Answer:
    return await _form(visit, None)


@new_relative.post()
async def add(visit: Visit) -> Answer:
    number = visit.number("person_id")
    kin = await save_relative(visit.session, visit.actor, person_id=number, facts=_facts(visit))
    return visit.go(f"/people/{number}?tab=relatives", _("{name} is noted as a relative."), name=kin.relative.name)


@page("/people/{person_id:int}/relatives/{relative_id:int}", deed=Deed.EDIT_PEOPLE, title=_("Relative"))
async def relative(visit: Visit) -> Answer:
    return await _form(visit, await _kin(visit))


@relative.post()
async def save(visit: Visit) -> Answer:
    number = visit.number("person_id")
    await save_relative(
        visit.session,
        visit.actor,
        person_id=number,
        relative_id=visit.number("relative_id"),
        facts=_facts(visit),
        version=version_typed(visit),
    )
    return visit.go(f"/people/{number}?tab=relatives", _("Saved."))


@relative.post("/end")
async def end(visit: Visit) -> Answer:
    number = visit.number("person_id")
    await end_kinship(visit.session, visit.actor, person_id=number, relative_id=visit.number("relative_id"))
    return visit.go(f"/people/{number}?tab=relatives", _("The relative is no longer connected with this person."))


async def _form(visit: Visit, kin: Kin | None) -> Answer:
    person = await find(visit.session, visible_people(visit.actor), visit.number("person_id"))
    return visit.show(
        "people/relative.html",
        title=kin.relative.name if kin else "",
        person=person,
        kin=kin,
        version=visit.editing(kin.relative.version) if kin else "",
        phone_on_file=spoken_phone(kin.relative.phone) if kin else "",
        kind_choices=choices_of(visit.language, KinshipKind),
        language_choices=languages(visit.language),
    )


async def _kin(visit: Visit) -> Kin:
    everyone = await kin_of(visit.session, visit.actor, person_id=visit.number("person_id"))
    wanted = visit.number("relative_id")
    found = next((kin for kin in everyone if kin.relative.key == wanted), None)
    if found is None:
        raise NotFound
    return found


def _facts(visit: Visit) -> RelativeFacts:
    known = [code for code, _name in LANGUAGES]
    return RelativeFacts(
        name=visit.typed("name"),
        kind=one_typed(visit, KinshipKind, "kind"),
        phone=visit.typed("phone"),
        language=visit.typed("language") if visit.typed("language") in known else known[0],
        may_see=visit.typed("may_see") == "yes",
        may_order=visit.typed("may_order") == "yes",
        is_told=visit.typed("is_told") == "yes",
        call_order=number_typed(visit, "call_order", _ORDER),
    )
