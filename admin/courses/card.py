"""The card of a course: who takes part, its sessions, and what can be done with it."""

from admin.courses.planning import meeting_facts, said_of
from admin.pages import Answer, page
from admin.reading import number_typed, version_typed, whole
from admin.visit import Visit
from domain.access import Deed
from domain.courses.life import CourseStep, move_course, possible
from domain.courses.meetings import plan_course_meetings
from domain.courses.reading import Found, course_card, who_could_join
from domain.courses.signing import give_up_seat, sign_up_case, sign_up_guest, sign_up_person
from domain.phrases import Phrase, _
from models.courses import SignUpStatus

_DONE: dict[SignUpStatus, Phrase] = {
    SignUpStatus.SEATED: _("Signed up: there is a seat."),
    SignUpStatus.WAITING: _("Signed up to wait: the seats are taken. When one is given up, the next moves up."),
}


@page("/courses/{course_id:int}", deed=Deed.SEE_COURSES, title=_("Group or training"))
async def course(visit: Visit) -> Answer:
    number = visit.number("course_id")
    card = await course_card(visit.session, visit.actor, course_id=number)
    text = visit.asked("text")
    found = Found([], [])
    if text and card.may_edit:
        found = await who_could_join(visit.session, visit.actor, course_id=number, text=text)
    return visit.show(
        "courses/card.html",
        title=card.course.title,
        card=card,
        course=card.course,
        version=visit.seen(card.course.version),
        steps=[one.value for one in possible(card.course.status)],
        text=text,
        found=found,
        workers=[(one.id, one.name) for one in card.workers],
    )


@course.post("/open", deed=Deed.EDIT_COURSES)
async def open_it(visit: Visit) -> Answer:
    return await _step(visit, CourseStep.OPEN, _("The sign-up is open."))


@course.post("/close", deed=Deed.EDIT_COURSES)
async def close(visit: Visit) -> Answer:
    return await _step(visit, CourseStep.CLOSE, _("The sign-up is closed. Those who wait still move up."))


@course.post("/end", deed=Deed.EDIT_COURSES)
async def end(visit: Visit) -> Answer:
    return await _step(visit, CourseStep.END, _("The course is over."))


@course.post("/cancel", deed=Deed.EDIT_COURSES)
async def cancel(visit: Visit) -> Answer:
    return await _step(visit, CourseStep.CANCEL, _("The course is cancelled. Those who have a chat are told."))


async def _step(visit: Visit, step: CourseStep, said: Phrase) -> Answer:
    await move_course(
        visit.session,
        visit.actor,
        course_id=visit.number("course_id"),
        step=step,
        words=visit.typed("cancel_words"),
        version=version_typed(visit),
    )
    return _back(visit, said)


def _back(visit: Visit, said: Phrase, **values: object) -> Answer:
    return visit.go(f"/courses/{visit.number('course_id')}", said, **values)


@course.post("/sign-up", deed=Deed.EDIT_COURSES)
async def sign_up(visit: Visit) -> Answer:
    """A case or a person who was found by name."""
    number, case_id = visit.number("course_id"), whole(visit.typed("case_id"))
    if case_id is not None:
        made = await sign_up_case(visit.session, visit.actor, course_id=number, case_id=case_id)
    else:
        person_id = number_typed(visit, "person_id")
        made = await sign_up_person(visit.session, visit.actor, course_id=number, person_id=person_id)
    return _back(visit, _DONE[made.status])


@course.post("/guest", deed=Deed.EDIT_COURSES)
async def guest(visit: Visit) -> Answer:
    """Somebody by name and phone."""
    made = await sign_up_guest(
        visit.session,
        visit.actor,
        course_id=visit.number("course_id"),
        name=visit.typed("name"),
        phone=visit.typed("phone"),
    )
    return _back(visit, _DONE[made.status])


@course.post("/give-up", deed=Deed.EDIT_COURSES)
async def give_up(visit: Visit) -> Answer:
    await give_up_seat(
        visit.session,
        visit.actor,
        course_id=visit.number("course_id"),
        sign_up_id=number_typed(visit, "sign_up_id"),
    )
    return _back(visit, _("The seat is given up. The next one in line has moved up."))


@course.post("/meetings", deed=Deed.EDIT_COURSES)
async def plan(visit: Visit) -> Answer:
    planned = await plan_course_meetings(
        visit.session, visit.actor, course_id=visit.number("course_id"), facts=meeting_facts(visit)
    )
    said, values = said_of(visit, planned)
    return _back(visit, said, **values)
