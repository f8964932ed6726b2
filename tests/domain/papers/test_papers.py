"""The papers, read back from the PDF: everything is on them, in Bulgarian letters, and nothing is ever cut."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from domain.kitchens import Label, kitchen_sheet
from domain.papers import LabelTooLong, TextTooLong, kitchen_sheet_pdf, labels_pdf, route_sheet_pdf, slip_pdf
from domain.papers.fitting import lines
from domain.phrases import refusal_text
from domain.routes.board import routes_to_print
from domain.routes.planning_day import plan_day
from models.people import Allergen, Diet
from tests.cast import Cast
from tests.domain.day_of_food import WEDNESDAY, household, order, site_order

pytestmark = pytest.mark.usefixtures("tuesday")

LABEL = Label(1, "Мария Иванова", Diet.GENERAL, int(Allergen.MILK), 0, "Младост 1", 7, WEDNESDAY)


def pages(made: bytes) -> list[str]:
    """The text of each page, its white space made even."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]


@pytest.fixture
async def cooked(sqlite_people: Cast) -> Cast:
    """Wednesday of Младост's kitchen, planned."""
    people = sqlite_people
    async with people.database.unit(people.job) as session:
        await order(session, people, people.maria)
        await order(session, people, await household(session, people, "Щилияна", block="9", diet=Diet.DIABETIC))
        await site_order(session, people, 30)
    await plan_day(people.database, people.job, day=WEDNESDAY)
    return people


async def test_the_kitchens_sheet(cooked: Cast):
    cook = cooked.staff(cooked.cook)
    async with cooked.database.reading(cook) as session:
        sheet = await kitchen_sheet(session, cook, kitchen_id=cooked.mladost_kitchen.key, day=WEDNESDAY)
    first, second = pages(await kitchen_sheet_pdf(sheet, organisation="Столична община"))
    for text in (
        "Столична община", "Кухня Младост", "Сряда, 25 ноември", "Порции общо: 32", "Мусака 31 – 31", "Хляб 31 1 32",
        "Приют Тест", "стр. 1 от 2",
    ):  # fmt: skip
        assert text in first
    assert "Опаковане: Бус 1" in second
    assert "Щилияна Тестова 1 × диабетна диета" in second


async def test_a_label_says_all_and_a_page_holds_24():
    labels = [replace(LABEL, number=number) for number in range(1, 26)]
    first, second = pages(await labels_pdf(labels))
    assert first.count("Мария Иванова") == 24
    assert second == "Мария Иванова 25 Обща диета 25.11.2026 Съдържа: мляко. Младост 1"


async def test_a_label_warns_of_what_the_person_must_not_eat():
    (page,) = pages(await labels_pdf([replace(LABEL, avoid=int(Allergen.MILK | Allergen.FISH))]))
    assert "ВНИМАНИЕ! Съдържа забранено за човека: мляко." in page
    (page,) = pages(await labels_pdf([replace(LABEL, avoid=int(Allergen.FISH))]))
    assert "Не бива да яде: риба." in page


@pytest.mark.parametrize(
    "name",
    [
        "Александрина-Константинополска Великотърновска-Каменополска-Първомайска-Черноморска",
        "Щ" * 25,
        "Ш " * 60,
    ],
)
async def test_a_label_that_does_not_fit_is_refused_with_the_name(name: str):
    with pytest.raises(LabelTooLong) as refused:
        await labels_pdf([LABEL, replace(LABEL, name=name.strip())])
    assert refusal_text("bg", refused.value).startswith(f"Етикетът на {name.strip()} не се побира.")


async def test_long_names_that_are_real_do_fit():
    everything = sum(Allergen)
    label = replace(LABEL, name="Виктория-Александра Йорданова-Каменополска", contains=everything & ~Allergen.FISH)
    (page,) = pages(await labels_pdf([label]))
    assert "Виктория- Александра Йорданова- Каменополска" in page.replace("-Александра", "- Александра").replace(
        "-Каменополска", "- Каменополска"
    )


async def test_the_drivers_sheet(cooked: Cast):
    dispatcher = cooked.staff(cooked.dispatcher)
    async with cooked.database.reading(dispatcher) as session:
        routes = await routes_to_print(session, dispatcher, day=WEDNESDAY, kitchen_id=cooked.mladost_kitchen.key)
    (page,) = pages(await route_sheet_pdf(routes, organisation="Столична община"))
    for text in (
        "Маршрут Бус 1", "шофьор Иван Колев", "3 спирки, 32 кутии", "Мария Иванова",
        "ж.к. Младост 1, бл. 312, вх. Б, ет. 4, ап. 17", "звънец Иванова; 0888 123 456", "стр. 1 от 1",
    ):  # fmt: skip
        assert text in page
    crowded = replace(routes[0], stops=(replace(routes[0].stops[0], place="Щ" * 40),))
    with pytest.raises(TextTooLong):
        await route_sheet_pdf([crowded], organisation="Столична община")


async def test_the_slip_shows_first_name_and_street_only():
    made = await slip_pdf(
        organisation="Столична община", name="Мария", street="ж.к. Младост 1", code="abc",
        link="https://t.me/grizha_test_bot?start=abc", valid_until="27.11.2026, 10:00",
    )  # fmt: skip
    (page,) = pages(made)
    assert "Мария ж.к. Младост 1" in page
    assert "https://t.me/grizha_test_bot?start=abc" in page
    assert "Може да се използва веднъж, до 27.11.2026, 10:00." in page


async def test_data_are_data_and_never_typst():
    (page,) = pages(await labels_pdf([replace(LABEL, name='#panic("x") $1$')]))
    assert '#panic("x") $1$' in page


async def test_papers_use_our_fonts_alone():
    reader = PdfReader(io.BytesIO(await labels_pdf([LABEL])))
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert {re.sub(r"^/[A-Z]+\+", "", name) for name in fonts} == {"NotoSans-Regular", "NotoSans-Bold"}


async def test_english_papers_are_english():
    (page,) = pages(await labels_pdf([replace(LABEL, day=date(2026, 11, 25))], language="en"))
    assert page == "Мария Иванова 7 General diet 25.11.2026 Contains: milk. Младост 1"


def test_lines_are_never_counted_too_few():
    assert [lines("аб вг", 100), lines("Щ Щ", 4.5), lines("", 10)] == [1, 2, 1]
