"""The kitchens' dishes: an invented list in plain words, with weight, energy and allergens worked out by hand.

Energy and allergens follow the usual recipes; a real kitchen enters its own.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.meals import Course
from models.people import Allergen


class Trait(StrEnum):
    """What a diet may have to leave out."""

    MEAT = "meat"
    FISH = "fish"
    SUGAR = "sugar"  #: sugar is added
    FRIED = "fried"
    SPICY = "spicy"
    HEAVY = "heavy"  #: pulses, cabbage, mushrooms: hard on the stomach


@dataclass(frozen=True, slots=True)
class DishSeed:
    """A dish; allergens are numbers 1 to 14 in the order of Annex II, Regulation (EU) 1169/2011."""

    code: str
    name: str
    name_en: str
    course: Course
    grams: int
    kcal: int
    allergens: tuple[int, ...] = ()
    traits: frozenset[Trait] = frozenset()

    @property
    def allergen_flags(self) -> Allergen:
        """The allergens as the database keeps them."""
        flags = Allergen(0)
        for number in self.allergens:
            flags |= Allergen(1 << (number - 1))
        return flags


def _listed(course: Course, *rows: tuple[str, str, str, int, int, str, str]) -> tuple[DishSeed, ...]:
    """Rows of code, name, English name, grams, kcal, allergens and traits (both divided by blanks)."""
    return tuple(
        DishSeed(
            code,
            name,
            name_en,
            course,
            grams,
            kcal,
            tuple(int(number) for number in allergens.split()),
            frozenset(Trait(trait) for trait in traits.split()),
        )
        for code, name, name_en, grams, kcal, allergens, traits in rows
    )


SOUPS = _listed(
    Course.SOUP,
    ("bean_soup", "Боб чорба", "Bean soup", 300, 190, "9", "heavy spicy"),
    ("lentil_soup", "Супа от леща", "Lentil soup", 300, 165, "9", "heavy"),
    ("meatball_soup", "Супа топчета", "Meatball soup", 300, 190, "3 7 9", "meat"),
    ("noodle_soup", "Пилешка супа с фиде", "Chicken noodle soup", 300, 145, "1 3 9", "meat"),
    ("clear_chicken_soup", "Бистра пилешка супа с ориз", "Clear chicken soup with rice", 300, 120, "", "meat"),
    ("beef_soup", "Телешко варено", "Boiled beef soup", 300, 175, "9", "meat"),
    ("fish_soup", "Рибена чорба", "Fish soup", 300, 150, "4 9", "fish spicy"),
    ("tarator", "Таратор", "Cold yoghurt and cucumber soup", 300, 130, "7", ""),
    ("tomato_soup", "Доматена супа с ориз", "Tomato soup with rice", 300, 120, "9", ""),
    ("potato_soup", "Картофена супа", "Potato soup", 300, 135, "7 9", ""),
    ("garden_soup", "Градинарска супа", "Garden vegetable soup", 300, 110, "7 9", ""),
    ("spinach_soup", "Супа от спанак", "Spinach soup", 300, 115, "3 7", ""),
    ("mushroom_soup", "Гъбена супа", "Mushroom soup", 300, 120, "1 7", "heavy"),
    ("courgette_soup", "Крем супа от тиквички", "Cream of courgette soup", 300, 125, "7", ""),
    ("carrot_soup", "Крем супа от моркови", "Cream of carrot soup", 300, 115, "7", ""),
    ("oat_soup", "Супа от овесени ядки", "Oat soup", 300, 120, "1 7", ""),
    ("rice_soup", "Оризова супа с моркови", "Rice soup with carrots", 300, 110, "", ""),
)

MAINS = _listed(
    Course.MAIN,
    ("moussaka", "Мусака с кайма", "Moussaka with minced meat", 300, 430, "1 3 7", "meat"),
    (
        "stuffed_peppers",
        "Пълнени чушки с кайма и ориз",
        "Peppers stuffed with meat and rice",
        320,
        400,
        "1 3 7",
        "meat",
    ),
    ("chicken_rice", "Пиле с ориз", "Chicken with rice", 300, 420, "", "meat"),
    ("chicken_potatoes", "Пиле с картофи на фурна", "Baked chicken with potatoes", 300, 415, "", "meat"),
    ("pork_cabbage", "Свинско с кисело зеле", "Pork with sauerkraut", 300, 430, "", "meat heavy spicy"),
    ("pork_potatoes", "Свинско с картофи", "Pork with potatoes", 300, 425, "1", "meat spicy"),
    (
        "meatballs_mash",
        "Пържени кюфтета с картофено пюре",
        "Fried meatballs with mash",
        300,
        470,
        "1 3 7",
        "meat fried",
    ),
    ("stefani", "Руло „Стефани“ с картофено пюре", "Stefani meat loaf with mash", 300, 460, "1 3 7", "meat"),
    ("fish_potatoes", "Риба на фурна с картофи", "Baked fish with potatoes", 300, 340, "4", "fish"),
    ("courgette_moussaka", "Мусака от тиквички с кайма", "Courgette moussaka with meat", 300, 360, "3 7", "meat"),
    ("beef_green_beans", "Телешко със зелен фасул", "Beef with green beans", 300, 320, "", "meat"),
    ("turkey_peas", "Пуешко с грах", "Turkey with peas", 300, 340, "", "meat heavy"),
    ("chicken_broccoli", "Пилешко филе с броколи", "Chicken fillet with broccoli", 300, 310, "", "meat"),
    ("beef_vegetables", "Телешко варено със зеленчуци", "Boiled beef with vegetables", 300, 330, "9", "meat"),
    ("fish_salad", "Риба на фурна със зелена салата", "Baked fish with green salad", 300, 290, "4", "fish"),
    ("chicken_peppers", "Чушки с пилешко и елда", "Peppers with chicken and buckwheat", 320, 330, "7", "meat"),
    ("chicken_stew", "Пилешка яхния със зеленчуци", "Chicken and vegetable stew", 300, 320, "", "meat"),
    ("turkey_courgettes", "Пуешко филе с тиквички", "Turkey fillet with courgettes", 300, 300, "", "meat"),
    ("boiled_chicken_rice", "Варено пиле с ориз", "Boiled chicken with rice", 300, 370, "", "meat"),
    ("chicken_mash", "Пилешко филе с картофено пюре", "Chicken fillet with mash", 300, 360, "7", "meat"),
    ("boiled_fish", "Варена риба с картофи", "Boiled fish with potatoes", 300, 310, "4", "fish"),
    (
        "steamed_meatballs",
        "Пилешки кюфтета на пара с моркови",
        "Steamed chicken balls, carrots",
        300,
        340,
        "1 3",
        "meat",
    ),
    ("beef_potatoes", "Варено телешко с картофи", "Boiled beef with potatoes", 300, 360, "", "meat"),
    ("curd_macaroni", "Макарони с извара", "Macaroni with curd cheese", 280, 390, "1 3 7", ""),
    ("courgette_bake", "Запеканка от тиквички и извара", "Courgette and curd bake", 280, 320, "3 7", ""),
    ("bean_stew", "Боб яхния", "Bean stew", 300, 330, "", "heavy spicy"),
    ("lentil_stew", "Леща яхния", "Lentil stew", 300, 310, "1", "heavy"),
    ("vegetable_gyuvech", "Гювеч със зеленчуци", "Vegetable casserole", 320, 270, "", "heavy"),
    ("potato_stew", "Картофена яхния", "Potato stew", 320, 290, "", ""),
    ("spinach_rice", "Спанак с ориз", "Spinach with rice", 320, 260, "7", ""),
    ("veg_peppers", "Чушки с ориз и зеленчуци", "Peppers with rice and vegetables", 320, 310, "7", ""),
    ("veg_moussaka", "Картофена мусака със сирене", "Potato moussaka with cheese", 300, 370, "1 3 7", ""),
    ("mushroom_rice", "Ориз с гъби", "Rice with mushrooms", 300, 330, "7", "heavy"),
    ("shopska_cheese", "Сирене по шопски", "Cheese baked the Shopi way", 250, 390, "3 7", ""),
    ("fried_courgettes", "Пържени тиквички с кисело мляко", "Fried courgettes with yoghurt", 300, 320, "1 7", "fried"),
)

DESSERTS = _listed(
    Course.DESSERT,
    ("rice_pudding", "Мляко с ориз", "Rice pudding", 150, 190, "7", "sugar"),
    ("creme_caramel", "Крем карамел", "Crème caramel", 120, 200, "3 7", "sugar"),
    ("semolina_halva", "Грис халва", "Semolina halva", 100, 280, "1", "sugar"),
    ("sponge_cake", "Кекс", "Sponge cake", 80, 290, "1 3 7", "sugar"),
    ("pumpkin_pastry", "Тиквеник с орехи", "Pumpkin pastry with walnuts", 100, 260, "1 8", "sugar"),
    ("dried_fruit", "Ошав", "Stewed dried fruit", 200, 150, "12", "sugar"),
    ("starch_pudding", "Нишесте с мляко", "Milk pudding", 150, 165, "7", "sugar"),
    ("fruit_jelly", "Плодово желе", "Fruit jelly", 120, 95, "", "sugar"),
    ("apple", "Ябълка", "Apple", 150, 80, "", ""),
    ("pear", "Круша", "Pear", 150, 85, "", ""),
    ("orange", "Портокал", "Orange", 180, 85, "", ""),
    ("banana", "Банан", "Banana", 120, 105, "", ""),
    ("baked_apple", "Печена ябълка без захар", "Baked apple without sugar", 150, 90, "", ""),
    ("plain_compote", "Ябълков компот без захар", "Apple compote without sugar", 200, 65, "", ""),
    ("yoghurt", "Кисело мляко", "Yoghurt", 200, 125, "7", ""),
)

BREADS = _listed(
    Course.BREAD,
    ("white", "Бял хляб", "White bread", 100, 250, "1", ""),
    ("wholemeal", "Пълнозърнест хляб", "Wholemeal bread", 80, 190, "1", ""),
    ("toast", "Препечен бял хляб", "Toasted white bread", 80, 215, "1", ""),
)

DISHES = (*SOUPS, *MAINS, *DESSERTS, *BREADS)
DISH_BY_CODE = {dish.code: dish for dish in DISHES}
