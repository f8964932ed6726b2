"""One session: who came, how long it was; its list on paper; cancelling it."""

from admin.courses.planning import NOT_A_NUMBER
from admin.courses.words import TITLES
from admin.pages import Answer, page
from admin.paper import pdf
from admin.reading import number_typed, version_typed
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.addresses import address_line
from domain.cases.heads import case_head
from domain.courses.activities import AWAY
from domain.courses.holding import hold_meeting
from domain.courses.meetings import cancel_meeting
from domain.courses.reading import MeetingCard, meeting_card, meeting_on_paper
from domain.papers.attendance import attendance_pdf
from domain.phrases import _, word
from domain.places import organisation_of
from models.courses import MeetingStatus, Presence


@page("/meetings/{meeting_id:int}", deed=Deed.SEE_COURSES, title=_("Session"), writes=True)
async def meeting(visit: Visit) -> Answer:
    card = await meeting_card(visit.session, visit.actor, meeting_id=visit.number("meeting_id"))
    if card.case:  # whoever opens the session opens the case
        await case_head(visit.session, visit.actor, case_id=card.case.key)
    found = card.meeting
    may_mark = card.may_edit and found.status is not MeetingStatus.CANCELLED and found.starts_at <= clock.now()
    return visit.show(
        "courses/meeting.html",
        title=_title(visit, card),
        card=card,
        meeting=found,
        version=visit.editing(found.version),
        presences=[(one.value, word(visit.language, one)) for one in Presence],
        may_mark=may_mark,
        away=card.kind in AWAY,
        home=address_line(visit.language, card.home) if card.home else "",
        may_cancel=card.may_edit and found.status is MeetingStatus.PLANNED,
        back=f"/courses/{card.course.id}" if card.course else f"/cases/{found.case_id}/sessions",
    )


def _title(visit: Visit, card: MeetingCard) -> str:
    if card.course:
        return card.course.title
    return visit.say(TITLES[card.kind], name=card.participants[0].name)


@meeting.post(deed=Deed.EDIT_COURSES)
async def hold(visit: Visit) -> Answer:
    """Who came; the second button says that everybody without a mark did. Of a visit: what came of it."""
    await hold_meeting(
        visit.session,
        visit.actor,
        meeting_id=visit.number("meeting_id"),
        minutes=number_typed(visit, "minutes", NOT_A_NUMBER),
        marks=_marks(visit),
        others=Presence.CAME if visit.typed("others") == "came" else None,
        words=visit.typed("words"),
        version=version_typed(visit),
    )
    return visit.go(f"/meetings/{visit.number('meeting_id')}", _("Written down: who came and how long it was."))


def _marks(visit: Visit) -> dict[int, Presence]:
    found = {}
    for name in visit.form or {}:
        key, value = name.removeprefix("presence_"), visit.typed(name)
        if key != name and key.isascii() and key.isdigit() and value in list(Presence):
            found[int(key)] = Presence(value)
    return found


@meeting.post("/cancel", deed=Deed.EDIT_COURSES)
async def cancel(visit: Visit) -> Answer:
    await cancel_meeting(
        visit.session,
        visit.actor,
        meeting_id=visit.number("meeting_id"),
        words=visit.typed("cancel_words"),
        version=version_typed(visit),
    )
    return visit.go(
        f"/meetings/{visit.number('meeting_id')}", _("The session is cancelled. Those who have a chat are told.")
    )


@page("/meetings/{meeting_id:int}/list.pdf", deed=Deed.SEE_COURSES, title=_("List of who came"), writes=True)
async def paper(visit: Visit) -> Answer:
    card = await meeting_on_paper(visit.session, visit.actor, meeting_id=visit.number("meeting_id"))
    organisation = await organisation_of(visit.session, visit.actor)
    content = await attendance_pdf(card, organisation=organisation.name, language=visit.language)
    return pdf(content, visit.say(_("List of who came")))
