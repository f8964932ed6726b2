"""Столична община: the page of ОП „Социален патронаж“ and its list of kinds of help."""

from domain.demo.city import SOFIA
from domain.demo.programmes.seed import ProgrammeSeed
from models.places import ProgrammeKind as Kind

_PATRONAGE_TARGET = "самотни възрастни хора, деца, младежи и възрастни хора в неравностойно социално положение"
_SOFIA_BUDGET = "общински бюджет"
_BY_PLAN = "съобразно оценка на потребностите и индивидуален план за подкрепа"
_USERS = "потребителите на социалния патронаж"


def _patronage(code: str, name: str, name_en: str, kind: Kind, decides: str = "", note: str = "") -> ProgrammeSeed:
    return ProgrammeSeed(
        SOFIA,
        code,
        name,
        name_en,
        kind,
        target=_PATRONAGE_TARGET,
        decides=decides or "службата на района след социална анкета",
        financing=_SOFIA_BUDGET,
        note=note,
    )


def _by_plan(code: str, name: str, name_en: str, kind: Kind, verbatim: str, note: str = "") -> ProgrammeSeed:
    return ProgrammeSeed(
        SOFIA,
        code,
        name,
        name_en,
        kind,
        verbatim=verbatim,
        target=_USERS,
        decides=_BY_PLAN,
        financing=_SOFIA_BUDGET,
        note=note,
    )


SOFIA_PATRONAGE = (
    _patronage(
        "P01", "Общинско предприятие “Социален патронаж”", "Municipal enterprise “Social Patronage”", Kind.SOCIAL
    ),
    _patronage(
        "P02",
        "приготвяне и доставка на храна по домовете със специализиран транспорт",
        "Meals cooked and brought home",
        Kind.MEALS,
    ),
    _patronage("P03", "битово обслужване", "Help in the household", Kind.HOUSEHOLD, decides=_BY_PLAN),
    _patronage(
        "P04",
        "съдействие за получаване на общо и специализирано медицинско обслужване",
        "Help to see a family doctor or a specialist",
        Kind.MEDICAL,
    ),
    _patronage(
        "P05",
        "социална работа за подпомагане социалната реинтеграция",
        "Social work for social reintegration",
        Kind.SOCIAL,
    ),
    ProgrammeSeed(
        SOFIA,
        "P06",
        "9 служби “Социален патронаж”",
        "Nine patronage offices",
        Kind.PLAN_ITEM,
        verbatim="приемане на заявления, прием на граждани по различни въпроси, извършване на социални анкети по "
        "местоживеене на кандидатите",
        target="кандидатите от районите на службата",
        financing=_SOFIA_BUDGET,
        note="Девет служби; без такса.",
    ),
    ProgrammeSeed(
        SOFIA,
        "P07",
        "5 кухни",
        "Five kitchens",
        Kind.PLAN_ITEM,
        verbatim="5 кухни, оборудвани с необходимата качествена техника и инвентар",
        financing=_SOFIA_BUDGET,
        note="Пет инструктори по хранене; друга версия на страницата посочва четири кухни.",
    ),
    ProgrammeSeed(
        SOFIA,
        "P08",
        "„Социална кухня“",
        "Winter soup kitchen",
        Kind.BULK_MEALS,
        150,
        target="настанени в кризисни центрове и центрове за бездомни",
        financing=_SOFIA_BUDGET,
        season="зимен сезон",
    ),
    ProgrammeSeed(
        SOFIA,
        "P09",
        "проект „Обществени трапезарии“",
        "Public canteens",
        Kind.BULK_MEALS,
        700,
        financing="проект",
        note="Източникът казва „над 700“.",
    ),
    ProgrammeSeed(
        SOFIA,
        "P10",
        "раздаване на минерална вода през горещите дни на годината",
        "Mineral water on hot days",
        Kind.POINTS,
        target="всеки на пункта",
        decides="Столична община посочва пунктовете",
        financing="общински бюджет / дарение",
        season="горещите дни на годината",
        hours="от 13:00 до изчерпване на количествата",
        note="Пунктове: пл. „Св. Неделя“, НДК (пилоните), Орлов мост.",
    ),
    ProgrammeSeed(
        SOFIA,
        "P11",
        "топъл чай през студените дни",
        "Hot tea on cold days",
        Kind.POINTS,
        target="всеки на пункта",
        decides="Столична община посочва пунктовете",
        financing="общински бюджет / дарение",
        season="студените дни",
        hours="9:30 и 14:30",
        note="Пунктове: Централна гара, „Св. Неделя“, НДК; супа: Младост, Люлин, Левски.",
    ),
)

_OWN_MONEY = "Със средства на потребителя: бележка и подпис за всяка сума."

SOFIA_KINDS = (
    _by_plan(
        "K01",
        "Почистване на дома и помощ за личната хигиена",
        "Cleaning at home and help with personal hygiene",
        Kind.HOUSEHOLD,
        "почистване на жилищните помещения, обитавани от потребителите … и помощ за поддържане на личната им хигиена",
    ),
    _by_plan(
        "K02",
        "Социална рехабилитация по индивидуален план",
        "Social rehabilitation by an individual plan",
        Kind.SOCIAL,
        "социална рехабилитация на възрастни хора, деца и възрастни със специфични нужди по изготвен индивидуален "
        "план, чрез … социални контакти, развлечения и занимания, участие в трудотерапия, културни, спортни и други "
        "дейности",
    ),
    _by_plan(
        "K03",
        "Съдействие за помощно-технически средства",
        "Help to obtain walking sticks, hearing aids and other devices",
        Kind.SOCIAL,
        "съдействие за снабдяване с помощно-технически средства …, чрез дирекциите “Социално подпомагане”",
    ),
    _by_plan(
        "K04",
        "Пазаруване и плащане на сметки",
        "Shopping and paying bills",
        Kind.HOUSEHOLD,
        "закупуване на хранителни продукти, дребни стоки от първа необходимост, заплащане на електрическа и топлинна "
        "енергия, телефон и др. подобни със средства на потребителя",
        _OWN_MONEY,
    ),
    _by_plan(
        "K05",
        "Съдействие за закупуване на лекарства",
        "Help with buying medicines",
        Kind.MEDICAL,
        "съдействие за закупуване на лекарства със средства на потребителя",
        _OWN_MONEY,
    ),
    _by_plan(
        "K06",
        "Съдействие за преглед при лекар",
        "Help to visit the family doctor or a specialist",
        Kind.MEDICAL,
        "съдействие за посещение и консултации при личния лекар или при специалист",
    ),
    _by_plan(
        "K07",
        "Съдействие за документи за ТЕЛК",
        "Help with the papers for the disability board",
        Kind.SOCIAL,
        "съдействие за представяне на документи за явяване на ТЕЛК",
    ),
    _by_plan(
        "K08",
        "Медицинска рехабилитация",
        "Medical rehabilitation on prescription",
        Kind.MEDICAL,
        "медицинска рехабилитация по лекарско предписание",
    ),
    _by_plan("K09", "Долекарска помощ", "Nurse's aid", Kind.MEDICAL, "долекарска помощ"),
    _by_plan("K10", "Правни консултации", "Legal advice", Kind.LEGAL, "правни консултации"),
    _by_plan(
        "K11", "Психологическа интервенция", "Talks with a psychologist", Kind.SOCIAL, "психологическа интервенция"
    ),
    ProgrammeSeed(
        SOFIA,
        "A01",
        "Социалната услуга „Асистентска подкрепа“",
        "Assistant support",
        Kind.ASSISTANCE,
        682,
        target="лица в надтрудоспособна възраст в невъзможност за самообслужване и лица с трайни увреждания с чужда "
        "помощ, които не ползват подобна услуга",
        decides="Столична община насочва",
        financing="делегирана от държавата дейност",
        season="заявления от 30.03.2022 г.",
        hours="до 4 часа дневно, всеки работен ден",
        note="Райони: Люлин, Връбница, Изгрев, Илинден, Нови Искър, Банкя.",
    ),
)
