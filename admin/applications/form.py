"""The form of an application: five groups, in the order in which people tell it."""

from admin.pages import Answer, page
from admin.people.form import choices_of
from admin.reading import day_typed, one_typed, whole
from admin.visit import Visit
from domain import clock, places
from domain.access import Deed
from domain.applications.duplicates import MaybeKnown
from domain.applications.facts import ANSWERS, ApplicationFacts
from domain.applications.reading import services_to_ask_for
from domain.applications.taking import take_application
from domain.phrases import _
from models.applications import ApplicationChannel

#: At the desk; the chat writes its applications itself.
_CHANNELS = (ApplicationChannel.DESK, ApplicationChannel.PHONE, ApplicationChannel.INSTITUTION)
_ANOTHER = "another"


@page("/applications/new", deed=Deed.TAKE_APPLICATIONS, title=_("New application"))
async def new_application(visit: Visit) -> Answer:
    return visit.show(
        "applications/form.html",
        known=visit.refusal.found if isinstance(visit.refusal, MaybeKnown) else [],
        services=[(one.id, f"{one.code} {one.name}") for one in await services_to_ask_for(visit.session, visit.actor)],
        channels=choices_of(visit.language, _CHANNELS),
        districts=[(one.id, one.name) for one in await places.districts(visit.session, visit.actor)],
        answers=ANSWERS,
        today=clock.today(),
    )


@new_application.post()
async def take(visit: Visit) -> Answer:
    """The worker's judgement of who is known comes with the second press."""
    judged = visit.typed("judged")
    application = await take_application(
        visit.session, visit.actor, facts=_facts(visit), same_as=whole(judged), another=judged == _ANOTHER
    )
    return visit.go(
        f"/applications/{application.key}",
        _("The application is number {number}. Please say the number to the person."),
        number=application.number,
    )


def _facts(visit: Visit) -> ApplicationFacts:
    return ApplicationFacts(
        programme_id=whole(visit.typed("programme_id")) or 0,
        channel=one_typed(visit, ApplicationChannel, "channel"),
        first_name=visit.typed("first_name"),
        middle_name=visit.typed("middle_name"),
        last_name=visit.typed("last_name"),
        born=day_typed(visit, "born"),
        born_is_estimated=visit.typed("born_is_estimated") == "yes",
        egn=visit.typed("egn"),
        phone=visit.typed("phone"),
        district_id=whole(visit.typed("district_id")),
        address_words=visit.typed("address_words"),
        applicant=visit.typed("applicant"),
        basis=visit.typed("basis"),
        answers={key: visit.typed(key) for key in ANSWERS},
        wished_on=day_typed(visit, "wished_on"),
    )
