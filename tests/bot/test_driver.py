"""The driver's day by chat: one stop a message, buttons by number that may come late, and alarms."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.driver.day import in_messages
from domain import clock
from domain.routes.planning_day import plan_day
from models.meals import MealOrder, OrderStatus
from models.people import Address, Diet, Person
from models.routes import Outcome, Route, RouteStatus, Stop, StopReport
from models.tasks import Task, TaskKind
from tests.bot.chat import House, Phone, link, open_house
from tests.cast import Cast
from tests.domain.day_of_food import WEDNESDAY, household, order

IVAN, TODOR, PETAR = 41, 42, 22
HOME = ["🚚 Начало на деня", "📋 Списък", "☎️ Службата"]
WAY = ["⬅️ Назад", "➡️ Напред", "📋 Списък", "☎️ Службата"]


def keys(number: int) -> list[str]:
    """The keyboard under a stop."""
    return [f"{number} ✅ Доставено", f"{number} 🚪 Не отваря", f"{number} ⚠️ Друго", *WAY]


@pytest.fixture
async def wednesday(sqlite_people: Cast, tuesday: datetime) -> AsyncIterator[House]:
    """Wednesday at eleven: Иван has three doors of Младост, Тодор one of Люлин; Петър is told about Мария."""
    people = sqlite_people
    async with people.database.unit(people.job) as session:
        maria = await session.get_one(Person, people.maria.key)
        maria.driver_note = "Чува трудно – почукайте <силно>."
        maria.key_holder = "съседката от ап. 18"
        await order(session, people, maria)
        await order(
            session, people, await household(session, people, "Втора", block="7", lat=42.66, diet=Diet.DIABETIC)
        )
        await order(session, people, await household(session, people, "Трета", block="8", lat=42.67))
        await order(session, people, people.ivanka)
    await plan_day(people.database, people.job, day=WEDNESDAY)
    clock.set_to(tuesday + timedelta(days=1, hours=1))
    await link(people, IVAN, driver_id=people.ivan.key)
    await link(people, TODOR, driver_id=people.todor.key)
    await link(people, PETAR, relative_id=people.petar.key)
    async with open_house(people.database) as opened:
        yield opened


@pytest.fixture
def ivan(wednesday: House) -> Phone:
    """The driver of Младост's kitchen, before departure."""
    return wednesday.phone(IVAN)


@pytest.fixture
async def maria(wednesday: House, sqlite_people: Cast) -> int:
    """The number on Мария's door."""
    async with wednesday.database.reading(sqlite_people.job) as session:
        found = await session.scalar(
            sa.select(Stop.number).where(col(Stop.address_id) == sqlite_people.maria.address_id)
        )
    assert found is not None
    return found


async def outcomes(house: House, people: Cast) -> dict[int, Outcome | None]:
    """What stands on each stop of Иван's route, by number."""
    async with house.database.reading(people.job) as session:
        rows = sa.select(Stop.number, Stop.outcome).join(Route, col(Route.id) == col(Stop.route_id))
        rows = rows.where(col(Route.driver_id) == people.ivan.key).order_by(col(Stop.number))
        return dict(tuple(row) for row in await session.execute(rows))


async def everything(house: House, people: Cast, record) -> list:
    """All rows of a kind."""
    async with house.database.reading(people.job) as session:
        return list(await session.scalars(sa.select(record).order_by(record.id)))


async def test_before_departure_the_driver_reads_kitchen_hour_stops_and_boxes(ivan: Phone):
    assert await ivan.say("/start") == [
        "Днес, сряда, 25 ноември: Кухня Младост.\nТръгване в 10:00, Бус 1.\n3 спирки.\n📦 2 общи, 1 диабетна.",
        "Натиснете „Начало на деня“, когато натоварите всичко.",
    ]
    assert ivan.keyboard == HOME


async def test_the_day_begins_once_and_shows_the_first_door(wednesday: House, sqlite_people: Cast, ivan: Phone):
    first = await ivan.say("🚚 Начало на деня")
    assert (first[0], ivan.keyboard) == ("На добър път! 3 спирки, 📦 2 общи, 1 диабетна.", keys(1))
    assert await ivan.say("🚚 Начало на деня") == first[1:]
    async with wednesday.database.reading(sqlite_people.job) as session:
        rows = sa.select(Route.status).where(col(Route.driver_id) == sqlite_people.ivan.key)
        assert await session.scalar(rows) == RouteStatus.UNDER_WAY


async def test_a_stop_says_everything_the_driver_must_know_at_the_door(
    wednesday: House, sqlite_people: Cast, ivan: Phone, maria: int
):
    await ivan.say("🚚 Начало на деня")
    (text,) = await ivan.say(str(maria))
    async with wednesday.database.reading(sqlite_people.job) as session:
        stop = (await session.scalars(sa.select(Stop).where(col(Stop.number) == maria))).first()
        assert stop
        hour = f"{clock.local(stop.arrives_at):%-H:%M}"
        place = await session.get_one(Address, sqlite_people.maria.address_id)
    assert text == (
        f"<b>{maria} от 3</b> · около {hour}\n"
        "ж.к. Младост 1, бл. 312, вх. Б, ет. 4, ап. 17\n"
        "🔔 звънец „Иванова“\n"
        "Мария Иванова\n"
        "☎ +359888123456\n"
        "📝 Чува трудно – почукайте &lt;силно&gt;.\n"
        "📦 <b>1 обща</b>\n"
        f'🗺 <a href="https://www.google.com/maps/dir/?api=1&amp;destination={place.lat:.6f},{place.lon:.6f}'
        '&amp;travelmode=driving&amp;dir_action=navigate">Карайте до входа</a>'
    )
    given = wednesday.telegram.calls[-1][1]
    assert (given["parse_mode"], given["protect_content"], given["reply_markup"]["resize_keyboard"]) == (
        "HTML", True, True,
    )  # fmt: skip
    assert [[button["text"] for button in row] for row in given["reply_markup"]["keyboard"]] == [
        [f"{maria} ✅ Доставено"],
        [f"{maria} 🚪 Не отваря"],
        [f"{maria} ⚠️ Друго"],
        ["⬅️ Назад", "➡️ Напред"],
        ["📋 Списък", "☎️ Службата"],
    ]


async def test_delivered_leads_to_the_next_door_and_a_second_press_changes_nothing(
    wednesday: House, sqlite_people: Cast, ivan: Phone
):
    await ivan.say("🚚 Начало на деня")
    said = await ivan.say("1 ✅ Доставено")
    assert (said[0], said[1].startswith("<b>2 от 3</b>")) == ("✍️ 1 отбелязах: доставено. Остават 2.", True)
    assert await ivan.say("1 ✅ Доставено") == said[1:]
    assert await outcomes(wednesday, sqlite_people) == {1: Outcome.DELIVERED, 2: None, 3: None}
    assert len(await everything(wednesday, sqlite_people, StopReport)) == 1


@pytest.mark.parametrize("words", ["3 ✅ Доставено", "3 доставих", "3 dostaveno"])
async def test_the_number_on_the_button_says_the_door_whatever_is_open(
    wednesday: House, sqlite_people: Cast, ivan: Phone, words: str
):
    await ivan.say("🚚 Начало на деня")
    await ivan.say("1 ⚠️ Друго")
    await ivan.say("1 ✏️ Ще го напиша")
    await ivan.say(words)
    assert await outcomes(wednesday, sqlite_people) == {1: None, 2: None, 3: Outcome.DELIVERED}
    assert ivan.keyboard == keys(1)


async def test_nobody_opens_asks_to_ring_and_call_before_anybody_is_alarmed(
    wednesday: House, sqlite_people: Cast, ivan: Phone, maria: int
):
    await ivan.say("🚚 Начало на деня")
    assert await ivan.say(f"{maria} 🚪 Не отваря") == [
        (
            f"{maria} 🚪 Звъннете още веднъж и се обадете:\nМария Иванова\n☎ +359888123456\n"
            "🔑 Ключ има: съседката от ап. 18"
        )
    ]
    assert ivan.keyboard == [f"{maria} 🔔 Звънях и търсих", f"{maria} ✅ Доставено", f"↩️ Към спирка {maria}"]
    assert await everything(wednesday, sqlite_people, Task) == []
    said = await ivan.say(f"{maria} 🔔 Звънях и търсих")
    assert said[:2] == [
        f"✍️ {maria} отбелязах: не отвори. Остават 2.",
        "Запазете кутията. Службата получи тревогата, близките са уведомени.",
    ]
    assert [task.kind for task in await everything(wednesday, sqlite_people, Task)] == [TaskKind.DOOR_NOT_OPENED]


async def test_a_door_that_opens_after_all_is_put_right(wednesday: House, sqlite_people: Cast, ivan: Phone, maria: int):
    await ivan.say("🚚 Начало на деня")
    await ivan.say(f"{maria} 🚪 Не отваря")
    await ivan.say(f"{maria} 🔔 Звънях и търсих")
    (shown,) = await ivan.say(str(maria))
    assert shown.split("\n")[1] == "✍️ Отбелязано: не отвори, 11:00"
    clock.set_to(clock.now() + timedelta(minutes=5))
    said = await ivan.say(f"{maria} ✅ Доставено")
    assert said[0] == f"✍️ {maria} поправих: доставено (беше: не отвори). Остават 2."
    assert (await outcomes(wednesday, sqlite_people))[maria] == Outcome.DELIVERED
    assert [task.closed_at for task in await everything(wednesday, sqlite_people, Task)] == [None]


async def test_unwell_shows_112_at_once_and_keeps_the_driver_at_this_door(
    wednesday: House, sqlite_people: Cast, ivan: Phone, maria: int
):
    await ivan.say("🚚 Начало на деня")
    assert await ivan.say(f"{maria} ⚠️ Друго") == [f"{maria} ⚠️ Какво стана?"]
    assert ivan.keyboard == [
        f"{maria} 🙅 Отказва храната",
        f"{maria} 🏠 Грешен адрес",
        f"{maria} 🚑 Човекът не е добре",
        f"{maria} ✏️ Ще го напиша",
        f"↩️ Към спирка {maria}",
    ]
    assert await ivan.say(f"{maria} 🚑 Човекът не е добре") == [
        "🚑 Обадете се на 112 сега!\nОстанете при човека, докато дойде помощ. Службата знае и ще Ви се обади."
    ]
    assert ivan.keyboard == keys(maria)
    assert [task.kind for task in await everything(wednesday, sqlite_people, Task)] == [TaskKind.UNWELL]


async def test_other_reasons_go_to_the_office_in_the_drivers_words(wednesday: House, sqlite_people: Cast, ivan: Phone):
    await ivan.say("🚚 Начало на деня")
    assert (await ivan.say("1 🙅 Отказва храната"))[:2] == [
        "✍️ 1 отбелязах: отказа храната. Остават 2.",
        "Запазете кутията. Службата знае и ще се погрижи.",
    ]
    assert await ivan.say("2 ✏️ Ще го напиша") == ["2 ✏️ Напишете с няколко думи какво стана."]
    refused = await ivan.say("Отвори внучката, ЕГН 6101057509")
    assert (refused[0].startswith("Тук ЕГН никога не е нужно"), refused[1].startswith("2 ✏️")) == (True, True)
    await ivan.say("Входът е заключен, домофонът не работи")
    stops = [stop for stop in await everything(wednesday, sqlite_people, Stop) if stop.number == 2]
    assert [(stop.outcome, stop.outcome_words) for stop in stops] == [
        (Outcome.OTHER, "Входът е заключен, домофонът не работи")
    ]
    kinds = [task.kind for task in await everything(wednesday, sqlite_people, Task)]
    assert kinds == [TaskKind.DELIVERY_PROBLEM, TaskKind.DELIVERY_PROBLEM]


async def test_back_and_next_walk_along_the_route_and_stop_at_its_ends(ivan: Phone):
    await ivan.say("🚚 Начало на деня")
    assert (await ivan.say("⬅️ Назад"))[0] == "Това е първата спирка."
    await ivan.say("➡️ Напред")
    assert ivan.keyboard == keys(2)
    await ivan.say("➡️ Напред")
    assert ivan.keyboard == keys(3)
    assert (await ivan.say("➡️ Напред"))[0] == "Това е последната спирка."
    await ivan.say("⬅️ Назад")
    assert ivan.keyboard == keys(2)


async def test_the_number_of_a_stop_is_never_above_the_count(wednesday: House, sqlite_people: Cast, ivan: Phone):
    await ivan.say("🚚 Начало на деня")
    async with wednesday.database.unit(sqlite_people.job) as session:
        second = sa.select(col(Stop.id)).join(Route, col(Route.id) == col(Stop.route_id))
        second = second.where(col(Route.driver_id) == sqlite_people.ivan.key, col(Stop.number) == 2)
        stop_id = await session.scalar(second)
        order = await session.scalar(sa.select(MealOrder).where(col(MealOrder.stop_id) == stop_id))
        assert order is not None
        order.status = OrderStatus.CANCELLED
    assert (await ivan.say("3"))[-1].startswith("<b>3 от 3</b>")


async def test_a_yes_to_are_you_well_calls_the_alarm_off_for_the_relatives(
    wednesday: House, sqlite_people: Cast, ivan: Phone, maria: int
):
    await link(sqlite_people, 11, person_id=sqlite_people.maria.key)
    grandmother = wednesday.phone(11)
    assert (await grandmother.say("храна"))[-1] != ""
    await ivan.say("🚚 Начало на деня")
    await ivan.say(f"{maria} 🔔 Звънях и търсих")
    assert await grandmother.say("да") == ["Радваме се! Предадох на службата, че сте добре."]
    assert (await grandmother.say("не"))[0] == "Ако е спешно, веднага се обадете на 112."


async def test_the_whole_list_marks_what_is_done(wednesday: House, ivan: Phone):
    await ivan.say("🚚 Начало на деня")
    await ivan.say("1 ✅ Доставено")
    listed, question = await ivan.say("📋 Списък")
    assert question == "Напишете номера на спирка, за да я отворите."
    assert [line[:line.index("·")].strip() for line in listed.split("\n")] == ["✅ 1", "▫️ 2", "▫️ 3"]  # fmt: skip
    assert [given["protect_content"] for _, given in wednesday.telegram.calls[-2:]] == [True, True]
    assert (await ivan.say("▶️ Към следващата спирка"))[0].startswith("<b>2 от 3</b>")


def test_a_long_list_is_parted_between_lines_into_messages_that_telegram_takes():
    lines = [f"▫️ {number} · 11:46 · ж.к. Младост 1, бл. {number}, вх. Б 😀 · Мария Иванова" for number in range(150)]
    messages = in_messages(lines)
    assert [line for message in messages for line in message.split("\n")] == lines
    assert max(len(message.encode("utf-16-le")) // 2 for message in messages) <= 4096
    assert len(messages) == 3


async def test_the_day_ends_with_a_summary_and_what_goes_back(wednesday: House, sqlite_people: Cast, ivan: Phone):
    await ivan.say("🚚 Начало на деня")
    await ivan.say("1 ✅ Доставено")
    await ivan.say("2 🙅 Отказва храната")
    assert (await ivan.say("🏁 Край на деня"))[0] == ("За тези спирки още няма отчет: 3. Моля, първо ги отбележете.")
    assert (await ivan.say("3 ✅ Доставено"))[-1] == "Всичко е отчетено: 3 спирки. Край на деня?"
    assert ivan.keyboard == ["🏁 Край на деня", "📋 Списък", "☎️ Службата"]
    said = await ivan.say("🏁 Край на деня")
    assert said[0] == "🏁 Край на деня: 3 спирки.\nДоставено: 2\nОтказа храната: 1"
    back, refused = said[1].split("\n")
    assert (back.startswith("↩️ Върнете в кухнята: 1 "), refused.startswith("⚠️ 2 · 11:00 · ")) == (True, True)
    assert (said[2:], ivan.keyboard) == (["Денят Ви приключи. Благодарим!"], HOME)
    assert [given["protect_content"] for _, given in wednesday.telegram.calls[-3:]] == [True] * 3
    assert await ivan.say("🏁 Край на деня") == ["Денят Ви приключи. Благодарим!"]
    assert (await ivan.say("2 ✅ Доставено"))[0] == "✍️ 2 поправих: доставено (беше: отказа храната). Остават 0."
    assert await outcomes(wednesday, sqlite_people) == dict.fromkeys((1, 2, 3), Outcome.DELIVERED)


async def test_a_keyboard_of_yesterday_reports_nothing_today(wednesday: House, sqlite_people: Cast, ivan: Phone):
    assert (await ivan.say("3 ✅ Доставено"))[0] == "Денят още не е започнал и нищо не отбелязах."
    assert ivan.keyboard == HOME
    assert await outcomes(wednesday, sqlite_people) == dict.fromkeys((1, 2, 3))


async def test_what_telegram_kept_a_while_is_noted_for_when_it_happened(
    wednesday: House, sqlite_people: Cast, ivan: Phone
):
    await ivan.say("🚚 Начало на деня")
    pressed = clock.now()
    clock.set_to(pressed + timedelta(minutes=40))
    await ivan.send({"text": "1 ✅ Доставено"}, date=int(pressed.timestamp()))
    (report,) = await everything(wednesday, sqlite_people, StopReport)
    assert (report.happened_at, report.reported_at) == (pressed, pressed + timedelta(minutes=40))


async def test_a_number_that_is_not_on_the_route_is_answered_with_what_to_do(
    wednesday: House, sqlite_people: Cast, ivan: Phone
):
    await ivan.say("🚚 Начало на деня")
    said = await ivan.say("77 ✅ Доставено")
    assert said[0] == "Спирка 77 вече не е в маршрута Ви. Моля, вижте целия списък."
    assert await outcomes(wednesday, sqlite_people) == dict.fromkeys((1, 2, 3))


async def test_another_drivers_doors_are_out_of_reach(wednesday: House, sqlite_people: Cast, ivan: Phone):
    await ivan.say("🚚 Начало на деня")
    todor = wednesday.phone(TODOR)
    await todor.say("🚚 Начало на деня")
    await todor.say("1 ✅ Доставено")
    assert (await todor.say("2 ✅ Доставено"))[0].startswith("Спирка 2 вече не е")
    assert await outcomes(wednesday, sqlite_people) == dict.fromkeys((1, 2, 3))
    listed = await todor.say("📋 Списък")
    assert ("Иванка Петрова" in listed[0], "Мария" in listed[0]) == (True, False)


async def test_the_office_is_rung_at_once_and_the_driver_stays_at_the_stop(
    wednesday: House, sqlite_people: Cast, ivan: Phone
):
    await ivan.say("🚚 Начало на деня")
    await ivan.say("2")
    said = await ivan.say("☎️ Службата")
    assert said[0] == "Служба Младост: обадете се на 02 975 0000. Казах им, и те ще Ви потърсят."
    assert ivan.keyboard == keys(2)
    task = (await everything(wednesday, sqlite_people, Task))[0]
    assert (task.kind, task.phone) == (TaskKind.CALL_ME, "+359888555666")


async def test_without_a_route_the_driver_is_told_when_the_next_one_is(
    wednesday: House, tuesday: datetime, ivan: Phone
):
    clock.set_to(tuesday)
    assert await ivan.say("/start") == [
        "Днес нямате маршрут. Следващият е утре, сряда, 25 ноември: Кухня Младост, тръгване в 10:00, 3 спирки."
    ]
    assert ivan.keyboard == HOME
    clock.set_to(tuesday + timedelta(days=2))
    assert await ivan.say("🚚 Начало на деня") == ["Днес нямате маршрут."]
