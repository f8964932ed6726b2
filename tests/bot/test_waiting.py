"""A place in the chat: the turn in line, an offered place taken or declined, and whether one still waits."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.waiting.line import enter_line, entry_of
from domain.waiting.offering import offer_next
from models.cases import Case, CaseStatus, Secrecy
from models.waiting import DeclineReason, Offer, OfferStatus
from tests.bot.chat import Phone
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.waiting.waiting_work import places_of, waiting_case

TURN = "Асистентска подкрепа: Вие сте номер 2 в списъка."


@pytest.fixture
async def second_in_line(sqlite_people: Cast, house) -> Case:
    """Баба Мария waits behind a neighbour; there is no place."""
    people = sqlite_people
    async with people.database.unit(people.job) as session:
        await enter_line(session, people.job, case_id=(await waiting_case(session, people, 1)).key)
        case = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.WAITING)
        await enter_line(session, people.job, case_id=case.key)
        await places_of(session, people, 0)
    return case


async def offered(people: Cast) -> None:
    """Two places are free, and the office offers both."""
    async with people.database.unit(people.job) as session:
        await places_of(session, people, 2, office=people.mladost)
        for _ in range(2):
            await offer_next(session, people.job, programme_id=people.assistance.key, office_id=people.mladost.key)


async def offer_of(people: Cast, case: Case) -> Offer:
    async with people.database.reading(people.job) as session:
        found = await session.scalar(sa.select(Offer).where(col(Offer.case_id) == case.key))
        assert found
        return found


async def test_the_turn_is_told_to_whoever_may_see(sqlite_people: Cast, second_in_line, maria: Phone, stoyanka: Phone):
    assert await maria.say("на кое място съм") == [TURN]
    assert await maria.say("Докъде е заявлението?") == [TURN], "nobody has to know another word for it"
    assert await stoyanka.say("На кое място съм?") == ["Мария, Асистентска подкрепа: номер 2 в списъка."]
    async with sqlite_people.database.unit(sqlite_people.job) as session:
        (await session.get_one(Case, second_in_line.key)).secrecy = Secrecy.SEALED
    assert await maria.say("кога ми идва редът") == ["Не сте в списък на чакащи."], (
        "of a guarded case a chat knows nothing"
    )


async def test_the_place_is_taken_in_the_chat(sqlite_people: Cast, second_in_line, maria: Phone, stoyanka: Phone):
    assert await maria.say("Приемам мястото") == ["Сега няма запазено място. Ще Ви пишем, щом се освободи."]
    await offered(sqlite_people)
    assert await stoyanka.say("Приемам мястото") == ["Сега няма запазено място. Ще Ви пишем, щом се освободи."], (
        "a neighbour who may only see does not answer"
    )
    assert (await maria.say("Докъде е заявлението?"))[0].startswith("Асистентска подкрепа: Вие сте номер 2")
    assert maria.keyboard[1:3] == ["Приемам мястото", "Отказвам мястото"]
    taken = "Благодарим! Мястото е Ваше: Асистентска подкрепа. Службата ще Ви се обади за договора."
    assert await maria.say("приемам мястото") == [taken]
    assert (await offer_of(sqlite_people, second_in_line)).status is OfferStatus.ACCEPTED


async def test_the_place_is_declined_by_the_son_for_a_reason(sqlite_people: Cast, second_in_line, petar: Phone):
    await offered(sqlite_people)
    await petar.say("Отказвам мястото")
    assert petar.keyboard[1:4] == ["Не сега", "В болница е", "Помага семейството"]
    answers = await petar.say("Майка ми, ЕГН 6101057509, е при мен")
    assert answers[0].startswith("Тук ЕГН никога не е нужно"), "and the question is put again"
    await petar.say("Майка ми е при мен до пролетта")
    assert await petar.say("Още чакам") == ["Записах. Редът Ви в списъка се пази."]
    offer = await offer_of(sqlite_people, second_in_line)
    assert (offer.decline_reason, offer.words) == (DeclineReason.OTHER, "Майка ми е при мен до пролетта")
    async with sqlite_people.database.reading(sqlite_people.job) as session:
        assert await entry_of(session, second_in_line.key)


async def test_whoever_no_longer_waits_is_asked_twice(sqlite_people: Cast, second_in_line, maria: Phone):
    assert await maria.say("Още чакам") == ["Благодарим! Оставате в списъка на чакащите."]
    question = "Наистина ли искате да излезете от списъка на чакащите? Редът Ви ще се загуби."
    assert await maria.say("Вече не чакам") == [question]
    await maria.say("Вече не чакам")
    async with sqlite_people.database.reading(sqlite_people.job) as session:
        assert await entry_of(session, second_in_line.key) is None
        case = await session.get_one(Case, second_in_line.key)
        assert case.status is CaseStatus.WITHDRAWN
