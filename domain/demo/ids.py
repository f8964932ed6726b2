"""Numbers of invented people: ЕГН and phones that are valid in form and are counted out, not taken from anybody.

There is no range of Bulgarian numbers kept free for examples, so a number made here may by chance be somebody's:
a demonstration must never call or write to one.
"""

import random
from datetime import date

from models.people import Sex

# Serial numbers of the ЕГН are dealt out by the region of birth; Sofia's are 624 to 721.
SOFIA_SERIALS = range(624, 722)
_EGN_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6)

_SEVEN_DIGITS = 10**7
_FIRST = 4_603_271
_OPERATOR_GAP = 1_618_033  # numbers of one turn would differ in the operator alone
_MOBILE_STEP = 3_141_593  # shares no factor with 10**7, so that no number comes twice
_LANDLINE_STEP = 2_718_281
MOBILE_OPERATORS = ("87", "88", "89")
MOBILES = len(MOBILE_OPERATORS) * _SEVEN_DIGITS
LANDLINES = 8 * 10**6


class NoEgnLeftError(Exception):
    """All five hundred numbers of that birthday and sex are taken."""


def egn(rng: random.Random, born: date, sex: Sex, taken: set[str] | None = None) -> str:
    """A valid ЕГН for the birthday and sex, not among those `taken`, to which it is added.

    The third digit of the serial is even for men and odd for women; half of the people are born in Sofia.
    """
    serial = rng.choice(SOFIA_SERIALS) if rng.random() < 0.5 else rng.randrange(1000)
    serial += (serial % 2) ^ (sex is Sex.FEMALE)
    for step in range(0, 1000, 2):
        number = _with_check_digit(_birth_digits(born) + f"{(serial + step) % 1000:03}")
        if taken is None:
            return number
        if number not in taken:
            taken.add(number)
            return number
    raise NoEgnLeftError


def mobile(index: int) -> str:
    """The mobile number of that index in the form +359 87/88/89 and seven digits; each index has its own."""
    _within(index, MOBILES)
    turn, operator = divmod(index, len(MOBILE_OPERATORS))
    return f"+359{MOBILE_OPERATORS[operator]}{_scattered(turn, operator * _OPERATOR_GAP):07}"


def landline(index: int) -> str:
    """The Sofia number of that index in the form +359 2 and seven digits from 2; each index has its own."""
    _within(index, LANDLINES)
    return f"+3592{2_000_000 + (_FIRST + index * _LANDLINE_STEP) % LANDLINES}"


def mobile_abroad(index: int) -> str:
    """The German mobile number of that index, for a child who lives abroad; each index has its own."""
    _within(index, _SEVEN_DIGITS)
    return f"+491511{_scattered(index, 0):07}"


def _birth_digits(born: date) -> str:
    shift = {18: 20, 19: 0, 20: 40}[born.year // 100]
    return f"{born.year % 100:02}{born.month + shift:02}{born.day:02}"


def _with_check_digit(nine: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(_EGN_WEIGHTS, nine, strict=True))
    return f"{nine}{total % 11 % 10}"


def _scattered(index: int, shift: int) -> int:
    return (_FIRST + shift + index * _MOBILE_STEP) % _SEVEN_DIGITS


def _within(index: int, count: int) -> None:
    if not 0 <= index < count:
        raise ValueError(f"numbers of this kind go from 0 to {count - 1}, not {index}")
