"""Activities of which the coming week has nothing stand among what awaits their worker, until they get a day."""

from datetime import date, timedelta

from sqlalchemy import event

from domain.timelines.due import due, due_in_case
from domain.timelines.rows import DueKind
from models.cases import CaseStatus, Secrecy
from models.courses import MeetingStatus
from models.plans import ActivityKind, Every, PlanActivity, PlanStatus, SupportPlan
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.courses.course_work import meeting_of, plan_of


def activity(words: str, every: Every = Every.WEEK, kind: ActivityKind = ActivityKind.VISIT, **facts) -> PlanActivity:
    return PlanActivity(kind=kind, words=words, every=every, **facts)


async def missing(cast: Cast, member, *, case_id: int | None = None) -> list[str]:
    actor = cast.staff(member)
    async with cast.database.reading(actor) as session:
        if case_id is not None:
            rows = await due_in_case(session, actor, case_id=case_id)
        else:
            found = await due(session, actor, staff_id=member.key)
            assert [row for row in found.overdue + found.today if row.kind is DueKind.ACTIVITY] == []
            rows = found.soon
    return [row.detail for row in rows if row.kind is DueKind.ACTIVITY]


async def test_an_activity_without_a_day_in_the_coming_week_awaits_its_worker(people: Cast, tuesday):
    async with people.database.unit(people.job) as session:
        case = await case_of(session, people, people.maria, people.assistance, worker=people.anna)
        week, month, once, talk, *_rest = await plan_of(
            session, case, people.anna,
            activity("Къпане"), activity("Рецепти", Every.MONTH, ActivityKind.ERRAND), activity("ТЕЛК", Every.ONCE),
            activity("Разговор", kind=ActivityKind.SESSION), activity("Обяд", kind=ActivityKind.MEAL),
            activity("Масаж", until=date(2026, 11, 23)),
        )  # fmt: skip

        async def meets(kept: PlanActivity, days: int, **facts) -> None:
            at = tuesday + timedelta(days=days)
            await meeting_of(session, people, people.anna, case_id=case.key, activity_id=kept.key, at=at, **facts)

        await meets(week, 7)
        await meets(talk, 1, status=MeetingStatus.CANCELLED)
        resting = await case_of(
            session, people, people.ivanka, people.assistance, worker=people.anna, status=CaseStatus.SUSPENDED
        )
        await plan_of(session, resting, people.anna, activity("Почива"))
    assert await missing(people, people.anna) == ["Къпане", "Рецепти", "ТЕЛК", "Разговор"]
    assert await missing(people, people.anna, case_id=case.key) == ["Къпане", "Рецепти", "ТЕЛК", "Разговор"]
    assert await missing(people, people.elena) == []
    async with people.database.unit(people.job) as session:
        await meets(week, 6)
        # In this month is enough for what is asked by the month, and any day for what is asked once.
        await meets(month, -20)
        await meets(once, 60)
    assert await missing(people, people.anna) == ["Разговор"]
    async with people.database.unit(people.job) as session:
        (await session.get_one(SupportPlan, week.plan_id)).status = PlanStatus.REPLACED
        await session.flush()
        again = (activity("Къпане"), activity("Разходка"))
        await plan_of(session, case, people.anna, *again, edition=2)
        later = await case_of(session, people, people.maria, people.lunch, worker=people.anna)
        await plan_of(session, later, people.anna, activity("Догодина"), starts_on=date(2027, 1, 1))
        secret = await case_of(
            session, people, people.ivanka, people.lunch, worker=people.anna, secrecy=Secrecy.CHILD, team=(people.head,)
        )
        await plan_of(session, secret, people.anna, activity("Тайна"))
    assert await missing(people, people.anna) == ["Разходка"]  # the other goes on from the edition before


async def test_as_many_queries_for_ten_activities_as_for_one(sqlite_people: Cast, tuesday):
    cast, counted = sqlite_people, []
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance, worker=cast.anna)
        (one,) = await plan_of(session, case, cast.anna, activity("0"))

    def note(*_facts: object) -> None:
        counted.append(1)

    async def count() -> int:
        counted.clear()
        engine = cast.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        found = await missing(cast, cast.anna)
        event.remove(engine, "before_cursor_execute", note)
        assert found == [str(number) for number in range(len(found))]
        return len(counted)

    few = await count()
    async with cast.database.unit(cast.job) as session:
        for number in range(1, 10):
            more = activity(str(number), organisation_id=one.organisation_id, plan_id=one.plan_id, goal_id=one.goal_id)
            session.add(more)
            await session.flush()
    assert await count() == few
