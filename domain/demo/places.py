"""Where people live in each district: housing estates, streets, quarters of houses, towns and villages of Sofia.

The names are public geography. The points of the towns and villages are rounded to three decimals (about 100 m) from
the list of settlements published at github.com/yurukov/Bulgaria-geocoding, which draws on OpenStreetMap:
© OpenStreetMap contributors, Open Database Licence. Numbers of blocks, entrances and floors are invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """An estate, street, quarter or settlement with its doors; `weight` says how many people live there."""

    name: str
    weight: float
    buildings: int
    first_building: int = 1
    entrances: int = 1
    floors: int = 0
    by_blocks: bool = False
    settlement: str = "София"
    point: tuple[float, float] | None = None

    @property
    def doors(self) -> int:
        """How many entrances the place has."""
        return self.buildings * self.entrances


# Streets that nearly every quarter and village has.
COMMON_STREETS = tuple(
    f"ул. {name}"
    for name in (
        *("Васил Левски", "Христо Ботев", "Иван Вазов", "Кирил и Методий", "Витоша", "Александър Стамболийски"),
        *("Никола Вапцаров", "Отец Паисий", "Първа", "Втора", "Трета", "Равнище", "Здравец", "Роза", "Люляк"),
        *("Бор", "Явор", "Средна гора"),
    )
)


def _estates(*names: str, first: int = 1, blocks: int = 90, floors: int = 8) -> tuple[Place, ...]:
    return tuple(Place(f"ж.к. {name}", 6, blocks, first, entrances=5, floors=floors, by_blocks=True) for name in names)


def _streets(*names: str, numbers: int = 120) -> tuple[Place, ...]:
    return tuple(Place(name, 2, numbers, entrances=2, floors=5) for name in names)


def _quarters(*names: str) -> tuple[Place, ...]:
    return tuple(Place(f"кв. {name}", 4, 60) for name in names)


def _settlement(name: str, weight: float, lat: float, lon: float) -> Place:
    return Place("", weight, 60, settlement=name, point=(lat, lon))


def _lyulin() -> tuple[Place, ...]:
    """The blocks of „Люлин“ begin with the number of their part."""
    return tuple(estate for part in range(1, 11) for estate in _estates(f"Люлин {part}", first=part * 100))


PLACES = {
    "Средец": (
        *_estates("Яворов", blocks=40),
        *_streets("ул. Граф Игнатиев", "ул. Цар Иван Шишман", "ул. Солунска", "бул. Патриарх Евтимий"),
        *_streets("ул. Ангел Кънчев"),
        *_streets("ул. Любен Каравелов", "ул. Хан Крум", "ул. Неофит Рилски", "бул. Васил Левски"),
        *_streets("ул. Шести септември"),
    ),
    "Красно село": (
        *_estates("Красно село", "Лагера", "Хиподрума", "Борово", "Белите брези", "Славия"),
        *_streets("бул. Цар Борис III", "ул. Хубча", "ул. Дебър", "ул. Пчела"),
    ),
    "Възраждане": (
        *_estates("Зона Б-5", "Зона Б-18", blocks=30, floors=14),
        *_streets("ул. Пиротска", "ул. Опълченска", "бул. Христо Ботев", "ул. Отец Паисий"),
        *_streets("ул. Цар Симеон", "ул. Позитано"),
    ),
    "Оборище": (
        *_streets("ул. Оборище", "бул. Княз Александър Дондуков", "ул. Мадрид", "ул. Чаталджа", "ул. Шипка"),
        *_streets("ул. Сан Стефано", "бул. Янко Сакъзов", "ул. Марин Дринов", "ул. Васил Априлов", "ул. Черковна"),
    ),
    "Сердика": (
        *_estates("Банишора", "Фондови жилища"),
        *_streets("ул. Козлодуй", "ул. Клокотница", "бул. Сливница"),
        *_quarters("Орландовци", "Малашевци", "Бенковски"),
    ),
    "Подуяне": (
        *_estates("Хаджи Димитър", "Сухата река", "Левски-В", "Левски-Г", "Стефан Караджа"),
        *_streets("бул. Владимир Вазов", "ул. Витиня", "ул. Резньовете"),
    ),
    "Слатина": (
        *_estates("Слатина", "Гео Милев", "Редута", "Христо Смирненски"),
        *_streets("ул. Гео Милев", "ул. Манастирска", "бул. Шипченски проход", "ул. Слатинска"),
    ),
    "Изгрев": (
        *_estates("Изток", "Изгрев", "Дианабад"),
        *_streets("бул. Драган Цанков", "ул. Тинтява", "ул. Жолио Кюри"),
    ),
    "Лозенец": (
        *_estates("Лозенец", blocks=40),
        *_streets("ул. Златовръх", "бул. Черни връх", "ул. Кричим", "бул. Джеймс Баучер"),
        *_streets("ул. Якубица", "ул. Голо бърдо"),
        *_quarters("Кръстова вада"),
    ),
    "Триадица": (
        *_estates("Стрелбище", "Гоце Делчев", "Иван Вазов", "Мотописта"),
        *_streets("бул. Витоша", "бул. България", "ул. Нишава", "ул. Бяла черква", "ул. Балша"),
    ),
    "Красна поляна": (
        *_estates("Красна поляна 1", "Красна поляна 2", "Красна поляна 3", "Разсадника – Коньовица"),
        *_streets("ул. Суходолска", "бул. Никола Мушанов", "бул. Възкресение", "бул. Вардар"),
    ),
    "Илинден": (
        *_estates("Света Троица", "Илинден", "Захарна фабрика", "Гевгелийски"),
        *_streets("ул. Билянини извори", "бул. Константин Величков"),
    ),
    "Надежда": (
        *_estates("Надежда 1", "Надежда 2", "Надежда 3", "Надежда 4", "Толстой", "Свобода"),
        *_streets("бул. Ломско шосе", "ул. Бели Дунав"),
        *_quarters("Требич", "Илиянци"),
    ),
    "Искър": (
        *_estates("Дружба 1", first=1),
        *_estates("Дружба 2", first=200),
        *_streets("ул. Обиколна", "ул. Кръстю Пастухов"),
        *_quarters("Абдовица"),
        _settlement("с. Бусманци", 1, 42.676, 23.433),
    ),
    "Младост": (
        *_estates("Младост 1", first=1),
        *_estates("Младост 1А", first=500),
        *_estates("Младост 2", first=200),
        *_estates("Младост 3", first=300),
        *_estates("Младост 4", first=400),
        *_estates("Полигона", blocks=40),
        *_quarters("Горубляне"),
    ),
    "Студентски": (
        *_estates("Студентски град", "Дървеница", "Мусагеница"),
        *_quarters("Витоша", "Малинова долина"),
    ),
    "Витоша": (
        *_estates("Манастирски ливади – запад", blocks=60),
        *_quarters("Бояна", "Драгалевци", "Симеоново", "Княжево", "Бъкстон", "Павлово"),
        _settlement("с. Владая", 2, 42.628, 23.196),
        _settlement("с. Мърчаево", 1, 42.600, 23.171),
    ),
    "Овча купел": (
        *_estates("Овча купел", "Овча купел 1", "Овча купел 2"),
        *_streets("бул. Монтевидео", "ул. Народно хоро"),
        *_quarters("Горна баня", "Суходол"),
        _settlement("с. Мало Бучино", 0.5, 42.683, 23.167),
    ),
    "Люлин": (*_lyulin(), *_quarters("Република", "Филиповци")),
    "Връбница": (
        *_estates("Връбница 1", first=500),
        *_estates("Връбница 2", first=600),
        *_estates("Обеля 1", first=100),
        *_estates("Обеля 2", first=200),
        *_quarters("Обеля", "Модерно предградие"),
        _settlement("с. Волуяк", 1, 42.774, 23.243),
        _settlement("с. Мрамор", 1, 42.786, 23.273),
    ),
    "Нови Искър": (
        _settlement("гр. Нови Искър", 14, 42.807, 23.349),
        _settlement("с. Балша", 0.7, 42.847, 23.266),
        _settlement("с. Войнеговци", 0.7, 42.801, 23.422),
        _settlement("с. Доброславци", 1.3, 42.817, 23.283),
        _settlement("с. Житен", 0.5, 42.818, 23.251),
        _settlement("с. Кубратово", 0.7, 42.773, 23.359),
        _settlement("с. Кътина", 1, 42.833, 23.317),
        _settlement("с. Локорско", 1, 42.794, 23.448),
        _settlement("с. Мировяне", 1, 42.790, 23.304),
        _settlement("с. Негован", 1.5, 42.769, 23.405),
        _settlement("с. Подгумер", 0.8, 42.803, 23.403),
        _settlement("с. Световрачене", 1, 42.783, 23.388),
        _settlement("с. Чепинци", 2.5, 42.758, 23.426),
    ),
    "Кремиковци": (
        *_quarters("Ботунец", "Враждебна", "Челопечене", "Кремиковци"),
        _settlement("гр. Бухово", 2.6, 42.765, 23.566),
        _settlement("с. Яна", 1.2, 42.733, 23.567),
        _settlement("с. Горни Богров", 1.2, 42.717, 23.533),
        _settlement("с. Долни Богров", 1.3, 42.700, 23.492),
        _settlement("с. Желява", 0.5, 42.747, 23.605),
    ),
    "Панчарево": (
        _settlement("с. Панчарево", 4.5, 42.594, 23.410),
        _settlement("с. Бистрица", 5, 42.584, 23.360),
        _settlement("с. Герман", 2.6, 42.617, 23.417),
        _settlement("с. Долни Пасарел", 1.3, 42.541, 23.499),
        _settlement("с. Железница", 1.3, 42.533, 23.367),
        _settlement("с. Казичене", 4.9, 42.667, 23.467),
        _settlement("с. Кокаляне", 2, 42.577, 23.415),
        _settlement("с. Кривина", 1.4, 42.681, 23.464),
        _settlement("с. Лозен", 6, 42.602, 23.483),
        _settlement("с. Плана", 0.1, 42.486, 23.408),
    ),
    "Банкя": (
        _settlement("гр. Банкя", 10, 42.707, 23.147),
        _settlement("с. Иваняне", 1, 42.705, 23.181),
        _settlement("с. Клисура", 0.2, 42.720, 23.084),
    ),
}  # fmt: skip
