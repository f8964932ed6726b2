"""Two invented weeks of lunches for the four diets, cycled over any days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.demo.dishes import DISH_BY_CODE, DishSeed
from models.meals import Course
from models.people import Diet

DayMenu = Mapping[Diet, Mapping[Course, DishSeed]]

# A Monday on which the first of the two weeks begins.
FIRST_WEEK_BEGINS = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class MenuLineSeed:
    """The dish of one course for one diet on one day."""

    day: date
    diet: Diet
    course: Course
    dish: DishSeed


def menu_of(day: date) -> DayMenu | None:
    """What is cooked on the day for each diet; nothing on a Saturday or Sunday.

    The two weeks take turns. Holidays are the calendar's matter: on them there is a menu that nobody cooks.
    """
    if day.weekday() >= 5:
        return None
    week = (day - FIRST_WEEK_BEGINS).days // 7 % len(WEEKS)
    return WEEKS[week][day.weekday()]


def menu_lines(first: date, last: date) -> Iterator[MenuLineSeed]:
    """Every line of the menus from the first to the last day, both included."""
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        for diet, courses in (menu_of(day) or {}).items():
            for course, dish in courses.items():
                yield MenuLineSeed(day, diet, course, dish)


def _day(**meals: str) -> DayMenu:
    """The meals of one day: for each diet the codes of soup, main, dessert and bread."""
    return {
        Diet(diet): {dish.course: dish for dish in (DISH_BY_CODE[code] for code in codes.split())}
        for diet, codes in meals.items()
    }


FIRST_WEEK = (
    _day(
        general="meatball_soup pork_potatoes rice_pudding white",
        diabetic="garden_soup chicken_broccoli apple wholemeal",
        vegetarian="garden_soup potato_stew rice_pudding white",
        gastro="rice_soup boiled_chicken_rice baked_apple toast",
    ),
    _day(
        general="lentil_soup chicken_rice apple white",
        diabetic="tomato_soup turkey_courgettes yoghurt wholemeal",
        vegetarian="lentil_soup veg_moussaka apple white",
        gastro="clear_chicken_soup courgette_bake starch_pudding toast",
    ),
    _day(
        general="tarator moussaka orange white",
        diabetic="tarator courgette_moussaka orange wholemeal",
        vegetarian="tarator veg_peppers orange white",
        gastro="courgette_soup beef_potatoes banana toast",
    ),
    _day(
        general="noodle_soup bean_stew semolina_halva white",
        diabetic="beef_soup vegetable_gyuvech pear wholemeal",
        vegetarian="spinach_soup bean_stew semolina_halva white",
        gastro="oat_soup chicken_mash plain_compote toast",
    ),
    _day(
        general="tomato_soup fish_potatoes sponge_cake white",
        diabetic="tomato_soup fish_salad baked_apple wholemeal",
        vegetarian="tomato_soup mushroom_rice sponge_cake white",
        gastro="carrot_soup boiled_fish baked_apple toast",
    ),
)

SECOND_WEEK = (
    _day(
        general="potato_soup stuffed_peppers yoghurt white",
        diabetic="spinach_soup chicken_peppers plain_compote wholemeal",
        vegetarian="potato_soup veg_peppers yoghurt white",
        gastro="potato_soup steamed_meatballs fruit_jelly toast",
    ),
    _day(
        general="bean_soup meatballs_mash pear white",
        diabetic="mushroom_soup beef_green_beans pear wholemeal",
        vegetarian="bean_soup fried_courgettes pear white",
        gastro="rice_soup turkey_courgettes rice_pudding toast",
    ),
    _day(
        general="garden_soup pork_cabbage creme_caramel white",
        diabetic="garden_soup chicken_stew yoghurt wholemeal",
        vegetarian="garden_soup shopska_cheese creme_caramel white",
        gastro="clear_chicken_soup curd_macaroni banana toast",
    ),
    _day(
        general="spinach_soup chicken_potatoes dried_fruit white",
        diabetic="fish_soup turkey_peas apple wholemeal",
        vegetarian="mushroom_soup lentil_stew dried_fruit white",
        gastro="courgette_soup beef_potatoes baked_apple toast",
    ),
    _day(
        general="beef_soup stefani pumpkin_pastry white",
        diabetic="beef_soup beef_vegetables baked_apple wholemeal",
        vegetarian="carrot_soup spinach_rice pumpkin_pastry white",
        gastro="oat_soup boiled_chicken_rice plain_compote toast",
    ),
)

WEEKS = (FIRST_WEEK, SECOND_WEEK)
