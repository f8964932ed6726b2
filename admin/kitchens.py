"""Kitchens: who cooks how much today and tomorrow, each kitchen's sheet on the screen and on paper, and the labels."""

from datetime import date, timedelta
from functools import partial

from admin.boxes import box_words
from admin.pages import Answer, page
from admin.paper import pdf
from admin.reading import day_asked
from admin.visit import Visit
from domain import clock
from domain.access import Deed, find, visible_kitchens
from domain.calendar import calendar_of
from domain.kitchens import kitchen_sheet, kitchens_today, labels_of
from domain.menus import allergen_words
from domain.papers.sheets import kitchen_sheet_pdf, labels_pdf
from domain.phrases import _, near_day
from domain.places import organisation_of
from models.people import Diet


@page("/kitchens", deed=Deed.SEE_KITCHENS, title=_("Kitchens"))
async def kitchens(visit: Visit) -> Answer:
    today = day_asked(visit)
    following = (await calendar_of(visit.session)).next_working_day(today)
    days = [(day, await kitchens_today(visit.session, visit.actor, day=day)) for day in (today, following)]
    return visit.show("kitchens/list.html", days=days, boxes=partial(box_words, visit.language))


@page("/kitchens/{kitchen_id:int}", deed=Deed.SEE_KITCHENS, title=_("Kitchen"))
async def kitchen(visit: Visit) -> Answer:
    day = day_asked(visit)
    sheet = await kitchen_sheet(visit.session, visit.actor, kitchen_id=visit.number("kitchen_id"), day=day)
    return visit.show(
        "kitchens/sheet.html",
        title=_title(visit, sheet.kitchen, day),
        sheet=sheet,
        diets=[diet for diet in Diet if any(line.by_diet.get(diet) for line in sheet.lines)],
        day=day,
        today=clock.today(),
        boxes=partial(box_words, visit.language),
        before=(day - timedelta(days=1)).isoformat(),
        after=(day + timedelta(days=1)).isoformat(),
        allergen_words=partial(allergen_words, visit.language),
    )


@page("/kitchens/{kitchen_id:int}/sheet.pdf", deed=Deed.SEE_KITCHENS, title=_("Kitchen sheet"))
async def sheet_paper(visit: Visit) -> Answer:
    day = day_asked(visit)
    sheet = await kitchen_sheet(visit.session, visit.actor, kitchen_id=visit.number("kitchen_id"), day=day)
    organisation = await organisation_of(visit.session, visit.actor)
    made = await kitchen_sheet_pdf(sheet, organisation=organisation.name, language=visit.language)
    return pdf(made, f"{sheet.kitchen} {day.isoformat()}")


@page("/kitchens/{kitchen_id:int}/labels.pdf", deed=Deed.SEE_KITCHENS, title=_("Labels"))
async def labels_paper(visit: Visit) -> Answer:
    day, number = day_asked(visit), visit.number("kitchen_id")
    found = await find(visit.session, visible_kitchens(visit.actor), number)
    labels = await labels_of(visit.session, visit.actor, kitchen_id=number, day=day)
    if not labels:
        return visit.go(f"/kitchens/{number}?day={day.isoformat()}", _("There are no boxes to label on this day."))
    return pdf(await labels_pdf(labels, language=visit.language), f"{found.name} {day.isoformat()} {len(labels)}")


def _title(visit: Visit, name: str, day: date) -> str:
    """What the page answers: "Кухня Люлин, утре, сряда, 25 ноември"."""
    return f"{name}, {near_day(visit.language, day)}"
