"""ЕГН and ЛНЧ: ten figures with a check; an ЕГН also says birthday and sex."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stdnum.bg import egn, pnf

from domain.phones import NotAPhone, parse_phone
from domain.phrases import Phrase, _
from domain.refusals import Refusal
from domain.secrets import unseal
from models.people import Sex

EGN_SCOPE = "person.egn"
LENGTH = 10
#: Ten figures by themselves, also parted as people part them; numbers from abroad are phones.
_TEN_FIGURES = re.compile(r"(?<!\d)\d(?:[ \u00a0.-]?\d){9}(?!\d)")
_FROM_ABROAD = re.compile(r"(?:\+|\b00)\d[\d ().-]{6,}\d")
_NOT_A_FIGURE = re.compile(r"\D")
_SEX_FIGURE = 8  #: counted from nought; even for men


class NumberInWords(Refusal):
    """This looks like an ЕГН. Please leave it out: it is kept on the person's card alone, and sealed."""


@dataclass(frozen=True)
class Number:
    """A valid personal number; a foreigner's says nothing of birthday and sex."""

    digits: str
    born: date | None
    sex: Sex | None


def parse_number(text: str) -> Number | None:
    """The number in what was typed; nothing when the figures do not check."""
    digits = "".join(text.split())
    if egn.is_valid(digits):
        digits = egn.compact(digits)
        sex = Sex.FEMALE if int(digits[_SEX_FIGURE]) % 2 else Sex.MALE
        return Number(digits, egn.get_birth_date(digits), sex)
    if pnf.is_valid(digits):
        return Number(pnf.compact(digits), None, None)
    return None


def holds_number(text: str) -> bool:
    """Whether the words hold an ЕГН or a ЛНЧ, or what looks like one with a slip: ten figures that begin with a day."""
    found = _TEN_FIGURES.findall(_FROM_ABROAD.sub(" ", text))
    return any(_looks_personal(_NOT_A_FIGURE.sub("", figures)) for figures in found)


def demand_no_number(*texts: str) -> None:
    """Raise NumberInWords: what others read, and no key seals, has no place for a personal number."""
    if any(map(holds_number, texts)):
        raise NumberInWords


_LEAVE_IT_OUT = _("This looks like an ЕГН. Please leave it out: it is kept on the person's card alone, and sealed.")


def numbers_among(texts: Mapping[str, str]) -> dict[str, Phrase]:
    """The same for a form: what is wrong with each of its texts in which a personal number stands."""
    return {name: _LEAVE_IT_OUT for name, text in texts.items() if holds_number(text)}


def _looks_personal(digits: str) -> bool:
    if egn.is_valid(digits):
        return True
    try:
        parse_phone(digits)
    except NotAPhone:
        month, day = int(digits[2:4]) % 20, int(digits[4:6])
        return pnf.is_valid(digits) or (1 <= month <= 12 and int(digits[2:4]) <= 52 and 1 <= day <= 31)
    return False


def masked(sealed: bytes | None) -> str:
    """The number with only its last four figures; empty when there is none."""
    return f"******{unseal(sealed, EGN_SCOPE)[-4:]}" if sealed else ""
