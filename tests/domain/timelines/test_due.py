"""What is due: counted from the case's own dates, joined with terms, visits, tasks and papers; for whose eyes it is."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from domain import clock
from domain.calendar import Calendar
from domain.cases.suspending import Rest, resume, suspend
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from domain.settings import settings
from domain.timelines.agenda import agenda, agenda_item
from domain.timelines.counting import due_day
from domain.timelines.due import Due, due, due_in_case
from domain.timelines.steps import StepFacts, save_step, timelines
from domain.timelines.tasks import TaskIsDone, Which, add_task, finish, give, move
from models.applications import Application, ApplicationChannel, ApplicationStatus, RequiredPaper
from models.assessing import Survey
from models.cases import Case, CaseStatus, EmergencyEntry, Secrecy, SuspensionReason
from models.contracts import ContractStatus
from models.places import DayException, RuleSet
from models.timelines import CaseTask, CountedFrom, TimelineStep
from tests.case_work import case_of
from tests.cast import Cast
from tests.contract_work import signed_contract_of

pytestmark = pytest.mark.usefixtures("tuesday")
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


def step(cast: Cast, title: str, counted_from: CountedFrom, days: int, **facts) -> TimelineStep:
    facts = {"rules": RuleSet.DELEGATED, "since": date(2026, 1, 1), **facts}
    return TimelineStep(organisation_id=cast.sofia.key, title=title, counted_from=counted_from, days=days, **facts)


def short(rows):
    return [(row.day, row.kind.value, row.title, row.about.number, row.about.worker) for row in rows]


async def seen(cast: Cast, member, *, team: bool = False) -> Due:
    actor = cast.staff(member)
    async with cast.database.reading(actor) as session:
        return await due(session, actor, staff_id=None if team else member.key)


@pytest.mark.parametrize(
    ("days", "working", "since", "expected"),
    [
        (20, False, date(2026, 11, 3), date(2026, 11, 23)),
        (18, False, date(2026, 11, 3), date(2026, 11, 23)),  # a Saturday: the next working day
        (-30, False, date(2026, 12, 23), date(2026, 11, 23)),
        (-7, False, date(2026, 11, 29), date(2026, 11, 20)),  # a Sunday: the working day before
        (3, True, date(2026, 11, 19), date(2026, 11, 24)),
        (-3, True, date(2026, 11, 24), date(2026, 11, 19)),
        (0, True, date(2026, 11, 21), date(2026, 11, 21)),
    ],
)
def test_a_step_is_counted_from_the_date_of_the_case(days, working, since, expected):
    one = TimelineStep(days=days, working_days=working, counted_from=CountedFrom.REVIEW, title="", since=since)
    assert due_day(one, since, Calendar()) == expected


async def cases_of_anna(session, cast: Cast) -> tuple[Case, Case, Case]:
    """One that is asked for, one that is served and one that is closed, each with its terms."""
    wish = await case_of(session, cast, cast.maria, cast.assistance, status=CaseStatus.APPLIED, worker=cast.anna)
    wish.assess_by = date(2026, 12, 1)
    active = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.anna)
    active.started_on, active.review_on = date(2026, 10, 25), date(2026, 12, 1)
    closed = await case_of(session, cast, cast.ivanka, cast.assistance, status=CaseStatus.CLOSED, worker=cast.anna)
    closed.office_id, closed.follow_up_on, closed.closed_on = cast.mladost.key, MONDAY, TUESDAY
    return wish, active, closed


def steps_of_timelines(cast: Cast) -> list[TimelineStep]:
    return [
        step(cast, "Обади се", CountedFrom.WISH, 5, working_days=True),  # from Monday 16: the sixth is a rest
        step(cast, "Само храна", CountedFrom.START, 30, rules=None, programme_id=cast.lunch.key),
        step(cast, "Преглед", CountedFrom.REVIEW, -7, rules=RuleSet.MUNICIPAL),
        step(cast, "Дело", CountedFrom.CLOSING, 7),
        step(cast, "Спряна", CountedFrom.WISH, 1, active=False),
        step(cast, "Отскоро", CountedFrom.WISH, 1, since=date(2026, 11, 17)),  # no old case becomes late by it
        step(cast, "Далече", CountedFrom.WISH, 60),
    ]


def promised_papers(cast: Cast) -> list[RequiredPaper | Application]:
    paper = RequiredPaper(organisation_id=cast.sofia.key, programme_id=cast.assistance.key, code="x", name="Решение")
    form = Application(
        organisation_id=cast.sofia.key, number="M-1", programme_id=cast.assistance.key,
        office_id=cast.mladost.key, channel=ApplicationChannel.DESK, status=ApplicationStatus.RECEIVED,
        first_name="Донка", last_name="Тестова", wished_on=MONDAY, papers_by=WEDNESDAY, received_at=clock.now(),
        taken_by=cast.anna.key,
    )  # fmt: skip
    return [paper, form]


def task(cast: Cast, case: Case, words: str, **facts) -> CaseTask:
    own = {"organisation_id": cast.sofia.key, "case_id": case.key, "set_at": clock.now()}
    return CaseTask(**own, words=words, due_on=TUESDAY, **facts)


async def test_everything_dated_of_a_worker_stands_in_one_list_the_overdue_first(people):
    cast = people
    async with cast.database.unit(cast.job) as session:
        wish, active, closed = await cases_of_anna(session, cast)
        visit = Survey(
            organisation_id=cast.sofia.key, case_id=wish.key, staff_id=cast.anna.key,
            planned_at=datetime(2026, 12, 1, 10, tzinfo=clock.now().tzinfo),
        )  # fmt: skip
        session.add_all([*promised_papers(cast), *steps_of_timelines(cast), visit])
        session.add(DayException(organisation_id=cast.sofia.key, day=MONDAY, working=False))
        session.add_all([task(cast, wish, "Питай сина"), task(cast, wish, "На друг", worker_id=cast.head.key)])
        contract = await signed_contract_of(session, active, cast.anna)
        contract.status, contract.signed_on = ContractStatus.PRINTED, None
        contract.printed_at = clock.now() - timedelta(days=settings().contract_days)
    found = await seen(cast, cast.anna)
    anna = "Анна Костова"
    assert short(found.overdue) == [(MONDAY, "follow_up", "", closed.number, anna)]
    assert short(found.today) == [
        (TUESDAY, "contract", "", active.number, anna),
        (TUESDAY, "step", "Обади се", wish.number, anna),
        (TUESDAY, "step", "Преглед", active.number, anna),
        (TUESDAY, "step", "Само храна", active.number, anna),
        (TUESDAY, "task", "Питай сина", wish.number, anna),
    ]
    assert short(found.soon) == [
        (WEDNESDAY, "papers", "", "M-1", anna),
        (date(2026, 12, 1), "assess", "", wish.number, anna),
        (date(2026, 12, 1), "survey", "", wish.number, anna),
        (date(2026, 12, 1), "review", "", active.number, anna),
        (date(2026, 12, 1), "step", "Дело", closed.number, anna),
    ]
    assert short((await seen(cast, cast.head)).today) == [(TUESDAY, "task", "На друг", wish.number, cast.head.name)]
    team = await seen(cast, cast.head, team=True)
    assert short(team.today) == sorted([*short(found.today), *short((await seen(cast, cast.head)).today)])
    assert (short(team.overdue), short(team.soon)) == (short(found.overdue), short(found.soon))
    for stranger in (cast.elena, cast.nurse):
        assert not await seen(cast, stranger)


async def test_a_rest_that_was_to_end_waits_until_somebody_says_that_it_has(people):
    cast, anna = people, people.staff(people.anna)
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.anna)
        other = await case_of(session, cast, cast.maria, cast.assistance, worker=cast.anna)
    async with cast.database.unit(anna) as session:
        for one, until in ((case, TUESDAY), (other, None)):
            rest = Rest(SuspensionReason.HOSPITAL, date(2026, 11, 20), until)
            await suspend(session, anna, case_id=one.key, rest=rest)
    assert short((await seen(cast, cast.anna)).today) == [(TUESDAY, "return", "", case.number, "Анна Костова")]
    async with cast.database.unit(anna) as session:
        await resume(session, anna, case_id=case.key)
    assert not await seen(cast, cast.anna)


async def test_only_a_supervisor_looks_at_the_work_of_others_and_no_office_at_anothers(people):
    cast = people
    async with cast.database.unit(cast.job) as session:
        away = await case_of(session, cast, cast.ivanka, cast.lunch, worker=cast.elena)
        away.review_on = TUESDAY
    for member, team in ((cast.anna, True), (cast.inspector, False), (cast.cook, False), (cast.inspector, True)):
        with pytest.raises(NotAllowed):
            await seen(cast, member, team=team)
    actor = cast.staff(cast.anna)
    async with cast.database.reading(actor) as session:
        with pytest.raises(NotAllowed):
            await due(session, actor, staff_id=cast.elena.key)
    assert not await seen(cast, cast.head, team=True)
    assert short((await seen(cast, cast.admin, team=True)).today) == short((await seen(cast, cast.elena)).today)
    async with cast.database.reading(cast.staff(cast.head)) as session:
        assert not await due(session, cast.staff(cast.head), staff_id=cast.elena.key)


@pytest.mark.parametrize("secrecy", [Secrecy.CHILD, Secrecy.SEALED])
async def test_a_guarded_case_counts_for_its_own_team_alone(people, secrecy):
    cast, now = people, clock.now()
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance, secrecy=secrecy, worker=cast.anna,
                             team=(cast.anna, cast.psychologist))  # fmt: skip
        case.review_on = TUESDAY
        session.add_all([
            step(cast, "Преглед", CountedFrom.REVIEW, -7),
            CaseTask(
                organisation_id=cast.sofia.key, case_id=case.key, words="Среща", due_on=TUESDAY, set_at=now,
                worker_id=cast.psychologist.key,
            ),
            EmergencyEntry(
                organisation_id=cast.sofia.key, case_id=case.key, staff_id=cast.head.key, reason="x", since=now,
                until=datetime(2026, 11, 24, 12, tzinfo=now.tzinfo),
            ),
        ])  # fmt: skip
    assert [row.title for row in (await seen(cast, cast.anna)).today] == [""]
    assert [row.title for row in (await seen(cast, cast.anna)).overdue] == ["Преглед"]
    assert [row.title for row in (await seen(cast, cast.psychologist)).today] == ["Среща"]
    for outside in (cast.head, cast.admin):
        assert not await seen(cast, outside, team=True)
        assert not await seen(cast, outside)
    actor = cast.staff(cast.elena)
    async with cast.database.unit(actor) as session:
        for stranger in (agenda(session, actor, case_id=case.key), add_a_task(session, actor, case)):
            with pytest.raises(NotFound):
                await stranger
    actor = cast.staff(cast.head)
    if secrecy is Secrecy.CHILD:  # entered in an emergency: reads, and changes nothing
        async with cast.database.unit(actor) as session:
            found = await agenda(session, actor, case_id=case.key)
            assert [len(found.to_do), found.holders] == [3, []]
    async with cast.database.unit(actor) as session:
        with pytest.raises(NotFound):
            await add_a_task(session, actor, case)


async def test_as_many_queries_for_ten_cases_as_for_one(sqlite_people):
    cast, actor, counted = sqlite_people, sqlite_people.staff(sqlite_people.anna), []
    async with cast.database.unit(cast.job) as session:
        session.add(step(cast, "Обади се", CountedFrom.WISH, 1, rules=RuleSet.MUNICIPAL))

    async def count() -> int:
        asked: list[str] = []
        engine = cast.database.engine.sync_engine

        def note(_connection, _cursor, statement, *_rest):
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        async with cast.database.reading(actor) as session:
            rows = await due(session, actor, staff_id=cast.anna.key)
        event.remove(engine, "before_cursor_execute", note)
        counted.append(len(rows.overdue))
        return len(asked)

    async with cast.database.unit(cast.job) as session:
        one = await case_of(session, cast, cast.maria, cast.lunch, status=CaseStatus.APPLIED, worker=cast.anna)
        one.number = "first"
    few = await count()
    async with cast.database.unit(cast.job) as session:
        for _more in range(9):
            case = await case_of(session, cast, cast.maria, cast.lunch, status=CaseStatus.REFUSED, worker=cast.anna)
            case.status, case.number = CaseStatus.CLOSED, f"x{case.key}"
            case.follow_up_on = MONDAY
            await session.flush()
    assert (await count(), counted) == (few, [1, 10])


async def add_a_task(session, actor, case: Case, **facts) -> CaseTask:
    facts = {"words": "Питай сина", "due_on": TUESDAY, "worker_id": None, **facts}
    return await add_task(session, actor, case_id=case.key, **facts)


async def test_a_task_is_set_moved_with_a_reason_handed_over_and_done_with_its_outcome(people):
    cast = people
    anna, head = cast.staff(cast.anna), cast.staff(cast.head)
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.anna)
    async with cast.database.unit(anna) as session:
        task = await add_a_task(session, anna, case)
        for wrong in ({"words": " "}, {"due_on": MONDAY}, {"due_on": None}, {"worker_id": cast.elena.key}):
            with pytest.raises(WrongInput):
                await add_a_task(session, anna, case, **wrong)
        which = Which(task_id=task.key)
        with pytest.raises(WrongInput):
            await move(session, anna, case_id=case.key, which=which, due_on=WEDNESDAY, reason="")
        await session.refresh(task)
        await move(session, anna, case_id=case.key, which=which, due_on=WEDNESDAY, reason="Болна е.")
        with pytest.raises(Stale):
            await give(session, anna, case_id=case.key, which=Which(task_id=task.key, version=1), worker_id=None)
        with pytest.raises(WrongInput):
            await give(session, anna, case_id=case.key, which=which, worker_id=cast.elena.key)
        await give(session, anna, case_id=case.key, which=which, worker_id=cast.head.key)
    row = (await seen(cast, cast.head)).soon[0]
    assert (row.day, row.title, row.moved_why, row.about.worker) == (
        WEDNESDAY, "Питай сина", "Болна е.", cast.head.name,
    )  # fmt: skip
    assert not await seen(cast, cast.anna)
    async with cast.database.unit(head) as session:
        with pytest.raises(WrongInput):
            await finish(session, head, case_id=case.key, which=which, outcome="  ")
        await finish(session, head, case_id=case.key, which=which, outcome="Ще дойде в петък.")
        with pytest.raises(TaskIsDone):
            await finish(session, head, case_id=case.key, which=which, outcome="Пак.")
        found = await agenda(session, head, case_id=case.key)
        assert found.to_do == []
        assert [(one.title, one.who, one.task.outcome) for one in found.done] == [
            ("Питай сина", cast.head.name, "Ще дойде в петък.")
        ]


async def test_a_step_is_written_only_when_something_is_done_about_it_and_comes_again_with_the_next_review(people):
    cast, anna = people, people.staff(people.anna)
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.anna)
        case.review_on = date(2026, 12, 1)
        one = step(cast, "Преглед", CountedFrom.REVIEW, -7, rules=RuleSet.MUNICIPAL)
        other = step(cast, "Чужда", CountedFrom.REVIEW, -7)
        session.add_all([one, other])
    which = Which(step_id=one.key)
    async with cast.database.unit(anna) as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(CaseTask)) == 0
        moved = await move(session, anna, case_id=case.key, which=which, due_on=WEDNESDAY, reason="Болна е.")
        assert (moved.counted_on, moved.due_on) == (date(2026, 12, 1), WEDNESDAY)
        with pytest.raises(NotFound):
            await finish(session, anna, case_id=case.key, which=Which(step_id=other.key), outcome="Чужда.")
    assert next((row.day, row.title) for row in (await seen(cast, cast.anna)).soon) == (WEDNESDAY, "Преглед")
    async with cast.database.unit(anna) as session:
        item = await agenda_item(session, anna, case_id=case.key, which=Which(task_id=moved.key))
        assert (item.row.title, item.task and item.task.key) == ("Преглед", moved.key)
        await finish(session, anna, case_id=case.key, which=which, outcome="Говорихме.")
        with pytest.raises(NotFound):
            await agenda_item(session, anna, case_id=case.key, which=which)
    assert [row.kind.value for row in (await seen(cast, cast.anna)).soon] == ["review"]
    async with cast.database.unit(cast.job) as session:
        (await session.get_one(Case, case.key)).review_on = date(2026, 11, 30)
    async with cast.database.reading(anna) as session:
        rows = await due_in_case(session, anna, case_id=case.key)
    assert [(row.day, row.title) for row in rows] == [(MONDAY, "Преглед"), (date(2026, 11, 30), "")]


async def test_the_administrator_sets_the_timelines(people):
    cast, admin = people, people.staff(people.admin)
    facts = StepFacts("Обади се", CountedFrom.WISH, 3, working_days=True, rules=RuleSet.MUNICIPAL)
    wrong = [
        StepFacts("", CountedFrom.WISH, 3, rules=RuleSet.MUNICIPAL),
        StepFacts("Рано", CountedFrom.WISH, -3, rules=RuleSet.MUNICIPAL),
        StepFacts("Без дни", CountedFrom.WISH, None, rules=RuleSet.MUNICIPAL),
        StepFacts("Без услуга", CountedFrom.WISH, 3),
        StepFacts("Чужда", CountedFrom.WISH, 3, programme_id=cast.burgas_lunch.key),
    ]
    async with cast.database.unit(admin) as session:
        for one in wrong:
            with pytest.raises(WrongInput):
                await save_step(session, admin, step_id=None, facts=one)
        made = await save_step(session, admin, step_id=None, facts=facts)
        later = StepFacts("Само тук", CountedFrom.REVIEW, -7, programme_id=cast.lunch.key, active=False)
        own = await save_step(session, admin, step_id=None, facts=later)
        assert [(row.step.key, row.programme, row.step.since) for row in await timelines(session, admin)] == [
            (made.key, "", TUESDAY), (own.key, cast.lunch.name, TUESDAY),
        ]  # fmt: skip
        await save_step(session, admin, step_id=made.key, facts=facts, version=1)
        with pytest.raises(Stale):
            await save_step(session, admin, step_id=made.key, facts=later, version=7)
    for stranger in (cast.head, cast.anna, cast.inspector):
        async with cast.database.reading(cast.staff(stranger)) as session:
            with pytest.raises(NotAllowed):
                await timelines(session, cast.staff(stranger))
    burgas = cast.staff(cast.burgas_admin)
    async with cast.database.unit(burgas) as session:
        assert await timelines(session, burgas) == []
        with pytest.raises(NotFound):
            await save_step(session, burgas, step_id=made.key, facts=facts)
