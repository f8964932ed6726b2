"""The form of an application: five groups, in the order in which people tell it."""

from typing import TypedDict

from admin.pages import Answer, page
from admin.people.form import choices_of
from admin.reading import day_typed, one_typed, version_typed, whole
from admin.visit import Visit
from domain import clock, places
from domain.access import Deed
from domain.applications.correcting import correct_application
from domain.applications.duplicates import MaybeKnown
from domain.applications.facts import ANSWERS, ApplicationFacts
from domain.applications.papers import papers_by_service
from domain.applications.reading import ApplicationSheet, application_sheet, services_to_ask_for
from domain.applications.taking import take_application
from domain.phones import spoken_phone
from domain.phrases import _
from models.applications import Application, ApplicationChannel, RequiredPaper

#: At the desk; the chat writes its applications itself.
_CHANNELS = (ApplicationChannel.DESK, ApplicationChannel.PHONE, ApplicationChannel.INSTITUTION)
_ANOTHER = "another"
_COLUMNS = (
    "programme_id", "channel", "wished_on", "applicant", "basis", "first_name", "middle_name", "last_name", "born",
    "born_is_estimated", "district_id", "address_words",
)  # fmt: skip


class Judgement(TypedDict):
    """What the worker said of those who may be known."""

    same_as: int | None
    another: bool


@page("/applications/new", deed=Deed.TAKE_APPLICATIONS, title=_("New application"))
async def new_application(visit: Visit) -> Answer:
    districts = await places.districts(visit.session, visit.actor)
    only = str(districts[0].id) if len(districts) == 1 else ""
    on_file = dict.fromkeys((*_COLUMNS, "phone", *ANSWERS), "") | {
        "programme_id": visit.asked("service"),
        "channel": visit.asked("channel") or ApplicationChannel.DESK.value,
        "district_id": visit.asked("district") or only,
        "wished_on": clock.today().isoformat(),
    }
    return await _form(visit, on_file, papers=await papers_by_service(visit.session, visit.actor))


@new_application.post()
async def take(visit: Visit) -> Answer:
    """The worker's judgement of who is known comes with the second press."""
    facts = _facts(visit)
    application = await take_application(
        visit.session,
        visit.actor,
        facts=facts,
        paper_ids=[number for text in visit.chosen(f"papers-{facts.programme_id}") if (number := whole(text))],
        **_judgement(visit),
    )
    return visit.go(
        f"/applications/{application.key}",
        _("The application is number {number}. Please say the number to the person."),
        number=application.number,
    )


@page(
    "/applications/{application_id:int}/edit", deed=Deed.TAKE_APPLICATIONS, title=_("Put the application right"),
    writes=True,
)  # fmt: skip
async def corrected(visit: Visit) -> Answer:
    sheet = await application_sheet(visit.session, visit.actor, application_id=visit.number("application_id"))
    return await _form(visit, _on_file(sheet.application), sheet=sheet)


@corrected.post()
async def correct(visit: Visit) -> Answer:
    """Of an application whose case is open the form has only the wish."""
    application = await correct_application(
        visit.session,
        visit.actor,
        application_id=visit.number("application_id"),
        facts=_facts(visit),
        version=version_typed(visit),
        **_judgement(visit),
    )
    return visit.go(f"/applications/{application.key}", _("Saved."))


async def _form(
    visit: Visit,
    on_file: dict[str, str],
    *,
    sheet: ApplicationSheet | None = None,
    papers: dict[int, list[RequiredPaper]] | None = None,
) -> Answer:
    application = sheet.application if sheet else None
    services = [(one.id, f"{one.code} {one.name}") for one in await services_to_ask_for(visit.session, visit.actor)]
    channels = _CHANNELS if application is None or application.taken_by else (application.channel, *_CHANNELS)
    return visit.show(
        "applications/form.html",
        known=visit.refusal.found if isinstance(visit.refusal, MaybeKnown) else [],
        title=sheet.name if sheet else "",
        sheet=sheet,
        on_file=on_file,
        version=visit.editing(application.version) if application else "",
        wish_only=application is not None and application.case_id is not None,
        services=services,
        papers=[(number, name, papers[number]) for number, name in services if papers and number in papers],
        channels=choices_of(visit.language, dict.fromkeys(channels)),
        districts=[(one.id, one.name) for one in await places.districts(visit.session, visit.actor)],
        answers=ANSWERS,
    )


def _on_file(application: Application) -> dict[str, str]:
    """The application as its form has it; the ЕГН is not shown."""
    values = {name: _text(getattr(application, name)) for name in _COLUMNS}
    values["phone"] = spoken_phone(application.phone)
    return values | {key: str(application.answers.get(key, "")) for key in ANSWERS}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _judgement(visit: Visit) -> Judgement:
    judged = visit.typed("judged")
    return {"same_as": whole(judged), "another": judged == _ANOTHER}


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
