"""Община Бургас: the page of its centre for children and families (2015).

Nothing about any child belongs here or in a chat: these are the names of services.
"""

from domain.demo.city import BURGAS
from domain.demo.programmes.seed import ProgrammeSeed
from models.places import ProgrammeKind as Kind

_CENTRE = "C00"
_FAMILIES_AT_RISK = "деца и семейства в риск, живеещи на територията на Община Бургас /Бургаска област/"
_REFERRED = (
    "направление и/или заповед от Дирекция „Социално подпомагане“, отдел „Закрила на детето“; заявление и насочване от "
    "други институции; заявление от самозаявили се клиенти, които не са в риск"
)


def _centre(
    code: str,
    name: str,
    name_en: str,
    kind: Kind = Kind.CHILDREN,
    capacity: int | None = None,
    *,
    opened: bool = False,
    secrecy: str = "",
) -> ProgrammeSeed:
    return ProgrammeSeed(
        BURGAS,
        code,
        name,
        name_en,
        kind,
        capacity,
        target=_FAMILIES_AT_RISK,
        decides=_REFERRED,
        financing="делегирана от държавата дейност",
        hours="8:30–12:30 и 13:00–17:00; събота и неделя – почивен ден",
        note="Безплатно; капацитет 100 случая месечно." if capacity else "",
        opened=opened,
        secrecy=secrecy,
        part_of="" if capacity else _CENTRE,
    )


BURGAS_CENTRE = (
    _centre(_CENTRE, "Център за обществена подкрепа (ЦОП)", "Community support centre", capacity=100),
    _centre("C01", "семейно консултиране и подкрепа", "Family counselling and support"),
    _centre(
        "C02",
        "превенция на насилието и подкрепа на деца, жертви на малтретиране, насилие и неглижиране",
        "Prevention of violence and support of children who suffered it",
        secrecy="sealed",
    ),
    _centre("C03", "пре-натална и пост-натална грижа", "Antenatal and postnatal care"),
    _centre("C04", "семейно планиране", "Family planning"),
    _centre("C05", "превенция на отпадането от училище", "Prevention of leaving school early"),
    _centre("C06", "деинституционализация и реинтеграция", "De-institutionalisation and reintegration"),
    _centre(
        "C07",
        "обучение в умения за самостоятелен живот и социална интеграция",
        "Skills for an independent life and social integration",
    ),
    _centre("C08", "обучение на приемни родители", "Training of foster parents"),
    _centre("C09", "обучение на кандидат-осиновители", "Training of people who wish to adopt", secrecy="sealed"),
    _centre("C10", "превенция на изоставянето", "Prevention of abandonment"),
    _centre(
        "C11",
        "консултиране и подкрепа на деца с противообществени прояви",
        "Counselling and support of children in conflict with the law",
    ),
    _centre("C12", "логопедична работа", "Speech therapy"),
    _centre("C13", "дневна грижа за деца с увреждания", "Day care for children with disabilities"),
    _centre(
        "C14",
        "рехабилитационни услуги /амбулаторна грижа/ за деца от 0 до 18 години",
        "Rehabilitation of children from 0 to 18",
    ),
    _centre("C15", "24-часова грижа в ЦСП", "Care round the clock", Kind.RESIDENTIAL, secrecy="child"),
    _centre(
        "C16",
        "обучителни програми и тренинги /ученици, родители, специалисти/",
        "Training programmes for pupils, parents and professionals",
        opened=True,
    ),
)
