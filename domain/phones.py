"""Phone numbers: kept as E.164, written and read as Bulgarians say them."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from domain.refusals import Refusal

COUNTRY = "BG"
_COUNTRY_CODE = 359
_PREFIX = f"+{_COUNTRY_CODE}"
_MOBILE_DIGITS = 9


class NotAPhone(Refusal):
    """This is not a phone number. Please write all its figures, for example 0888 123 456."""


def parse_phone(text: str) -> str:
    """The number in E.164 (+359888123456). Raises NotAPhone."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except NumberParseException:
        raise NotAPhone from None
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def contact_phone(text: str) -> str:
    """The number of a contact that a chat sent: always with its country, often without the plus."""
    return parse_phone(f"+{text.strip().lstrip('+')}")


def spoken_phone(phone: str | None) -> str:
    """The number as people read it: "0888 123 456" at home, with its country from abroad; empty when there is none."""
    if not phone:
        return ""
    digits = phone.removeprefix(_PREFIX)
    if digits != phone and len(digits) == _MOBILE_DIGITS:  # nearly all, and the library is slow for a day's papers
        return f"0{digits[:3]} {digits[3:6]} {digits[6:]}"
    try:
        number = phonenumbers.parse(phone, COUNTRY)
    except NumberParseException:
        return phone
    abroad = number.country_code != _COUNTRY_CODE
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL if abroad else PhoneNumberFormat.NATIONAL)
