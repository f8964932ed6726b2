"""Whoever asked hears of each step in the chat: the stranger who wrote, the person, the relatives; nobody else."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.applications.announcing import tell_of_application
from domain.applications.registering import register, withdraw
from domain.applications.taking import take_application
from domain.assessing.decisions import Proposal, decide, propose_decision
from domain.assessing.surveys import cancel_survey, finish_survey, plan_survey
from domain.cases.closing import reopen_case, withdraw_case
from domain.people.ending import end_service
from models.applications import Application
from models.assessing import RefusalReason, Verdict
from models.cases import Case
from models.chats import Chat, ChatStatus
from models.outbox import OutboxMessage
from models.people import PersonStatus
from tests.cast import MARIA_EGN, Cast
from tests.domain.applications.forms import childrens_service, form, home_of

pytestmark = pytest.mark.usefixtures("tuesday")
WRITER, OWN, SON, DAUGHTER = 901, 902, 903, 904
NO = Proposal(Verdict.REFUSE, RefusalReason.OUTSIDE, words="Живее в друга община.")


async def linked(people: Cast) -> None:
    """The chats of Мария, of her son who is told, and of somebody of another person."""
    async with people.database.unit(people.job) as session:
        for number, owner in (
            (OWN, {"person_id": people.maria.key}),
            (SON, {"relative_id": people.petar.key}),
            (DAUGHTER, {"person_id": people.ivanka.key}),
        ):
            session.add(
                Chat(
                    organisation_id=people.sofia.key,
                    telegram_id=number,
                    status=ChatStatus.LINKED,
                    linked_at=clock.now(),
                    **owner,
                )
            )


async def heard(people: Cast) -> list[tuple[int, str]]:
    """Who was told what since the last time it was asked, in the order of writing."""
    async with people.database.unit(people.job) as session:
        rows = list(await session.scalars(sa.select(OutboxMessage).order_by(col(OutboxMessage.id))))
        told = [(one.telegram_id, one.text.partition("\n")[2] or one.text) for one in rows]
        for one in rows:
            await session.delete(one)
    return told


def to(readers: tuple[int, ...], words: str) -> list[tuple[int, str]]:
    return [(reader, words) for reader in readers]


async def test_each_step_is_heard_by_the_one_who_wrote_the_person_and_the_relatives(people: Cast) -> None:
    await linked(people)
    anna, head = people.staff(people.anna), people.staff(people.head)
    async with people.database.unit(anna) as session:
        facts = form(people, programme_id=people.lunch.key, egn=MARIA_EGN, born=None, first_name="Мария")
        taken = await take_application(session, anna, facts=facts, same_as=people.maria.id)
        taken.chat = WRITER
    known = (OWN, SON)
    assert await heard(people) == to(known, "Получихме заявлението.\nСлужбата го преглежда и ще Ви се обади.")
    everybody = (OWN, SON, WRITER)
    async with people.database.unit(anna) as session:
        case = await register(session, anna, application_id=taken.key)
    ((_, said), *_others) = found = await heard(people)
    assert [reader for reader, _ in found] == list(everybody)
    assert said.startswith("Заявлението е регистрирано.\nСоциален работник")
    async with people.database.unit(anna) as session:
        planned = {"case_id": case.key, "staff_id": people.anna.key}
        first = await plan_survey(session, anna, **planned, planned_at=datetime(2026, 11, 26, 8, 30, tzinfo=clock.UTC))
        await cancel_survey(session, anna, survey_id=first.key)
        found = await plan_survey(session, anna, **planned, planned_at=clock.now() + timedelta(days=1))
    for_kin = "Мария: {who} от службата ще дойде у дома на {day} ч., за да види каква помощ е нужна. "
    said = [text for reader, text in await heard(people) if reader == WRITER]
    assert said[0].startswith(for_kin.format(who=people.anna.name, day="четвъртък, 26 ноември, в 10:30"))
    assert said[1].startswith("Мария: посещението на четвъртък, 26 ноември, в 10:30 ч., няма да се състои.")
    async with people.database.unit(anna) as session:
        answers = {"wish": "Обяд", "lives_alone": "yes", "seen": "Студено"}
        await finish_survey(session, anna, survey_id=found.key, answers=answers)
    assert await heard(people) == to(everybody, "Вече знаем от каква помощ има нужда.\nСлужбата подготвя решението си.")
    async with people.database.unit(anna) as session:
        proposed = await propose_decision(session, anna, case_id=case.key, proposal=NO)
    assert await heard(people) == []
    async with people.database.unit(head) as session:
        await decide(session, head, decision_id=proposed.key)
    ((_, said), *_others) = found = await heard(people)
    assert [reader for reader, _ in found] == list(everybody)
    assert said.startswith("Службата не можа да одобри заявлението.")
    async with people.database.unit(anna) as session:
        await reopen_case(session, anna, case_id=case.key, words="Ново желание.")
        assert (await session.get_one(Case, case.key)).assess_by == date(2026, 12, 14)
        await withdraw_case(session, anna, case_id=case.key, words="Отказа се.")
    assert [reader for reader, _ in await heard(people)] == [*everybody, *everybody]


async def test_a_stranger_s_chat_hears_of_what_has_no_card_yet_and_nothing_is_heard_twice(sqlite_people: Cast) -> None:
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    async with people.database.unit(anna) as session:
        taken = await take_application(session, anna, facts=form(people), another=True)
        taken.chat = WRITER
    async with people.database.unit(anna) as session:
        gone = await withdraw(session, anna, application_id=taken.key)
        await tell_of_application(session, anna, gone)
    withdrawn = "Заявлението беше оттеглено.\nМожете да кандидатствате отново по всяко време."
    assert await heard(people) == to((WRITER,), withdrawn)


@pytest.mark.parametrize("why", ["guarded", "deceased"])
async def test_of_a_guarded_case_and_after_a_death_nobody_hears_anything(sqlite_people: Cast, why: str) -> None:
    people, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    service = await childrens_service(people, secrecy="sealed") if why == "guarded" else people.assistance
    async with people.database.unit(anna) as session:
        taken = await take_application(session, anna, facts=form(people, programme_id=service.key), another=True)
        (await session.get_one(Application, taken.key)).chat = WRITER
    async with people.database.unit(anna) as session:
        case = await register(session, anna, application_id=taken.key, home=home_of(people))
    if why == "deceased":
        assert len(await heard(people)) == 1
        async with people.database.unit(anna) as session:
            await end_service(session, anna, person_id=case.person_id, reason=PersonStatus.DECEASED, day=clock.today())
    assert await heard(people) == []
