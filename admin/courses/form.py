"""The form of a course."""

from admin.pages import Answer, page
from admin.reading import NOT_A_DAY, day_typed, number_typed, one_typed, version_typed, whole
from admin.visit import Visit
from domain.access import Deed, find
from domain.courses.life import CourseFacts, change_course, new_course
from domain.courses.reading import course_choices
from domain.courses.rows import editable_courses
from domain.phrases import _, word
from domain.refusals import WrongInput
from models.courses import Course, CourseKind

_NOT_A_NUMBER = _("Please write a whole number.")


@page("/courses/new", deed=Deed.EDIT_COURSES, title=_("New group or training"))
async def new(visit: Visit) -> Answer:
    return await _form(visit, None)


@new.post()
async def make(visit: Visit) -> Answer:
    course = await new_course(visit.session, visit.actor, facts=_facts(visit))
    return visit.go(f"/courses/{course.key}", _("Written down. Open the sign-up when everything is ready."))


@page("/courses/{course_id:int}/edit", deed=Deed.EDIT_COURSES, title=_("Change the course"))
async def edit(visit: Visit) -> Answer:
    return await _form(visit, await find(visit.session, editable_courses(visit.actor), visit.number("course_id")))


@edit.post()
async def save(visit: Visit) -> Answer:
    number = visit.number("course_id")
    await change_course(visit.session, visit.actor, course_id=number, facts=_facts(visit), version=version_typed(visit))
    return visit.go(f"/courses/{number}", _("Saved."))


async def _form(visit: Visit, course: Course | None) -> Answer:
    choices = await course_choices(visit.session, visit.actor)
    return visit.show(
        "courses/form.html",
        title=course.title if course else "",
        course=course,
        version=visit.editing(course.version) if course else "",
        offices=[(one.id, one.name) for one in choices.offices],
        programmes=[(one.id, f"{one.code} {one.name}") for one in choices.programmes],
        leaders=list(choices.leaders.items()),
        kinds=[(one.value, word(visit.language, one)) for one in CourseKind],
    )


def _facts(visit: Visit) -> CourseFacts:
    starts_on = day_typed(visit, "starts_on")
    if starts_on is None:
        raise WrongInput(starts_on=NOT_A_DAY)
    return CourseFacts(
        office_id=number_typed(visit, "office_id"),
        programme_id=number_typed(visit, "programme_id"),
        kind=one_typed(visit, CourseKind, "kind"),
        title=visit.typed("title"),
        about=visit.typed("about"),
        for_whom=visit.typed("for_whom"),
        place=visit.typed("place"),
        public=visit.typed("public") == "yes",
        seats=number_typed(visit, "seats", _NOT_A_NUMBER),
        starts_on=starts_on,
        ends_on=day_typed(visit, "ends_on"),
        leader_id=whole(visit.typed("leader_id")),
    )
