"""Seats are given once each, those who wait move up in turn, and nobody reads a name that is not theirs to know."""

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.access import STRANGER
from domain.courses.attending import participants_of_course
from domain.courses.by_chat import courses_for_chat, give_up_by_chat, sign_up_by_chat
from domain.courses.life import CourseStep, change_course, move_course
from domain.courses.reading import course_card, who_could_join
from domain.courses.signing import (
    NotOpenToAll,
    SignedUpAlready,
    SignUpIsClosed,
    give_up_seat,
    sign_up_case,
    sign_up_guest,
    sign_up_person,
)
from domain.refusals import NotAllowed, NotFound, WrongInput
from models.cases import Case, CaseStatus, Secrecy
from models.courses import Course, CourseStatus, SignUp, SignUpStatus
from tests.bot.chat import link
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.courses.course_work import children, messages, open_course, public_training
from tests.domain.courses.test_life import facts_of_course

SEATED, WAITING, CANCELLED = SignUpStatus.SEATED, SignUpStatus.WAITING, SignUpStatus.CANCELLED
MARIA, NEW, OTHER = 11, 71, 72


async def test_twenty_who_sign_up_at_once_get_the_three_seats_there_are(people: Cast, tuesday):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        course = await public_training(session, people)

    async def sign_up(number: int) -> None:
        await people.database.run(
            STRANGER,
            lambda session: sign_up_by_chat(
                session, STRANGER, course_id=course.key, chat=number, name=f"Гост {number}", phone="0888123456"
            ),
        )

    await asyncio.gather(*(sign_up(1000 + number) for number in range(20)))
    async with people.database.reading(anna) as session:
        found = list(await session.scalars(sa.select(SignUp).order_by(col(SignUp.signed_at), col(SignUp.id))))
    assert [one.status for one in found] == [SEATED] * 3 + [WAITING] * 17

    async def give_up(one: SignUp) -> None:
        await people.database.run(
            STRANGER, lambda session: give_up_by_chat(session, STRANGER, course_id=course.key, chat=one.chat or 0)
        )

    await asyncio.gather(*(give_up(one) for one in found[:3]))
    async with people.database.reading(anna) as session:
        rows = sa.select(col(SignUp.id)).where(col(SignUp.status) == SEATED).order_by(col(SignUp.id))
        assert list(await session.scalars(rows)) == [one.id for one in found[3:6]]
    told = "Вече има място за Вас: Училище за родители. Ако няма да дойдете, напишете тук „Обучения“ и го освободете."
    assert await messages(people) == [(one.chat, told) for one in found[3:6]]


async def test_the_office_signs_up_a_case_a_person_and_a_guest_each_once(people: Cast, tuesday):
    anna, elena = people.staff(people.anna), people.staff(people.elena)
    async with people.database.unit(anna) as session:
        course = await open_course(session, people, await children(session, people), seats=2)
        case = await case_of(session, people, people.maria, people.assistance)
        others = await case_of(session, people, people.ivanka, people.assistance)
        closed = await case_of(session, people, people.maria, people.lunch, status=CaseStatus.CLOSED)
        number = course.key
        assert (await sign_up_case(session, anna, course_id=number, case_id=case.key)).status is SEATED
        assert (await sign_up_person(session, anna, course_id=number, person_id=people.maria.key)).status is SEATED
        guest = await sign_up_guest(session, anna, course_id=number, name=" Дора  Христова ", phone="0888 111 222")
        assert (guest.name, guest.phone, guest.status) == ("Дора Христова", "+359888111222", WAITING)
        for again in (
            sign_up_case(session, anna, course_id=number, case_id=case.key),
            sign_up_person(session, anna, course_id=number, person_id=people.maria.key),
            sign_up_guest(session, anna, course_id=number, name="Дора Христова", phone="0888111222"),
        ):
            with pytest.raises(SignedUpAlready):
                await again
        for stranger in (
            sign_up_case(session, anna, course_id=number, case_id=others.key),
            sign_up_case(session, anna, course_id=number, case_id=closed.key),
            sign_up_person(session, anna, course_id=number, person_id=people.ivanka.key),
            sign_up_guest(session, elena, course_id=number, name="Дора", phone="0888111222"),
            give_up_seat(session, elena, course_id=number, sign_up_id=guest.key),
        ):
            with pytest.raises(NotFound):
                await stranger
        with pytest.raises(WrongInput):
            await sign_up_guest(session, anna, course_id=number, name="1", phone="0888111222")
        with pytest.raises(WrongInput):
            await sign_up_guest(session, anna, course_id=number, name="Дора", phone="12")
        await move_course(session, anna, course_id=number, step=CourseStep.CLOSE)
        with pytest.raises(SignUpIsClosed):
            await sign_up_guest(session, anna, course_id=number, name="Нова", phone="0888111333")
        card = await course_card(session, anna, course_id=number)
        assert [(one.name, one.sign_up and one.sign_up.status) for one in card.participants] == [
            ("Мария Иванова", SEATED),
            ("Мария Иванова", SEATED),
            ("Дора Христова", WAITING),
        ]
        await give_up_seat(session, anna, course_id=number, sign_up_id=card.participants[0].key)
        await session.refresh(guest)
        assert guest.status is SEATED


async def test_added_seats_go_to_those_who_wait_and_seats_that_are_taken_are_not_taken_away(people: Cast, tuesday):
    anna = people.staff(people.anna)
    await link(people, MARIA, person_id=people.maria.key)
    async with people.database.unit(anna) as session:
        course = await open_course(session, people, await children(session, people), seats=1)
        await sign_up_guest(session, anna, course_id=course.key, name="Дора", phone="0888111222")
        await sign_up_person(session, anna, course_id=course.key, person_id=people.maria.key)
        more = replace(facts_of_course(course), seats=2)
        await change_course(session, anna, course_id=course.key, facts=more)
        assert [one.sign_up.status for one in await participants_of_course(session, anna, course.key)] == [SEATED] * 2
        fewer = replace(more, seats=1)
        with pytest.raises(WrongInput) as wrong:
            await change_course(session, anna, course_id=course.key, facts=fewer)
        assert set(wrong.value.fields) == {"seats"}
    # It is not open to everybody, so the phone is not told which group it is.
    assert await messages(people) == [
        (MARIA, "Вече има място за Вас в групата, за която чакате. Службата ще Ви каже повече.")
    ]


async def test_of_a_childs_case_only_the_team_reads_the_name(people: Cast, tuesday):
    anna, head, psychologist = (people.staff(one) for one in (people.anna, people.head, people.psychologist))
    async with people.database.unit(anna) as session:
        programme = await children(session, people)
        course = await open_course(session, people, programme, leader_id=people.psychologist.key)
        case = await case_of(session, people, people.maria, programme, secrecy=Secrecy.CHILD, team=(people.anna,))
        with pytest.raises(NotFound):
            await sign_up_case(session, head, course_id=course.key, case_id=case.key)
        training = await public_training(session, people)
        with pytest.raises(NotOpenToAll):
            await sign_up_case(session, anna, course_id=training.key, case_id=case.key)
        await sign_up_case(session, anna, course_id=course.key, case_id=case.key)
    for actor, seen in ((anna, "Мария Иванова"), (head, ""), (psychologist, ""), (people.staff(people.admin), "")):
        async with people.database.reading(actor) as session:
            card = await course_card(session, actor, course_id=course.key)
            (one,) = card.participants
            assert (one.name, bool(one.case_id), bool(one.person_id), bool(one.phone)) == (seen, *[bool(seen)] * 3)
            assert (card.row.seated, card.may_edit) == (1, True)
            found = await who_could_join(session, actor, course_id=course.key, text="мария")
            assert (list(found.cases), list(found.people)) == ([], [])
    async with people.database.reading(people.staff(people.nurse)) as session:
        with pytest.raises(NotFound):
            await course_card(session, people.staff(people.nurse), course_id=course.key)


async def test_everybody_finds_an_open_training_in_the_chat_and_nothing_else(people: Cast, tuesday):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        training = await public_training(session, people, seats=1)
        service = training.programme_id
        for other in (
            {"status": CourseStatus.DRAFT, "public": True},
            {"status": CourseStatus.CLOSED, "public": True},
            {"public": False},
            {"public": True, "starts_on": tuesday.date().replace(day=1)},
        ):
            session.add(Course(**{**_plain(training), "programme_id": service, **other}))
    chats = (
        (people.person(people.maria), MARIA),
        (people.relative(people.petar), 22),
        (STRANGER, NEW),
    )
    for actor, chat in chats:
        async with people.database.unit(actor) as session:
            (found,) = await courses_for_chat(session, actor, chat=chat)
            assert found.course.id == training.id
            taken = await sign_up_by_chat(
                session, actor, course_id=training.key, chat=chat, name="Нова Хубавова", phone="0888999111"
            )
            again = await sign_up_by_chat(session, actor, course_id=training.key, chat=chat)
            assert (taken.mine and taken.mine.id) == (again.mine and again.mine.id)
            turn = {MARIA: None, 22: 1, NEW: 2}[chat]
            assert (again.mine.status, again.turn) == (WAITING if turn else SEATED, turn)
    async with people.database.reading(people.driver(people.ivan)) as session:
        with pytest.raises(NotAllowed):
            await courses_for_chat(session, people.driver(people.ivan), chat=44)
    async with people.database.reading(people.staff(people.burgas_admin)) as session:
        assert list(await session.scalars(sa.select(SignUp))) == []
    async with people.database.unit(people.person(people.maria)) as session:
        await give_up_by_chat(session, people.person(people.maria), course_id=training.key, chat=MARIA)
        await give_up_by_chat(session, people.person(people.maria), course_id=training.key, chat=MARIA)
    async with people.database.reading(anna) as session:
        rows = sa.select(SignUp).order_by(col(SignUp.id))
        assert [(one.person_id, one.name, one.phone, one.status) for one in await session.scalars(rows)] == [
            (people.maria.id, "", "", CANCELLED),
            (None, "Петър Иванов", "+359888777888", SEATED),
            (None, "Нова Хубавова", "+359888999111", WAITING),
        ]
    assert [chat for chat, _text in await messages(people)] == [22]


def _plain(course: Course) -> dict[str, object]:
    return {name: getattr(course, name) for name in Course.model_fields if name not in ("id", "version")}


async def test_nothing_of_guarded_cases_is_told_when_a_group_is_cancelled(people: Cast, tuesday):
    anna = people.staff(people.anna)
    await link(people, MARIA, person_id=people.maria.key)
    async with people.database.unit(anna) as session:
        programme = await children(session, people)
        course = await open_course(session, people, programme)
        case = await case_of(session, people, people.maria, programme, secrecy=Secrecy.CHILD, team=(people.anna,))
        open_case = await case_of(session, people, people.maria, people.assistance)
        for one in (case, open_case):
            await sign_up_case(session, anna, course_id=course.key, case_id=one.key)
        await move_course(session, anna, course_id=course.key, step=CourseStep.CANCEL, words="Болен водещ")
    assert await messages(people) == []
    async with people.database.unit(anna) as session:
        rows = sa.select(Case).where(col(Case.secrecy) == Secrecy.CHILD)
        assert [one.id for one in await session.scalars(rows)] == [case.id]
