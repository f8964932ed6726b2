"""What a centre counts by the month: cases served of its places, by service, by target group, by way of referral.

A centre is a service whose places are counted by the month; `part_of` in the facts of a service says that it belongs
to one. Figures by group and way are for those who answer for the office: small numbers tell of people.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, Reach, Rows, demand, find, visible_cases
from domain.cases.editing import editable_cases
from domain.phrases import Phrase, _
from domain.refusals import NotFound, Refusal
from domain.waiting.pools import PART_OF, WITH_PLACE
from models.applications import Application, ApplicationChannel
from models.cases import Case, CaseStep
from models.courses import Attendance, Course, Meeting, MeetingStatus, Presence
from models.places import Programme
from models.referrals import Referral, ReferralBasis
from models.waiting import Places

GROUP, ROUTE = "target_group", "route"


class NoApplication(Refusal):
    """This case has no application to write it in. Please ask the administrator."""


class Target(StrEnum):
    """For whom the centre is, as its page of 2015 lists them."""

    DISADVANTAGED = "T1"
    ABANDONMENT = "T2"
    INSTITUTION = "T3"
    SCHOOL = "T4"
    BEHAVIOUR = "T5"
    VIOLENCE = "T6"
    DISABILITY = "T7"


class Route(StrEnum):
    """How a case came: by child protection, by another institution, or by own wish."""

    CHILD_PROTECTION = "R1"
    INSTITUTION = "R2"
    OWN_WISH = "R3"


TARGET_WORDS: dict[Target, Phrase] = {
    Target.DISADVANTAGED: _("children at a disadvantage"),
    Target.ABANDONMENT: _("families at risk of leaving a child"),
    Target.INSTITUTION: _("children and young people from institutions"),
    Target.SCHOOL: _("children at risk of leaving school"),
    Target.BEHAVIOUR: _("children with deviant behaviour"),
    Target.VIOLENCE: _("children who suffered violence"),
    Target.DISABILITY: _("children with disabilities and others"),
}
ROUTE_WORDS: dict[Route, Phrase] = {
    Route.CHILD_PROTECTION: _("referral or order of child protection"),
    Route.INSTITUTION: _("sent by another institution"),
    Route.OWN_WISH: _("own wish, without a referral"),
}


@dataclass(frozen=True)
class ServiceCount:
    """A service of the centre: cases of it in the month, and sessions of it that were held."""

    programme: Programme
    cases: int
    sessions: int


@dataclass(frozen=True)
class CentreMonth:
    """A month of a centre. `by_target` and `by_route` (None: not written down) are only for whoever may know."""

    centre: Programme
    first: date
    served: int
    number: int
    by_service: Sequence[ServiceCount]
    by_target: Mapping[Target | None, int] | None
    by_route: Mapping[Route | None, int] | None


async def centres(session: AsyncSession) -> list[Programme]:
    """The services whose places are counted by the month."""
    monthly = sa.select(col(Places.programme_id)).where(col(Places.monthly))
    rows = sa.select(Programme).where(col(Programme.id).in_(monthly), col(Programme.active))
    return list(await session.scalars(rows.order_by(col(Programme.code))))


async def centre_month(session: AsyncSession, actor: Actor, *, programme_id: int, day: date) -> CentreMonth:
    """The month of a day in a centre. Raises NotFound for what is none."""
    demand(actor, Deed.SEE_WAITING)
    centre = next((one for one in await centres(session) if one.key == programme_id), None)
    if centre is None:
        raise NotFound
    first = day.replace(day=1)
    begins, ends = _bounds(first)
    parts = await services_of(session, centre)
    served = await _served(session, [one.key for one in parts], begins, ends)
    cases = list(await session.scalars(sa.select(Case).where(col(Case.id).in_(served))))
    attended = await _attended(session, begins, ends)
    may_know = _may_know(actor)
    kept = await _applications(session, served) if may_know else {}
    return CentreMonth(
        centre=centre,
        first=first,
        served=len(served),
        number=await _places(session, centre, first),
        by_service=[_counted(one, cases, attended) for one in parts],
        by_target=Counter(target_of(kept.get(number)) for number in served) if may_know else None,
        by_route=Counter([await route_of(session, kept.get(number)) for number in served]) if may_know else None,
    )


async def services_of(session: AsyncSession, centre: Programme) -> list[Programme]:
    """The centre itself and its services, by code."""
    rows = sa.select(Programme).where(col(Programme.organisation_id) == centre.organisation_id)
    found = await session.scalars(rows.order_by(col(Programme.code)))
    return [one for one in found if one.id == centre.id or one.facts.get(PART_OF) == centre.code]


async def is_of_centre(session: AsyncSession, programme: Programme) -> bool:
    """Whether a service is a centre or one of its services."""
    codes = {one.code for one in await centres(session)}
    return programme.code in codes or programme.facts.get(PART_OF) in codes


def _may_know(actor: Actor) -> bool:
    """Whoever answers for an office's places, and inspectors."""
    return actor.may(Deed.SET_PLACES) or actor.reach(Deed.SEE_CHILD_CASES) is Reach.ALL


def _bounds(first: date) -> tuple[datetime, datetime]:
    after = (first + timedelta(days=31)).replace(day=1)
    return clock.at(first, time()), min(clock.at(after, time()), clock.now())


async def _served(session: AsyncSession, programmes: Sequence[int], begins: datetime, ends: datetime) -> frozenset[int]:
    """Cases that had a place at some moment of the month, worked out from their history."""
    until = sa.func.lead(col(CaseStep.at)).over(
        partition_by=col(CaseStep.case_id), order_by=(col(CaseStep.at), col(CaseStep.id))
    )
    steps = (
        sa.select(col(CaseStep.case_id), col(CaseStep.status), col(CaseStep.at), until.label("until"))
        .join(Case, col(Case.id) == col(CaseStep.case_id))
        .where(col(Case.programme_id).in_(programmes))
        .subquery()
    )
    touches = (steps.c.at < ends) & (steps.c.until.is_(None) | (steps.c.until > begins))
    rows = sa.select(steps.c.case_id).where(steps.c.status.in_(WITH_PLACE), touches)
    return frozenset(await session.scalars(rows.distinct()))


async def _attended(session: AsyncSession, begins: datetime, ends: datetime) -> list[tuple[int, int, int]]:
    """Sessions held in the month to which somebody of a case came: session, case, and the service it was of."""
    service = sa.func.coalesce(col(Course.programme_id), col(Case.programme_id))
    rows = (
        sa.select(col(Meeting.id), col(Case.id), service)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .join(Case, col(Case.id) == col(Attendance.case_id))
        .outerjoin(Course, col(Course.id) == col(Meeting.course_id))
        .where(
            col(Meeting.status) == MeetingStatus.HELD,
            col(Meeting.starts_at) >= begins,
            col(Meeting.starts_at) < ends,
            col(Attendance.presence) == Presence.CAME,
        )
    )
    return [(meeting, case, programme) for meeting, case, programme in await session.execute(rows) if meeting and case]


def _counted(programme: Programme, cases: Sequence[Case], attended: Sequence[tuple[int, int, int]]) -> ServiceCount:
    """A case counts for its own service and for every one whose sessions it came to."""
    of_it = {case.key for case in cases if case.programme_id == programme.key}
    came = {case for _meeting, case, service in attended if service == programme.key}
    held = {meeting for meeting, _case, service in attended if service == programme.key}
    return ServiceCount(programme, len(of_it | (came & {case.key for case in cases})), len(held))


async def _places(session: AsyncSession, centre: Programme, first: date) -> int:
    """How many places there were on the last day of the month, as far as it has come."""
    last = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), clock.today())
    rows = sa.select(sa.func.sum(col(Places.number))).where(
        col(Places.programme_id) == centre.key,
        col(Places.monthly),
        col(Places.starts_on) <= last,
        col(Places.ends_on).is_(None) | (col(Places.ends_on) >= last),
    )
    return await session.scalar(rows) or 0


async def _applications(session: AsyncSession, cases: frozenset[int]) -> dict[int, Application]:
    rows = sa.select(Application).where(col(Application.case_id).in_(cases)).order_by(col(Application.id))
    return {one.case_id: one for one in await session.scalars(rows) if one.case_id}


def target_of(application: Application | None) -> Target | None:
    """The group that was written down for the case."""
    kept = application.answers.get(GROUP) if application else None
    return Target(kept) if kept in list(Target) else None


async def route_of(session: AsyncSession, application: Application | None) -> Route | None:
    """How the case came: as the referral says, as was written down, or by own wish where nobody sent it."""
    if application is None:
        return None
    if application.referral_id:
        referral = await session.get(Referral, application.referral_id)
        if referral:
            return _ROUTES[referral.basis]
    kept = application.answers.get(ROUTE)
    if kept in list(Route):
        return Route(kept)
    return None if application.channel is ApplicationChannel.INSTITUTION else Route.OWN_WISH


_ROUTES = {
    ReferralBasis.ORDER: Route.CHILD_PROTECTION,
    ReferralBasis.DIRECTION: Route.CHILD_PROTECTION,
    ReferralBasis.INSTITUTION: Route.INSTITUTION,
    ReferralBasis.OWN_WISH: Route.OWN_WISH,
}


@dataclass(frozen=True)
class WrittenDown:
    """What is written down of a case for the centre's figures."""

    target: Target | None
    route: Route | None
    #: The way is known from the referral, so nobody writes it.
    referred: bool


async def written_of(session: AsyncSession, actor: Actor, *, case_id: int) -> WrittenDown | None:
    """Target group and way of a case; None where there is no application to write them in. Raises NotFound."""
    demand(actor, Deed.SEE_COURSES)
    application = await _application_of(session, visible_cases(actor), case_id)
    if application is None:
        return None
    route = await route_of(session, application)
    return WrittenDown(target_of(application), route, application.referral_id is not None)


async def write_down(
    session: AsyncSession, actor: Actor, *, case_id: int, target: Target | None, route: Route | None
) -> None:
    """Write target group and way of a case into its application, where the audit seals them. Raises NoApplication."""
    demand(actor, Deed.EDIT_CASES)
    application = await _application_of(session, editable_cases(actor), case_id)
    if application is None:
        raise NoApplication
    kept = {name: value for name, value in application.answers.items() if name not in (GROUP, ROUTE)}
    chosen = {GROUP: target.value if target else None, ROUTE: route.value if route else None}
    application.answers = kept | {name: value for name, value in chosen.items() if value}
    await session.flush()


async def _application_of(session: AsyncSession, cases: Rows[Case], case_id: int) -> Application | None:
    case = await find(session, cases, case_id)
    rows = sa.select(Application).where(col(Application.case_id) == case.key).order_by(col(Application.id).desc())
    found: Application | None = await session.scalar(rows.limit(1).execution_options(populate_existing=True))
    return found
