"""Two weeks of lunches: whole for every diet, right about allergens, and fit for those who eat them."""

import re
from datetime import date, timedelta

import pytest

from domain.demo.dishes import DISHES, Trait
from domain.demo.menus import WEEKS, menu_lines, menu_of
from models.meals import Course
from models.people import Allergen, Diet

MONDAY = date(2026, 1, 5)
MEALS = [(diet, tuple(courses.values())) for week in WEEKS for day in week for diet, courses in day.items()]
MEAT_WORDS = re.compile(r"пил|кайма|кюфте|свин|телеш|пуеш|топчета|риб|стефани", re.IGNORECASE)

# What a word in a dish's name says about its allergens, whatever the recipe.
WORDS_WITH_ALLERGENS = {
    r"хляб|кекс|макарони|фиде|грис|тиквеник|овесен": 1,
    r"карамел|кекс|топчета|по шопски": 3,
    r"риб": 4,
    r"мляко|сирене|извара|таратор|по шопски|крем|пюре": 7,
    r"орех": 8,
    r"ошав": 12,
}


def test_two_weeks_of_five_days_are_whole_for_every_diet():
    assert [len(week) for week in WEEKS] == [5, 5]
    for week in WEEKS:
        for day in week:
            assert list(day) == [Diet.GENERAL, Diet.DIABETIC, Diet.VEGETARIAN, Diet.GASTRO]
            assert all(list(courses) == list(Course) for courses in day.values())


def test_every_dish_is_cooked_by_somebody_and_has_a_name_of_its_own():
    cooked = {dish.code for _, meal in MEALS for dish in meal}
    assert cooked == {dish.code for dish in DISHES}
    assert len({dish.name for dish in DISHES}) == len({dish.name_en for dish in DISHES}) == len(DISHES)


def test_allergens_are_of_the_fourteen_and_the_names_do_not_contradict_them():
    for dish in DISHES:
        assert set(dish.allergens) <= set(range(1, 15))
        assert list(dish.allergens) == sorted(set(dish.allergens))
        said = {number for words, number in WORDS_WITH_ALLERGENS.items() if re.search(words, dish.name.lower())}
        assert said <= set(dish.allergens), dish.name


def test_allergens_become_the_bits_of_the_database():
    dish = next(dish for dish in DISHES if dish.code == "moussaka")
    assert dish.allergen_flags == Allergen.GLUTEN | Allergen.EGGS | Allergen.MILK


def test_a_lunch_gives_600_to_1200_kcal():
    assert [sum(dish.kcal for dish in meal) for _, meal in MEALS if not 600 <= sum(d.kcal for d in meal) <= 1200] == []


def test_no_week_gives_a_diet_the_same_main_twice():
    for week in WEEKS:
        for diet in Diet:
            mains = [day[diet][Course.MAIN].code for day in week]
            assert len(set(mains)) == 5


@pytest.mark.parametrize(
    ("diet", "unfit"),
    [
        (Diet.VEGETARIAN, {Trait.MEAT, Trait.FISH}),
        (Diet.DIABETIC, {Trait.SUGAR, Trait.FRIED}),
        (Diet.GASTRO, {Trait.FRIED, Trait.SPICY, Trait.HEAVY}),
    ],
)
def test_a_diet_leaves_out_what_is_not_for_it(diet, unfit):
    eaten = [dish for eater, meal in MEALS if eater is diet for dish in meal]
    assert [dish.name for dish in eaten if dish.traits & unfit] == []


def test_dishes_with_meat_or_fish_in_the_name_are_marked_so():
    unmarked = {
        dish.name for dish in DISHES if MEAT_WORDS.search(dish.name) and not dish.traits & {Trait.MEAT, Trait.FISH}
    }
    assert unmarked == set()


def test_the_weeks_take_turns_before_and_after_the_first():
    assert menu_of(MONDAY) == menu_of(MONDAY + timedelta(days=14)) == menu_of(MONDAY - timedelta(days=14))
    assert menu_of(MONDAY + timedelta(days=7)) == menu_of(MONDAY - timedelta(days=7)) == WEEKS[1][0]


def test_nothing_is_cooked_at_the_weekend():
    assert menu_of(date(2026, 1, 10)) is None
    assert menu_of(date(2026, 1, 11)) is None


def test_lines_of_a_fortnight_are_each_day_diet_and_course_once():
    lines = list(menu_lines(MONDAY, MONDAY + timedelta(days=13)))
    assert len(lines) == 10 * 4 * 4
    assert len({(line.day, line.diet, line.course) for line in lines}) == len(lines)
    assert all(line.dish.course is line.course for line in lines)
