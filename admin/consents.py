"""Consents: what was agreed for one person, and which are about to end."""

from admin.pages import Answer, page
from admin.reading import day_typed, one_typed
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.consents import consent_card, ending_consents, record_consent, withdraw_consent
from domain.phrases import _
from models.referrals import ConsentGiver, Purpose


@page("/consents", deed=Deed.SEE_CONSENTS, title=_("Consents that end soon"))
async def ending(visit: Visit) -> Answer:
    """Those that end within thirty days: time to ask anew."""
    return visit.show("consents/ending.html", rows=await ending_consents(visit.session, visit.actor))


@page("/people/{person_id:int}/consents", deed=Deed.SEE_CONSENTS, title=_("Consents"))
async def consents(visit: Visit) -> Answer:
    """Every consent of a person, and the form for a new one."""
    card = await consent_card(visit.session, visit.actor, person_id=visit.number("person_id"))
    return visit.show(
        "consents/person.html",
        title=card.person.full_name,
        card=card,
        purposes=list(Purpose),
        givers=list(ConsentGiver),
        today=clock.today().isoformat(),
    )


@consents.post(deed=Deed.RECORD_CONSENTS)
async def record(visit: Visit) -> Answer:
    """Write down a consent that was given."""
    number = visit.number("person_id")
    await record_consent(
        visit.session,
        visit.actor,
        person_id=number,
        purpose=one_typed(visit, Purpose, "purpose"),
        giver=one_typed(visit, ConsentGiver, "giver"),
        giver_name=visit.typed("giver_name"),
        given_on=day_typed(visit, "given_on"),
        until=day_typed(visit, "until"),
    )
    return visit.go(f"/people/{number}/consents", _("The consent is recorded."))


@consents.post("/{consent_id:int}/withdraw", deed=Deed.RECORD_CONSENTS)
async def withdraw(visit: Visit) -> Answer:
    """End a consent from now on."""
    withdrawn = await withdraw_consent(visit.session, visit.actor, consent_id=visit.number("consent_id"))
    visit.demand_below("person_id", withdrawn.person_id)
    return visit.go(f"/people/{visit.number('person_id')}/consents", _("The consent is withdrawn from now on."))
