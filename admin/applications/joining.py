"""Joining two cards of one person: side by side, with a choice for each value that differs."""

from collections.abc import Callable

from admin.pages import Answer, page
from admin.people.form import LANGUAGES
from admin.reading import number_asked, number_typed
from admin.visit import Visit
from domain.access import Deed
from domain.addresses import address_line
from domain.applications.pairs import pair_to_join
from domain.menus import allergen_words
from domain.people.comparing import ComparedCard, Comparison, compare_cards
from domain.people.joining import CHOICES, join_cards
from domain.phones import spoken_phone
from domain.phrases import _, word

_YES, _NO = _("yes"), _("no")
_NOTHING = _("nothing")
_DOOR = _("{address} ({office})")
_APPROXIMATELY = _("{day}, approximately")
_GOES = "goes"


@page("/applications/pairs/{pair_id:int}/join", deed=Deed.JOIN_CARDS, title=_("Two cards of one person"), writes=True)
async def joining(visit: Visit) -> Answer:
    pair = await pair_to_join(visit.session, visit.actor, pair_id=visit.number("pair_id"))
    asked = number_asked(visit, "keep") if visit.form is None else number_typed(visit, "keep")
    stays_id, goes_id = pair.first_id, pair.second_id
    if asked == pair.second_id:
        stays_id, goes_id = goes_id, stays_id
    found = await compare_cards(visit.session, visit.actor, stays_id=stays_id, goes_id=goes_id)
    return visit.show(
        "applications/joining.html",
        pair=pair,
        found=found,
        rows=[(key, choice.label, *_row(visit, found, key)) for key, choice in CHOICES.items()],
    )


def _row(visit: Visit, found: Comparison, key: str) -> tuple[str, str, bool, str]:
    chosen = visit.typed(key, _GOES if found.taken(key) else "stays")
    return _words(visit, found.stays, key), _words(visit, found.goes, key), found.differs(key), chosen


def _words(visit: Visit, card: ComparedCard, key: str) -> str:
    if not card.has(key) and key != "lives_alone":
        return visit.say(_NOTHING)
    in_words = _IN_WORDS.get(key)
    return in_words(visit, card) if in_words else str(getattr(card.person, key))


def _born(visit: Visit, card: ComparedCard) -> str:
    day = card.person.born.strftime("%d.%m.%Y") if card.person.born else ""
    return visit.say(_APPROXIMATELY, day=day) if card.person.born_is_estimated else day


_IN_WORDS: dict[str, Callable[[Visit, ComparedCard], str]] = {
    "name": lambda _visit, card: " ".join(
        part for part in (card.person.first_name, card.person.middle_name, card.person.last_name) if part
    ),
    "sex": lambda visit, card: word(visit.language, card.person.sex),
    "born": _born,
    "egn": lambda _visit, card: card.egn_masked,
    "phone": lambda _visit, card: spoken_phone(card.person.phone),
    "second_phone": lambda _visit, card: spoken_phone(card.person.second_phone),
    "address": lambda visit, card: visit.say(
        _DOOR, address=address_line(visit.language, card.address), office=card.office
    ),
    "diet": lambda visit, card: word(visit.language, card.person.diet),
    "allergens": lambda visit, card: allergen_words(visit.language, card.person.allergens),
    "language": lambda visit, card: visit.say(dict(LANGUAGES)[card.person.language]),
    "lives_alone": lambda visit, card: visit.say(_YES if card.person.lives_alone else _NO),
}


@joining.post()
async def join(visit: Visit) -> Answer:
    pair = await pair_to_join(visit.session, visit.actor, pair_id=visit.number("pair_id"))
    keeps_second = number_typed(visit, "keep") == pair.second_id
    stays, goes = (pair.second_id, pair.first_id) if keeps_second else (pair.first_id, pair.second_id)
    await join_cards(
        visit.session,
        visit.actor,
        first_id=stays,
        second_id=goes,
        take={key for key in CHOICES if visit.typed(key) == _GOES},
        versions=(number_typed(visit, "stays_version"), number_typed(visit, "goes_version")),
    )
    return visit.go(f"/people/{stays}", _("The two cards are one now. The other number leads here."))
