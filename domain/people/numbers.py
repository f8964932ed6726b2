"""ЕГН and ЛНЧ: ten figures with a check; an ЕГН also says birthday and sex."""

from dataclasses import dataclass
from datetime import date

from stdnum.bg import egn, pnf

from domain.secrets import unseal
from models.people import Sex

EGN_SCOPE = "person.egn"
LENGTH = 10
_SEX_FIGURE = 8  #: counted from nought; even for men


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


def masked(sealed: bytes | None) -> str:
    """The number with only its last four figures; empty when there is none."""
    return f"******{unseal(sealed, EGN_SCOPE)[-4:]}" if sealed else ""
