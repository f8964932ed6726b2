"""What a referral keeps sealed until it is accepted, and the preview, which must not give it away."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date

from domain.people.numbers import parse_number
from domain.phones import NotAPhone, parse_phone
from domain.search import normalised
from domain.secrets import seal, unseal

SCOPE = "referral.details"
#: So many figures in a row, spaces and dashes apart, are a phone or a personal number and not a day or a document.
_FIGURES = 9
_GAPS = re.compile(r"(?<=\d)[\s\-‐-―]+(?=\d)")
_PHONE_TAIL = 7
_SHORTEST_STEM = 4


@dataclass(frozen=True)
class Details:
    """Who it is about, how to reach the person, and what is asked."""

    first_name: str
    last_name: str
    middle_name: str = ""
    born: date | None = None
    egn: str = ""
    phone: str = ""
    address: str = ""
    words: str = ""

    @property
    def name(self) -> str:
        """All names in one line."""
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)

    def sealed(self) -> bytes:
        """The details as the database keeps them (AES-GCM)."""
        facts = asdict(self) | {"born": self.born.isoformat() if self.born else None}
        return seal(json.dumps(facts, ensure_ascii=False), SCOPE)


def opened(sealed: bytes) -> Details:
    """The details that were sealed."""
    facts = json.loads(unseal(sealed, SCOPE))
    born = facts.pop("born")
    return Details(**facts, born=date.fromisoformat(born) if born else None)


def kept(details: Details) -> Details:
    """The details as they are kept: without stray spaces, phone and ЕГН in one form where they are ones."""
    texts = {name: " ".join(getattr(details, name).split()) for name in ("first_name", "middle_name", "last_name")}
    number = parse_number(details.egn)
    born = details.born or (number.born if number else None)
    return Details(
        **texts,
        born=born,
        egn=number.digits if number else "",
        phone=_phone(details.phone),
        address=" ".join(details.address.split()),
        words=details.words.strip(),
    )


def _phone(typed: str) -> str:
    try:
        return parse_phone(typed) if typed.strip() else ""
    except NotAPhone:
        return ""


def gives_away(preview: str, details: Details) -> bool:
    """Whether the preview names the person, or holds a phone or a personal number, this person's or another's."""
    figures = _GAPS.sub("", preview)
    if re.search(rf"\d{{{_FIGURES},}}", figures):
        return True
    tail = "".join(filter(str.isdigit, details.phone))[-_PHONE_TAIL:]
    if len(tail) == _PHONE_TAIL and tail in figures:
        return True
    names = normalised(details.name).split()
    return any(_is_form_of(word, name) for word in normalised(preview).split() for name in names)


def _is_form_of(word: str, name: str) -> bool:
    """Both Мария and Марията name Мария; a short name only as it is, or half the language would be one."""
    return word.startswith(name) if len(name) >= _SHORTEST_STEM else len(name) > 1 and word == name
