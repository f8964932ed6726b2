"""Община Септември: its yearly plan of social services for 2023."""

from domain.demo.city import SEPTEMVRI
from domain.demo.programmes.seed import ProgrammeSeed
from models.places import ProgrammeKind as Kind

_MUNICIPALITY = "Община Септември"
_DELEGATED = "делегирани от държавата дейности"
_SHARED = "общински бюджет + делегирани дейности"
_OF_2023 = "2023 г."


def _plan(
    code: str,
    name: str,
    name_en: str,
    kind: Kind = Kind.PLAN_ITEM,
    capacity: int | None = None,
    *,
    target: str = "",
    decides: str = _MUNICIPALITY,
    financing: str = "",
    season: str = _OF_2023,
    note: str = "",
) -> ProgrammeSeed:
    return ProgrammeSeed(
        SEPTEMVRI,
        code,
        name,
        name_en,
        kind,
        capacity,
        target=target,
        decides=decides,
        financing=financing,
        season=season,
        note=note,
    )


SEPTEMVRI_PLAN = (
    _plan(
        "M01",
        "Домашен социален патронаж – гр. Септември",
        "Home social patronage",
        Kind.MEALS,
        250,
        financing="общински бюджет /местни приходи/",
        note="Разширяване към останалите населени места.",
    ),
    _plan(
        "M02",
        "Детска млечна кухня",
        "Children's milk kitchen",
        Kind.BULK_MEALS,
        200,
        financing=_SHARED,
        note="Проучване на доставка до дома с транспорта на патронажа.",
    ),
    _plan("M03", "Ученическо столово хранене", "School canteen meals", Kind.BULK_MEALS, 300, financing=_SHARED),
    _plan(
        "M04",
        "Механизъм лична помощ",
        "Personal assistance",
        Kind.ASSISTANCE,
        target="деца и лица с 90 и над 90 % увреждане с нужда от чужда помощ",
        financing=_DELEGATED,
        note="Според издадените направления на Дирекция „Социално подпомагане“.",
    ),
    _plan(
        "M05",
        "Асистентска подкрепа",
        "Assistant support",
        Kind.ASSISTANCE,
        59,
        financing=_DELEGATED,
        note="59 потребители, 20 асистенти; почасова подкрепа всеки ден у дома.",
    ),
    _plan(
        "M06",
        "Дом за пълнолетни лица с умствена изостаналост /ДПЛУИ/",
        "Home for adults with intellectual disability",
        Kind.RESIDENTIAL,
        50,
        financing=_DELEGATED,
        note="Денонощна грижа по индивидуални програми; по закон тези домове се закриват до 1.01.2035 г.",
    ),
    _plan(
        "M07",
        "Комплекс за социални услуги (поетапно) – Дневен център за деца с увреждания, дневна и седмична грижа 0–18",
        "Complex of social services: day centre for children with disabilities",
        Kind.CHILDREN,
        20,
        decides="Община, Дирекция „Социално подпомагане“ – Септември, Фонд „Социална закрила“",
        financing="Фонд „Социална закрила“, Община, проекти",
        note="Планирана.",
    ),
    _plan(
        "M08",
        "ЦСРИ за деца и пълнолетни лица с увреждания",
        "Centre for social rehabilitation and integration",
        Kind.SOCIAL,
        25,
        decides="Община, Дирекция „Социално подпомагане“ – Септември, Фонд „Социална закрила“",
        financing="делегирани дейности; национални програми и ОПРЧР",
        note="Планирана.",
    ),
    _plan(
        "M09",
        "Деца със СОП – списъци на РУО на МОН и насочване към РЦПППО гр. Пазарджик",
        "Lists of children with special educational needs, referred to the regional centre",
        decides="Дирекция „Социално подпомагане“ – Септември и отдел „Закрила на детето“",
        season="м. април",
    ),
    _plan(
        "M10",
        "Съдействие и консултиране за изграждане на подходи и рампи",
        "Advice on ramps and approaches to buildings",
        decides="председател на УС, експерти, председатели на регионални и общински структури",
        financing="по проекти",
        season="текущ",
    ),
    _plan(
        "M11",
        "Консултиране за адаптиране на обществения транспорт, подвижни рампи, тактилни ленти, звукова сигнализация",
        "Advice on public transport that everyone can use",
        decides="експерти, председатели",
        season="текущ",
    ),
    _plan(
        "M12",
        "Регулярно информиране на общината за програми и проекти на МТСП и ОПРЧР",
        "Regular information on programmes and projects",
        decides="Община и Дирекция „Социално подпомагане“",
        season="постоянен",
    ),
    _plan(
        "M13",
        "Информиране и консултиране на работодатели за наемане на хора с увреждания",
        "Advice to employers on employing people with disabilities",
        decides="УС, председатели, Дирекция „Бюро по труда“",
        financing="национални и оперативни програми",
    ),
    _plan(
        "M14",
        "Проучване на нагласите и възможностите на хората с увреждания за трудова реализация",
        "Survey of what work people with disabilities can and wish to do",
        decides="УС, председатели",
    ),
    _plan(
        "M15",
        "Организиране на работни срещи с представители на НПО за кандидатстване по проекти",
        "Working meetings with organisations to apply for projects",
        decides="Община, Дирекция „Социално подпомагане“ и РДСП",
        season="всяка година",
    ),
)
