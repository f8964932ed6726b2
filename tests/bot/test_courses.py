"""Trainings in the chat: anybody finds them, takes a seat in a few presses, waits, and gives it up."""

import random
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import job
from models.cases import Secrecy
from models.courses import Course, CourseStatus, SignUp, SignUpStatus
from models.places import Office
from tests.bot.chat import House, Phone
from tests.bot.conftest import STRANGER
from tests.bot.random_updates import SMALL_WORDS, STRANGE
from tests.bot.test_no_dead_end import ODD
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.courses.course_work import children, meeting_of, open_course, public_training

ABOUT = (
    "Училище за родители\nРазговори за порастването\nРодители и близки\nСлужба Младост, ул. „Примерна“ 9\nЗала 2\n"
    "Следваща среща: вторник, 1 декември, 10:00 часа."
)
HOME, CALL_ME = "🏠 Начало", "☎️ Обадете ми се"
NAME = "Как се казвате? Моля, напишете име и фамилия."
PHONE = "На кой телефон да Ви търси службата? Изпратете номера си с бутона долу или го напишете с цифри."


@pytest.fixture
def new(house: House) -> Phone:
    """A phone that nobody knows."""
    return house.phone(STRANGER)


@pytest.fixture
async def training(house: House, sqlite_people: Cast, tuesday) -> Course:
    """One open training with two seats, beside a group that is nobody's business."""
    people = sqlite_people
    async with people.database.unit(people.job) as session:
        found = await public_training(
            session, people, seats=2, about="Разговори за порастването", for_whom="родители и близки", place="Зала 2"
        )
        (await session.get_one(Office, found.office_id)).address = "ул. „Примерна“ 9"
        await meeting_of(session, people, people.anna, course_id=found.key, at=tuesday + timedelta(days=7))
        service = await children(session, people)
        group = await open_course(session, people, service, title="Тайна група")
        case = await case_of(session, people, people.maria, service, secrecy=Secrecy.CHILD)
        session.add(
            SignUp(
                organisation_id=people.sofia.key, course_id=group.key, status=SignUpStatus.SEATED, case_id=case.key,
                signed_at=tuesday,
            )
        )  # fmt: skip
    return found


async def on_the_list(house: House, course: Course) -> list[tuple]:
    """Who stands on the list of the training."""
    async with house.database.reading(job("test")) as session:
        rows = sa.select(SignUp).where(col(SignUp.course_id) == course.key).order_by(col(SignUp.id))
        return [(one.person_id, one.name, one.phone, one.status.value) for one in await session.scalars(rows)]


@pytest.mark.parametrize("word", ["обучения", "Курсове", "kursove", "🎓 Обучения", "искам на курс"])
async def test_a_person_signs_up_with_one_press_and_gives_it_up_with_two(
    house: House, maria: Phone, training: Course, sqlite_people: Cast, word: str
):
    await maria.say("/start")
    at_home = maria.keyboard
    assert at_home == ["🍲 Храна", "🚚 Къде е храната", "🆘 Помощ", CALL_ME]
    assert await maria.say(word) == [ABOUT, "Свободни места: 2. Да Ви запиша ли?"]
    assert maria.keyboard == [HOME, "✍️ Запишете ме", CALL_ME]
    assert await maria.say("1") == ["Записах Ви: Училище за родители. Имате място."]
    assert maria.keyboard == at_home
    assert await on_the_list(house, training) == [(sqlite_people.maria.id, "", "", "seated")]
    assert await maria.say(word) == [ABOUT, "Вие имате място."]
    await maria.say("няма да дойда")
    assert await maria.say("да") == ["Отбелязах: вече не участвате в „Училище за родители“."]
    assert await on_the_list(house, training) == [(sqlite_people.maria.id, "", "", "cancelled")]
    await maria.say(word)
    await maria.say("запиши ме")
    await maria.say(word)
    await maria.say("❌ Освобождавам мястото")
    assert await maria.say("ne") == ["Добре, остава както беше."]


async def test_somebody_new_finds_the_trainings_leaves_name_and_phone_and_waits_in_line(
    house: House, new: Phone, maria: Phone, petar: Phone, training: Course, sqlite_people: Cast
):
    for known in (maria, petar):
        await known.say("обучения")
        await known.say("да")
    await new.say("/start")
    home = new.keyboard
    assert "🎓 Обучения" not in home
    await new.say("ℹ️ Какво е това")
    assert new.keyboard == [*home[1:-1], "🎓 Обучения", CALL_ME]
    full = "Местата са заети. Да Ви запиша ли в чакащите? Щом се освободи място, ще Ви пиша."
    assert await new.say("🎓 Обучения") == [ABOUT, full]
    assert await new.say("Ще чакам") == [NAME]
    assert (await new.say("Дора"))[0] == "Не Ви разбрах."
    assert await new.say("Dora Hristova") == [PHONE]
    assert (await new.say("12"))[0] == "Не Ви разбрах."
    said = await new.send({"contact": {"phone_number": "359888111222", "first_name": "x", "user_id": STRANGER}})
    assert said == ["Записах Ви в чакащите: Училище за родители. Под номер 1 сте и ще Ви пиша, щом има място."]
    assert await new.say("курсове") == [ABOUT, "Чакате за място, под номер 1 сте. Щом се освободи, ще Ви пиша."]
    await maria.say("обучения")
    await maria.say("Освобождавам мястото")
    await maria.say("Да, освободете го")
    assert await on_the_list(house, training) == [
        (sqlite_people.maria.id, "", "", "cancelled"),
        (None, "Петър Иванов", "+359888777888", "seated"),
        (None, "Dora Hristova", "+359888111222", "seated"),
    ]
    assert (await new.say("обучения"))[-1] == "Вие имате място."


async def test_several_trainings_are_chosen_from_and_one_that_was_closed_meanwhile_is_no_dead_end(
    house: House, maria: Phone, new: Phone, training: Course, sqlite_people: Cast
):
    people = sqlite_people
    async with people.database.unit(people.job) as session:
        session.add(
            Course(
                organisation_id=people.sofia.key, office_id=people.mladost.key, programme_id=training.programme_id,
                kind="training", status="open", title="Здраве и хранене", public=True, seats=5,
                starts_on=date(2026, 12, 3),
            )
        )  # fmt: skip
    assert await maria.say("обучения") == ["Тези обучения са за всички и са безплатни. Кое искате да видите?"]
    buttons = ["Училище за родители, вторник, 1 декември", "Здраве и хранене, четвъртък, 3 декември"]
    assert maria.keyboard == [HOME, *buttons, CALL_ME]
    assert await maria.say("второто") == [
        "Здраве и хранене\nСлужба Младост, ул. „Примерна“ 9\nНачало: четвъртък, 3 декември.",
        "Свободни места: 5. Да Ви запиша ли?",
    ]
    async with people.database.unit(people.job) as session:
        for course in await session.scalars(sa.select(Course).where(col(Course.public))):
            course.status = CourseStatus.CANCELLED
    assert await maria.say("да") == ["За това обучение вече не се записва."]
    for phone in (maria, new):
        said = await phone.say("обучения")
        assert said == ["В момента няма открити обучения. Ако искате да попитате службата, натиснете „Обадете ми се“."]


async def test_nobody_gets_lost_among_the_trainings(house: House, maria: Phone, petar: Phone, training: Course):
    for path in (("обучения",), ("обучения", "да", "обучения"), ("обучения", "❌ Освобождавам мястото")):
        keyboard = []
        await maria.say("/start")
        for text in path:
            assert await maria.say(text)
            keyboard = maria.keyboard
        await lost_nowhere(maria, path, keyboard)


async def lost_nowhere(phone: Phone, path: tuple[str, ...], keyboard: list[str]) -> None:
    """Odd words leave the question open, and the two ways out are there."""
    assert (keyboard[0], keyboard[-1]) == (HOME, CALL_ME), path
    assert (await phone.say(ODD))[0].startswith("Не Ви разбрах."), path
    assert phone.keyboard == keyboard, path
    assert "ще Ви се обади" in (await phone.say("obadete mi se"))[-1], path


async def test_whatever_comes_amid_a_training_is_answered_and_no_seat_is_given_twice(
    house: House, maria: Phone, petar: Phone, new: Phone, training: Course, caplog: pytest.LogCaptureFixture
):
    chance = random.Random(16)
    words = [*STRANGE[7:], *SMALL_WORDS, "обучения", "Дора Христова", "0888 111 222", "няма да дойда"]
    for _message in range(60):
        clock.set_to(clock.now() + timedelta(seconds=20))  # a stranger's minute passes too
        phone = chance.choice((maria, petar, new))
        text = chance.choice(phone.keyboard or words) if chance.random() < 0.6 else chance.choice(words)
        assert await phone.say("обучения" if text in (CALL_ME, HOME) else text), text
    assert [record.message for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []
    found = [status for *_who, status in await on_the_list(house, training)]
    assert found
    assert found.count("seated") == min(2, found.count("seated") + found.count("waiting"))
