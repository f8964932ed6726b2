"""Names of invented people: every name here is put together by chance from lists of common Bulgarian names.

Nobody is meant by any of them. A name has the three Bulgarian parts (own, father's, family); the father's and the
family name take the form of the person's sex.
"""

import random
from dataclasses import dataclass

from models.people import Sex


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


ELDER_WOMEN = _words(
    """
    Иванка Пенка Цветана Мария Стоянка Радка Донка Гинка Йорданка Василка Надежда Лиляна Недялка Тодорка
    Димитрина Невена Златка Райна Кръстина Стефка Русана Виолета Анка Катерина Слава Величка Пламена Бонка
    Веселина Янка Зорка Еленка Костадинка Парашкева Магдалена Олга Софка Цонка Минка Велика Малинка Снежана
    Роза Севда Петрана Верка Дафинка Евдокия Кина Люба Марийка Неделя Руска Спаска Трендафилка Фидана Христина
    Цвета Ягода Юлия
    """
)

# Each man's name stands with the father's name that is made of it.
ELDER_MEN = _pairs(
    """
    Стоян:Стоянов Драгомир:Драгомиров Иван:Иванов Георги:Георгиев Димитър:Димитров Петър:Петров Тодор:Тодоров
    Никола:Николов Васил:Василев Христо:Христов Йордан:Йорданов Атанас:Атанасов Стефан:Стефанов Ангел:Ангелов
    Илия:Илиев Кирил:Кирилов Методи:Методиев Борис:Борисов Любен:Любенов Цветан:Цветанов Крум:Крумов
    Асен:Асенов Боян:Боянов Величко:Величков Гроздан:Грозданов Данаил:Данаилов Запрян:Запрянов Захари:Захариев
    Златко:Златков Камен:Каменов Коста:Костов Кръстьо:Кръстев Лазар:Лазаров Манол:Манолов Марин:Маринов
    Минчо:Минчев Недялко:Недялков Найден:Найденов Павел:Павлов Панайот:Панайотов Пенчо:Пенчев Рангел:Рангелов
    Руси:Русев Сава:Савов Славчо:Славчев Спас:Спасов Стамен:Стаменов Тихомир:Тихомиров Трифон:Трифонов
    Филип:Филипов Цано:Цанов Цоньо:Цонев Янко:Янков Ярослав:Ярославов
    """
)

YOUNGER_WOMEN = _words(
    """
    Мариана Даниела Десислава Силвия Албена Галина Росица Красимира Антоанета Ваня Петя Теодора Милена Ралица
    Елена Ивелина Таня Маргарита Боряна Снежина Диана Валентина Анелия Нели Камелия Светла Биляна Виктория
    Габриела Жана Илияна Йоана Кремена Лидия Надя Полина Радостина Стела Цветелина Яна
    """
)

YOUNGER_MEN = _words(
    """
    Александър Борислав Валентин Венцислав Владимир Деян Емил Калин Красимир Любомир Мартин Милен Момчил
    Николай Огнян Орлин Пламен Радослав Росен Румен Светослав Симеон Станислав Явор Теодор Чавдар Юлиан Андрей
    Виктор Даниел Евгени Живко Ивайло Кристиян Антон
    """
)

# In the form of a man; a woman's is made by `family_name_of`.
FAMILY_NAMES = _words(
    """
    Аврамов Аладжов Алтънов Апостолов Арабаджиев Бакалов Балабанов Балкански Баров Белев Беров Бисеров Божилов
    Бончев Боров Бояджиев Брезов Бубев Буков Бърдаров Василковски Велев Велинов Венков Видев Витански Вишнев
    Владигеров Войнов Воденичаров Вранчев Вълков Върбанов Вълчев Габровски Гайдаров Ганчев Генков Герганов
    Гешев Глогов Големанов Горанов Горчев Градинаров Гривов Грозев Грънчаров Грудев Гудев Гълъбов Дамянов
    Даскалов Делчев Денев Деянков Диков Дилов Добрев Дойнов Дойчев Доневски Драганов Драгнев Дренски Дуков
    Дюлгеров Еленков Елмазов Енчев Ерменков Жеков Желев Желязков Житаров Загорски Здравков Зидаров Златанов
    Златарски Зографов Игнев Изворски Ичев Йонков Йотов Калайджиев Калоянов Камбуров Каменски Караджов
    Каракашев Карамфилов Качаков Кехайов Кирев Кираджиев Китанов Ковачев Козарев Кокичев Колев Комитов Конов
    Копринков Косев Костурски Кочев Крачунов Кременски Кринчев Крушев Куманов Къдринов Къновски Лалев Ласков
    Леков Лесков Липов Лозанов Лозарски Луканов Малинов Манев Мангъров Марашев Марчев Матев Мечкаров Милев
    Милушев Мирчев Митев Момчев Муратов Мутафов Налбантов Нанев Начев Недев Ненов Нончев Нягулов Обретенов
    Овчаров Орехов Орешков Паничаров Папазов Паскалев Пасков Патарински Пачев Пашов Пеев Пейков Пелинов
    Первазов Пиринов Поляков Попниколов Праматаров Прокопиев Пчеларов Първанов Равначки Радев Радков Райков
    Ракитин Рачев Рибаров Ризов Росенски Рохов Русанов Ръжданов Савчев Салкъмов Самоходов Сарафов Седларов
    Сивков Симов Сираков Славейков Сланев Смилов Соколски Спиров Средев Стайков Станев Стоилов Странджев
    Стрелков Сърнев Табаков Талев Танев Таушанов Тепавичаров Терзийски Тинчев Тонев Топалов Точков Трендафилов
    Тумбев Търнев Узунов Урумов Учкунов Фенерски Фурнаджиев Хаджийски Ханджиев Хранков Цачев Цветков Ценков
    Церов Цеков Чавдарски Чалъков Чернев Чешмеджиев Чилингиров Чобанов Чолаков Чучев Шивачев Шикеров Шишманов
    Шопов Щерев Юнаков Юруков Язаджиев Яневски Янчев Ясенов
    """
)


@dataclass(frozen=True, slots=True)
class Name:
    """A Bulgarian name in its three parts, in the form of one sex."""

    first: str
    middle: str
    last: str

    @property
    def full(self) -> str:
        """First and last name, as people are called."""
        return f"{self.first} {self.last}"

    def last_for(self, sex: Sex) -> str:
        """The family's name as a member of that sex bears it."""
        return family_name_of(sex, _MENS_FORMS.get(self.last, self.last))


def family_name_of(sex: Sex, family: str) -> str:
    """The family's or father's name in the form of the sex: Добрев and Добрева, Дренски and Дренска."""
    if sex is Sex.MALE:
        return family
    return family.removesuffix("и") + "а" if family.endswith(("ски", "чки")) else family + "а"


def elder(rng: random.Random, sex: Sex) -> Name:
    """The name of somebody born before about 1960."""
    firsts = ELDER_WOMEN if sex is Sex.FEMALE else tuple(ELDER_MEN)
    return _combined(rng, sex, firsts, _ELDER_FATHERS)


def younger(rng: random.Random, sex: Sex) -> Name:
    """The name of somebody of working age: their fathers were given the elder names."""
    firsts = YOUNGER_WOMEN if sex is Sex.FEMALE else YOUNGER_MEN
    return _combined(rng, sex, firsts, _ELDER_FATHERS)


def child_of(rng: random.Random, parent: Name, parent_sex: Sex, sex: Sex) -> Name:
    """The name of a grown child: the family's name, and the father's name where the parent is the father."""
    drawn = younger(rng, sex)
    father = ELDER_MEN.get(parent.first) if parent_sex is Sex.MALE else None
    middle = family_name_of(sex, father) if father else drawn.middle
    return Name(drawn.first, middle, parent.last_for(sex))


def _combined(rng: random.Random, sex: Sex, firsts: tuple[str, ...], fathers: tuple[str, ...]) -> Name:
    middle, last = rng.choice(fathers), rng.choice(FAMILY_NAMES)
    return Name(rng.choice(firsts), family_name_of(sex, middle), family_name_of(sex, last))


_ELDER_FATHERS = tuple(ELDER_MEN.values())
_MENS_FORMS = {family_name_of(Sex.FEMALE, family): family for family in FAMILY_NAMES}
