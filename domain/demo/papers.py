"""Which papers each service asks for, as the municipalities' own pages list them.

An identity card is asked for everywhere and copied nowhere (чл. 25г ЗЗЛД): it is only shown. Where a page says nothing,
only the application itself is asked.
"""

from dataclasses import dataclass

from domain.demo.city import BURGAS, SEPTEMVRI, SOFIA


@dataclass(frozen=True, slots=True)
class PaperSeed:
    """One paper; one that is not `needed` is brought by those who have it."""

    code: str
    name: str
    needed: bool = True
    shown: bool = False


_APPLICATION = PaperSeed("application", "заявление")
_CARD = PaperSeed("identity", "лична карта", shown=True)
_TELK = PaperSeed("telk", "копие от решение на ТЕЛК/НЕЛК", needed=False)
_DIRECTION = PaperSeed("direction", "направление от Дирекция „Социално подпомагане“")

_SOFIA_PATRONAGE = (
    _APPLICATION,
    _CARD,
    PaperSeed("doctor", "бележка от личния лекар: заболявания, подвижност, самообслужване, диета"),
    PaperSeed("psychiatric", "документ от психодиспансер"),
    _TELK,
    PaperSeed("pension", "разпореждане за размера на пенсията"),
    PaperSeed("property", "документ за собственост на жилището", shown=True),
    PaperSeed("declaration", "декларация, че жилището не е прехвърлено срещу гледане"),
    PaperSeed("veteran", "удостоверение за ветеран от войните", needed=False),
    PaperSeed("photos", "две снимки 3×4 см"),
)
_ASSISTANCE = (
    PaperSeed("application", "заявление-декларация"),
    _CARD,
    PaperSeed("telk", "копие от решение на ТЕЛК/НЕЛК", needed=False),
    PaperSeed("lkk", "протокол на ЛКК и епикризи", needed=False),
    PaperSeed("power", "пълномощно, ако подава друг човек", needed=False),
)
_BY_THE_ACT = (_APPLICATION, _CARD, _DIRECTION)
#: Three ways lead there: by direction or order, through an institution, and by oneself without a direction.
_CENTRE = (
    _APPLICATION,
    _CARD,
    PaperSeed("direction", "направление или заповед от отдел „Закрила на детето“", needed=False),
    PaperSeed("institution", "писмо от институцията, която насочва", needed=False),
)

#: By organisation and code of the service.
PAPERS: dict[tuple[str, str], tuple[PaperSeed, ...]] = {
    **{(SOFIA, f"P{number:02}"): _SOFIA_PATRONAGE for number in range(1, 6)},
    **{(SOFIA, f"K{number:02}"): (_APPLICATION,) for number in range(1, 12)},
    (SOFIA, "A01"): _ASSISTANCE,
    **{(BURGAS, f"C{number:02}"): _CENTRE for number in range(16)},
    (SEPTEMVRI, "M01"): (_APPLICATION, _CARD),
    (SEPTEMVRI, "M04"): (PaperSeed("application", "заявление-декларация"), _CARD, _DIRECTION),
    (SEPTEMVRI, "M05"): _ASSISTANCE,
    **{(SEPTEMVRI, code): _BY_THE_ACT for code in ("M06", "M07", "M08")},
}
