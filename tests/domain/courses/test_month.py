"""The month of a centre: a hundred places, and who was served in it; figures that tell of people only for the head."""

from datetime import date, datetime, timedelta

import pytest

from domain import clock
from domain.access import job
from domain.courses.month import NoApplication, Route, Target, centre_month, write_down, written_of
from domain.refusals import NotAllowed, NotFound
from domain.waiting.occupancy import occupancy
from models.applications import Application, ApplicationChannel, ApplicationStatus
from models.cases import Case, CaseStatus, CaseStep, Secrecy
from models.courses import Attendance, MeetingStatus, Presence
from models.places import Programme, ProgrammeKind, RuleSet
from models.waiting import Places
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.courses.course_work import meeting_of

HUNDRED = 100


async def the_centre(session, cast: Cast) -> tuple[Programme, Programme]:
    """The centre with its hundred places a month, and one of its services."""
    made = []
    for code, facts in (("C00", {}), ("C12", {"part_of": "C00"})):
        row = Programme(
            organisation_id=cast.sofia.key, code=code, name=code, kind=ProgrammeKind.CHILDREN,
            rules=RuleSet.DELEGATED, facts=facts,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        made.append(row)
    session.add(
        Places(
            organisation_id=cast.sofia.key, programme_id=made[0].key, starts_on=date(2026, 1, 1), number=HUNDRED,
            monthly=True,
        )
    )  # fmt: skip
    await session.flush()
    return made[0], made[1]


async def stood(session, case: Case, status: CaseStatus, at: datetime) -> None:
    """Write into the history that the case came to stand so."""
    step = "close" if status is CaseStatus.CLOSED else "start"
    session.add(CaseStep(organisation_id=case.organisation_id, case_id=case.key, step=step, status=status, at=at))
    await session.flush()


async def applied(session, case: Case, channel: ApplicationChannel) -> Application:
    row = Application(
        organisation_id=case.organisation_id, programme_id=case.programme_id, channel=channel, case_id=case.key,
        status=ApplicationStatus.REGISTERED, wished_on=case.wished_on, received_at=clock.now(), guarded=True,
        answers={"wanted": "подкрепа"},
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def test_whoever_had_a_place_in_the_month_counts_also_after_the_work_has_ended(people: Cast, tuesday):
    head, anna, inspector = (people.staff(one) for one in (people.head, people.anna, people.inspector))
    async with people.database.unit(people.job) as session:
        centre, speech = await the_centre(session, people)
        team = (people.anna,)
        served = await case_of(session, people, people.maria, centre, secrecy=Secrecy.CHILD, team=team)
        ended = await case_of(
            session, people, people.ivanka, speech, status=CaseStatus.CLOSED, secrecy=Secrecy.CHILD, team=team
        )
        before = await case_of(session, people, people.ivanka, centre, status=CaseStatus.CLOSED)
        for case, days in ((served, 60), (ended, 60), (before, 200)):
            await stood(session, case, CaseStatus.ACTIVE, tuesday - timedelta(days=days))
        await stood(session, ended, CaseStatus.CLOSED, tuesday - timedelta(days=10))
        await stood(session, before, CaseStatus.CLOSED, tuesday - timedelta(days=100))
        for case, channel in ((served, ApplicationChannel.INSTITUTION), (ended, ApplicationChannel.DESK)):
            await applied(session, case, channel)
        meeting = await meeting_of(session, people, people.anna, case_id=served.key, status=MeetingStatus.HELD)
        session.add(
            Attendance(
                organisation_id=people.sofia.key, meeting_id=meeting.key, case_id=served.key, presence=Presence.CAME,
                marked_at=tuesday,
            )
        )  # fmt: skip
    async with people.database.unit(anna) as session:
        await write_down(session, anna, case_id=served.key, target=Target.VIOLENCE, route=Route.CHILD_PROTECTION)
        kept = await written_of(session, anna, case_id=served.key)
        assert kept is not None
        assert (kept.target, kept.route, kept.referred) == (Target.VIOLENCE, Route.CHILD_PROTECTION, False)
        open_case = await case_of(session, people, people.maria, people.assistance)
        with pytest.raises(NoApplication):
            await write_down(session, anna, case_id=open_case.key, target=None, route=None)
        with pytest.raises(NotFound):
            await write_down(session, head, case_id=served.key, target=None, route=None)
    for actor in (head, inspector):
        async with people.database.reading(actor) as session:
            month = await centre_month(session, actor, programme_id=centre.key, day=tuesday.date())
            assert (month.served, month.number) == (2, HUNDRED)
            assert [(one.programme.code, one.cases, one.sessions) for one in month.by_service] == [
                ("C00", 1, 1),
                ("C12", 1, 0),
            ]
            assert month.by_target == {Target.VIOLENCE: 1, None: 1}
            assert month.by_route == {Route.CHILD_PROTECTION: 1, Route.OWN_WISH: 1}
            with pytest.raises(NotFound):
                await centre_month(session, actor, programme_id=people.lunch.key, day=tuesday.date())
            older = await centre_month(session, actor, programme_id=centre.key, day=date(2026, 7, 15))
            assert older.served == 1
    async with people.database.reading(anna) as session:
        month = await centre_month(session, anna, programme_id=centre.key, day=tuesday.date())
        assert (month.served, month.by_target, month.by_route) == (2, None, None)
        # The places page counts as the centre does, whichever of its services is asked for.
        for service in (centre, speech):
            (row,) = await occupancy(session, job("test", people.sofia.key), programme_id=service.key)
            assert (row.programme.id, row.now.taken, row.now.number) == (centre.id, month.served, HUNDRED)
    async with people.database.reading(people.staff(people.nurse)) as session:
        with pytest.raises(NotAllowed):
            await centre_month(session, people.staff(people.nurse), programme_id=centre.key, day=tuesday.date())
