"""What colleagues and applicants are told in the chat: numbers without names, each once, nothing of guarded cases."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import access, clock
from domain.access import STRANGER, ActorKind
from domain.daily.all_jobs import JOBS
from domain.kitchens.telling import portions_in_words, tell_kitchens
from domain.links.codes import make_code
from domain.links.colleagues import HAVE_CHATS
from domain.links.knowing import who_is
from domain.links.linking import revoke_chat
from domain.links.listing import colleague_chats
from domain.meals.ordering import cancel_meal, order_meal
from domain.messages import message_page
from domain.refusals import NotAllowed, NotFound
from domain.staff import StaffFacts, save_staff
from domain.timelines.due import due
from models.applications import Application, ApplicationChannel, ApplicationStatus, RequiredPaper
from models.cases import CaseStatus, Secrecy
from models.chats import Chat, ChatStatus
from models.outbox import OutboxMessage
from models.people import Person
from models.places import DayException
from models.staff import Role
from models.timelines import CaseTask
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.day_of_food import WEDNESDAY, order

pytestmark = pytest.mark.usefixtures("tuesday")
TUESDAY = date(2026, 11, 24)
ANNA, HEAD, COOK, ELENA, MARIA, APPLICANT = 51, 52, 53, 54, 55, 56


CHANGED = (
    "Заявките за утре, сряда, 25 ноември, се промениха след преброяването. Натиснете „Колко порции“ за новите числа."
)


async def chat(cast: Cast, telegram_id: int, **owner: int) -> int:
    async with cast.database.unit(cast.job) as session:
        row = Chat(organisation_id=cast.sofia.key, telegram_id=telegram_id, status=ChatStatus.LINKED,
                   linked_at=clock.now(), **owner)  # fmt: skip
        session.add(row)
    return row.key


async def written(cast: Cast) -> list[tuple[int, str]]:
    async with cast.database.reading(cast.job) as session:
        rows = sa.select(col(OutboxMessage.telegram_id), col(OutboxMessage.text))
        return [tuple(row) for row in await session.execute(rows.order_by(col(OutboxMessage.telegram_id)))]


async def run(cast: Cast, name: str, day: date = TUESDAY) -> dict:
    return await JOBS[name].run(cast.database, access.job(name, cast.sofia.key), day)


async def test_each_working_morning_a_colleague_reads_once_what_is_due_in_numbers_without_names(people):
    cast = people
    async with cast.database.unit(cast.job) as session:
        late = await case_of(session, cast, cast.maria, cast.assistance, status=CaseStatus.APPLIED, worker=cast.anna)
        plan = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.anna)
        child = await case_of(session, cast, cast.ivanka, cast.lunch, worker=cast.anna, team=(cast.anna,),
                              secrecy=Secrecy.CHILD)  # fmt: skip
        late.assess_by, plan.review_on, child.review_on = date(2026, 11, 23), TUESDAY, date(2026, 12, 1)
        task = {"organisation_id": cast.sofia.key, "case_id": plan.key, "set_at": clock.now(), "due_on": TUESDAY}
        session.add_all([CaseTask(words="Питай Мария", **task), CaseTask(words="И сина", **task)])
    for number, member in ((ANNA, cast.anna), (HEAD, cast.head), (COOK, cast.cook), (ELENA, cast.elena)):
        await chat(cast, number, staff_id=member.key)
    assert [await run(cast, "morning_summary") for _twice in range(2)] == [{"colleagues": 2}] * 2
    where = "Имената и подробностите са в панела, в „Какво ме чака“."
    anna = [
        "Добро утро! Ето какво Ви чака днес, вторник, 24 ноември.", "❗ Просрочено:", "– 1 оценка на потребностите",
        "📅 За днес:", "– 1 преглед на план", "– 2 задачи по случаи", "🗓 В следващите 7 дни:", "– 1 преглед на план",
        where,
    ]  # fmt: skip
    head = [
        "Добро утро! Ето какво Ви чака днес, вторник, 24 ноември.",
        "👥 Екипът Ви: просрочени 1, за днес 3, в следващите 7 дни 0.", where,
    ]  # fmt: skip
    assert await written(cast) == [(ANNA, "\n".join(anna)), (HEAD, "\n".join(head))]
    actor = cast.staff(cast.anna)
    async with cast.database.reading(actor) as session:
        found = await due(session, actor, staff_id=actor.number)
    assert [len(found.overdue), len(found.today), len(found.soon)] == [1, 3, 1]
    for reader in (cast.admin, cast.head, cast.anna):  # what counts guarded cases stands in no list of the office
        async with cast.database.reading(cast.staff(reader)) as session:
            assert (await message_page(session, cast.staff(reader))).rows == []


async def test_on_a_day_of_rest_and_to_who_may_not_nothing_is_told(people):
    cast = people
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.anna)
        case.review_on = TUESDAY
        session.add(DayException(organisation_id=cast.sofia.key, day=date(2026, 11, 25), working=False))
    await chat(cast, ANNA, staff_id=cast.anna.key)
    for rest in (date(2026, 11, 28), date(2026, 11, 25)):
        clock.set_to(clock.now() + (rest - clock.today()))
        assert await run(cast, "morning_summary", rest) == {"colleagues": 0}
    async with cast.database.unit(cast.job) as session:
        (await session.get_one(type(cast.anna), cast.anna.key)).active = False
    clock.set_to(clock.now() + timedelta(days=1))
    assert await run(cast, "morning_summary", clock.today()) == {"colleagues": 0}
    assert await written(cast) == []


async def test_the_administrator_and_the_head_of_the_office_give_codes_to_colleagues(people):
    cast = people

    async def makes(maker, member) -> bool:
        actor = cast.staff(maker)
        async with cast.database.unit(actor) as session:
            try:
                return bool((await make_code(session, actor, staff_id=member.key)).code)
            except (NotFound, NotAllowed):
                return False

    assert [await makes(cast.admin, one) for one in (cast.anna, cast.cook, cast.nurse, cast.partner)] == [
        True, True, True, False,
    ]  # fmt: skip
    assert [await makes(cast.head, one) for one in (cast.anna, cast.elena, cast.cook)] == [True, False, False]
    assert [await makes(one, cast.anna) for one in (cast.anna, cast.dispatcher, cast.burgas_admin)] == [False] * 3
    async with cast.database.reading(cast.staff(cast.head)) as session:
        rows = await colleague_chats(session, cast.staff(cast.head))
    assert [row.member.key for row in rows] == [cast.anna.key, cast.head.key]
    assert {Role.KITCHEN, Role.NURSE, Role.HEAD} < HAVE_CHATS
    assert not HAVE_CHATS & {Role.INSPECTOR, Role.PARTNER, Role.CASHIER, Role.DISPATCHER, Role.DATA_PROTECTION}


@pytest.mark.parametrize("change", ["revoked", "left", "role"])
async def test_a_colleagues_chat_ends_when_it_is_revoked_or_the_role_changes(people, change):
    cast, admin = people, people.staff(people.admin)
    number = await chat(cast, ANNA, staff_id=cast.anna.key)
    facts = {"name": "Анна Костова", "login": "anna", "role": Role.SOCIAL_WORKER, "offices": frozenset({1})}
    async with cast.database.reading(STRANGER) as session:
        known = await who_is(session, ANNA)
    assert (known.kind, known.role, known.offices, known.name) == (
        ActorKind.STAFF, Role.SOCIAL_WORKER, frozenset({cast.mladost.key}), "Анна",
    )  # fmt: skip
    async with cast.database.unit(admin) as session:
        await save_staff(session, admin, staff_id=cast.anna.key, facts=StaffFacts(**facts, phone="0888 123 999"))
    async with cast.database.reading(STRANGER) as session:
        assert (await who_is(session, ANNA)).kind is ActorKind.STAFF
    async with cast.database.unit(admin) as session:
        if change == "revoked":
            await revoke_chat(session, admin, chat_id=number)
        else:
            new = {"active": False} if change == "left" else {"role": Role.CASHIER}
            await save_staff(session, admin, staff_id=cast.anna.key, facts=StaffFacts(**facts | new))
    async with cast.database.reading(STRANGER) as session:
        assert (await who_is(session, ANNA)).kind is ActorKind.STRANGER
    assert await written(cast) == [
        (ANNA, "Този телефон вече не е свързан с работата Ви. Ако още Ви трябва, поискайте код от администратора.")
    ]


async def test_a_stranger_revokes_no_colleagues_chat(people):
    cast = people
    number = await chat(cast, ELENA, staff_id=cast.elena.key)
    for member in (cast.head, cast.anna, cast.dispatcher, cast.burgas_admin):
        async with cast.database.unit(cast.staff(member)) as session:
            with pytest.raises(NotFound):
                await revoke_chat(session, cast.staff(member), chat_id=number)


async def test_the_kitchen_reads_its_portions_by_diet_and_that_orders_changed_after_the_count(people):
    cast, admin = people, people.staff(people.admin)
    await chat(cast, COOK, staff_id=cast.cook.key)
    await chat(cast, ANNA, staff_id=cast.anna.key)
    async with cast.database.unit(cast.job) as session:
        await order(session, cast, cast.maria, portions=2)
        await order(session, cast, cast.ivanka)
        assert [await tell_kitchens(session, cast.job, day=WEDNESDAY) for _twice in range(2)] == [1, 1]
    portions = "🍲 Кухня Младост, утре, сряда, 25 ноември: 2 порции.\n– обща диета: 2\nЗаявките са преброени."
    assert await written(cast) == [(COOK, portions)]
    async with cast.database.reading(cast.staff(cast.cook)) as session:
        assert await portions_in_words(session, cast.staff(cast.cook)) == portions
    async with cast.database.unit(admin) as session:
        await cancel_meal(session, admin, person_id=cast.maria.key, day=WEDNESDAY)
        await order_meal(session, admin, person_id=cast.maria.key, day=WEDNESDAY)
        await cancel_meal(session, admin, person_id=cast.ivanka.key, day=WEDNESDAY)  # another kitchen's
        await order_meal(session, admin, person_id=cast.ivanka.key, day=date(2026, 11, 27))  # nobody has counted it
    async with cast.database.reading(cast.job) as session:
        rows = sa.select(OutboxMessage).where(col(OutboxMessage.kind) == "kitchen_changed")
        changed = (await session.scalars(rows)).one()
    assert (changed.telegram_id, changed.text) == (
        COOK, CHANGED,
    )  # fmt: skip
    assert changed.not_before == clock.now() + timedelta(minutes=5)
    clock.set_to(changed.not_before)
    async with cast.database.unit(admin) as session:
        await cancel_meal(session, admin, person_id=cast.maria.key, day=WEDNESDAY)
    assert [chat for chat, text in await written(cast) if text == CHANGED] == [COOK, COOK]


async def test_who_applied_is_reminded_of_papers_in_a_week_and_on_the_last_day_and_nobody_of_a_guarded_one(people):
    cast = people
    await chat(cast, MARIA, person_id=cast.maria.key)

    def form(number: str, **facts) -> Application:
        facts = {"status": ApplicationStatus.RECEIVED, "papers_by": date(2026, 12, 1), **facts}
        return Application(
            organisation_id=cast.sofia.key, number=number, programme_id=cast.assistance.key,
            office_id=cast.mladost.key, channel=ApplicationChannel.CHAT, wished_on=TUESDAY, received_at=clock.now(),
            **facts,
        )  # fmt: skip

    async with cast.database.unit(cast.job) as session:
        paper = RequiredPaper(organisation_id=cast.sofia.key, programme_id=cast.assistance.key, code="x", name="Лист")
        session.add_all([
            paper, form("1", person_id=cast.maria.key), form("2", chat=APPLICANT), form("3"),
            form("4", chat=APPLICANT, guarded=True), form("5", chat=APPLICANT, papers_by=date(2026, 12, 2)),
            form("6", chat=APPLICANT, status=ApplicationStatus.WITHDRAWN),
        ])  # fmt: skip
    assert [await run(cast, "remind_of_papers") for _twice in range(2)] == [{"reminded": 2}] * 2
    text = (
        "Още липсват документи към молба {}. Моля, донесете ги в службата до вторник, 1 декември. "
        "Ако Ви трябва помощ с тях, обадете се на 02 975 0000."
    )
    assert await written(cast) == [(MARIA, text.format(1)), (APPLICANT, text.format(2))]
    async with cast.database.unit(cast.job) as session:
        (await session.get_one(Person, cast.maria.key)).guarded = True
    clock.set_to(clock.now() + timedelta(days=6))
    assert await run(cast, "remind_of_papers", clock.today()) == {"reminded": 2}  # 2 for the last time, 5 for the first
    assert [chat for chat, _text in await written(cast)] == [MARIA, APPLICANT, APPLICANT, APPLICANT]
