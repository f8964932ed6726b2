"""Menus: the week as a grid for each diet, entered by the kitchen."""

from datetime import date, timedelta
from functools import partial

from admin.pages import Answer, page
from admin.reading import day_asked, day_named, day_typed, monday_of, number_typed
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.menus import WeekGrid, allergen_words, copy_week, day_mark, set_day, week_grid
from domain.phrases import _, day_words
from domain.refusals import NotFound
from models.meals import Course
from models.people import Diet

WEEK = timedelta(days=7)


@page("/menus", deed=Deed.SEE_MENUS, title=_("Menus"))
async def menus(visit: Visit) -> Answer:
    monday = monday_of(day_asked(visit, "week"))
    grid = await week_grid(visit.session, visit.actor, monday=monday)
    return visit.show(
        "menus/week.html",
        grid=grid,
        missing=missing_in(grid),
        previous=(monday - WEEK).isoformat(),
        following=(monday + WEEK).isoformat(),
        this_week=monday_of(clock.today()).isoformat(),
        sunday=monday + timedelta(days=6),
        today=clock.today(),
        diets=list(Diet),
        courses=list(Course),
        allergen_words=partial(allergen_words, visit.language),
    )


@menus.post("/copy", deed=Deed.EDIT_MENUS)
async def copy(visit: Visit) -> Answer:
    monday = day_typed(visit, "week")
    if monday is None:
        raise NotFound
    target = monday_of(monday) + WEEK
    written = await copy_week(visit.session, visit.actor, monday=monday, to_monday=target)
    said = _("The week is copied. What was entered already stays.") if written else _("Everything was entered already.")
    return visit.go(f"/menus?week={target.isoformat()}", said)


@page("/menus/{day}", deed=Deed.EDIT_MENUS, title=_("Menu of the day"))
async def menu_of_day(visit: Visit) -> Answer:
    day = day_named(visit.request.path_params["day"])
    grid = await week_grid(visit.session, visit.actor, monday=monday_of(day))
    return visit.show(
        "menus/day.html",
        title=day_words(visit.language, day),
        day=day,
        seen=visit.editing(day_mark(grid, day), "seen"),
        grid=grid,
        diets=list(Diet),
        courses=list(Course),
        field_of=field_of,
        allergen_words=partial(allergen_words, visit.language),
    )


@menu_of_day.post(deed=Deed.EDIT_MENUS)
async def save(visit: Visit) -> Answer:
    day = day_named(visit.request.path_params["day"])
    menus = {diet: {course: _dish(visit, field_of(diet, course)) for course in Course} for diet in Diet}
    await set_day(visit.session, visit.actor, day=day, menus=menus, seen=visit.typed("seen"))
    return visit.go(f"/menus?week={monday_of(day).isoformat()}", _("The menu for {day} is saved."), day=day)


def field_of(diet: Diet, course: Course) -> str:
    """The name of the field for one course of one diet."""
    return f"{diet.value}-{course.value}"


def missing_in(grid: WeekGrid) -> list[tuple[date, list[Diet]]]:
    """Working days still to come on which some diet has nothing to eat."""
    filled = {(day, diet) for day, diet, _course in grid.cells}
    days = [(day, [diet for diet in Diet if (day, diet) not in filled]) for day in grid.days if day >= clock.today()]
    return [(day, diets) for day, diets in days if diets]


def _dish(visit: Visit, name: str) -> int | None:
    return number_typed(visit, name) if visit.typed(name) else None
