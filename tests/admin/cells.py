"""The cells of the table of rights at the web door: every address about a record × role × where the record lies.

What is expected in a cell follows from `POLICY` and the record's place alone. A new kind of record is one line in
`KINDS` and its rows in `cell_records.py`; an address with a record that no line knows fails the tests.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from admin import subjects
from admin.pages import PAGES
from domain.access import POLICY, Deed, Reach
from models.cases import Secrecy
from models.staff import Role

assert subjects.SUBJECTS  # importing them fills PAGES


class Where(StrEnum):
    """Where a record lies, seen from the member of staff who asks."""

    OFFICE = "own office"
    NAMED = "other office, on the team"
    OTHER = "other office"
    FOREIGN = "other organisation"


@dataclass(frozen=True)
class Place:
    """Where a record lies, and how secret it is."""

    where: Where
    secrecy: Secrecy = Secrecy.OPEN

    def __str__(self) -> str:
        return self.where if self.secrecy is Secrecy.OPEN else f"{self.where}, {self.secrecy}"


PLACES = (
    *(Place(where) for where in Where),
    *(Place(where, secrecy) for secrecy in (Secrecy.CHILD, Secrecy.SEALED) for where in (Where.OFFICE, Where.NAMED)),
)
OPEN_PLACES = tuple(place for place in PLACES if place.secrecy is Secrecy.OPEN)
Rule = Callable[[Role, Place], bool]

_BY_NAME = {
    None: set(),
    Reach.NAMED: {Where.NAMED},
    Reach.OFFICE: {Where.OFFICE, Where.NAMED},
    Reach.KITCHEN: {Where.OFFICE},
    Reach.ALL: {Where.OFFICE, Where.NAMED, Where.OTHER},
}
_GUARDED = {Secrecy.CHILD: Deed.SEE_CHILD_CASES, Secrecy.SEALED: Deed.SEE_SEALED_CASES}


def within(deed: Deed, *, named: bool = False) -> Rule:
    """As far as the deed extends; `named`: also to where one is on the team."""

    def rule(role: Role, place: Place) -> bool:
        reach = POLICY[role].get(deed)
        by_name = named or place.where is not Where.NAMED or reach is Reach.ALL
        return by_name and place.where in _BY_NAME[reach]

    return rule


def person(role: Role, place: Place) -> bool:
    """A card; whoever has a guarded case is found by its team alone, and by inspectors."""
    open_to = place.secrecy is Secrecy.OPEN or place.where is Where.NAMED
    inspects = POLICY[role].get(Deed.SEE_CHILD_CASES) is Reach.ALL
    return within(Deed.SEE_PEOPLE, named=True)(role, place) and (open_to or inspects)


def of_office(deed: Deed) -> Rule:
    """A person's card, as far as the deed extends to the office: being on a team is not enough."""
    return lambda role, place: person(role, place) and within(deed)(role, place)


def request(role: Role, place: Place) -> bool:
    """What somebody asks about the own data: where the card is found, the office's and one's own teams'."""
    return person(role, place) and within(Deed.SEE_REQUESTS, named=True)(role, place)


def answering(role: Role, place: Place) -> bool:
    """A request to be answered: a head answers those of the own teams, whoever watches over all of them the rest."""
    return request(role, place) and within(Deed.ANSWER_REQUESTS, named=True)(role, place)


def case(role: Role, place: Place) -> bool:
    """The file of a case; a guarded one is its team's, of roles that may, and the inspectors'."""
    if Deed.SEE_CASES not in POLICY[role]:
        return False
    if place.secrecy is Secrecy.OPEN:
        return within(Deed.SEE_CASES, named=True)(role, place)
    reach = POLICY[role].get(_GUARDED[place.secrecy])
    return reach is not None and (place.where is Where.NAMED or (reach is Reach.ALL and place.where is Where.OFFICE))


def application(role: Role, place: Place) -> bool:
    """A sheet whose case is open: the office's, a guarded one for who sees the case."""
    return within(Deed.SEE_APPLICATIONS)(role, place) and (place.secrecy is Secrecy.OPEN or case(role, place))


def referral(role: Role, place: Place) -> bool:
    """An institution's own, an office's own; one about a child for the team of its case."""
    if role is Role.PARTNER:
        return place.where is Where.OFFICE  # these come from the partner's own hospital
    return within(Deed.SEE_REFERRALS)(role, place) and (place.secrecy is Secrecy.OPEN or case(role, place))


def task(role: Role, place: Place) -> bool:
    """A task of the office, whoever it is about, and of one's own teams."""
    of_team = place.secrecy is not Secrecy.OPEN and place.where is Where.NAMED
    return Deed.ANSWER_TASKS in POLICY[role] and (of_team or within(Deed.ANSWER_TASKS)(role, place))


@dataclass(frozen=True)
class Kind:
    """A kind of record: the places in which there is one, and who reaches it where."""

    rule: Rule
    places: tuple[Place, ...] = PLACES


_ENTERED = tuple(Place(where, Secrecy.CHILD) for where in (Where.OFFICE, Where.NAMED))
_OFFICES = tuple(Place(where) for where in (Where.OFFICE, Where.OTHER, Where.FOREIGN))
_ORGANISATIONS = tuple(Place(where) for where in (Where.OFFICE, Where.FOREIGN))
#: By the name of the number in an address. The first of several in one address decides who reaches it.
KINDS: dict[str, Kind] = {
    "person_id": Kind(person),
    "relative_id": Kind(person),
    "consent_id": Kind(person),
    "application_id": Kind(application),
    "case_id": Kind(case),
    "file_id": Kind(case),
    "survey_id": Kind(case),
    "assessment_id": Kind(case),
    "plan_id": Kind(case),
    "entry_id": Kind(within(Deed.SEE_SUPERVISION), _ENTERED),
    "referral_id": Kind(referral),
    "chat_id": Kind(person),
    "task_id": Kind(task),
    "kitchen_id": Kind(within(Deed.SEE_KITCHENS), _OFFICES),
    "route_id": Kind(within(Deed.SEE_ROUTES), _OFFICES),
    "unplaced_id": Kind(within(Deed.SEE_ROUTES), _OFFICES),
    "places_id": Kind(within(Deed.SET_PLACES), _OFFICES),
    "staff_id": Kind(within(Deed.MANAGE_STAFF), _OFFICES),
    "institution_id": Kind(within(Deed.MANAGE_LISTS), _ORGANISATIONS),
    "programme_id": Kind(within(Deed.SEE_WAITING), _ORGANISATIONS),
    "contract_id": Kind(case),
    "template_id": Kind(within(Deed.SET_TEMPLATES), _ORGANISATIONS),
    "course_id": Kind(within(Deed.SEE_COURSES, named=True), OPEN_PLACES),
    "meeting_id": Kind(within(Deed.SEE_COURSES, named=True), OPEN_PLACES),
    "office_id": Kind(within(Deed.SET_PLACES), _OFFICES),
    "pair_id": Kind(of_office(Deed.JOIN_CARDS)),
    "request_id": Kind(request),
    "step_id": Kind(within(Deed.MANAGE_LISTS), _ORGANISATIONS),
}  # fmt: skip
#: Numbers of no record.
NO_RECORDS = {"day", "record"}


def filled(path: str, numbers: dict[str, int]) -> str:
    """An address with the numbers of records; a day stands where none is needed."""
    return re.sub(r"{(\w+)(?::\w+)?}", lambda found: str(numbers.get(found[1], "2026-11-25")), path)


@dataclass(frozen=True)
class Address:
    """One address of the panel, by look or press, the deed it needs, and the numbers of records in it."""

    method: str
    path: str
    deed: Deed | None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of the numbers, in order."""
        return tuple(name for name in re.findall(r"{(\w+)(?::\w+)?}", self.path) if name not in NO_RECORDS)

    def filled(self, numbers: dict[str, int]) -> str:
        """With the numbers of records."""
        return filled(self.path, numbers)


def _addresses() -> Iterator[Address]:
    for page in PAGES:
        yield Address("GET", page.path, page.deed)
        for press in page.presses:
            yield Address("POST", press.path, press.deed)


ADDRESSES = sorted(_addresses(), key=lambda one: (one.path, one.method))
ABOUT_RECORDS = [one for one in ADDRESSES if one.numbers and KINDS.keys() >= set(one.numbers)]

#: Addresses that reach less far than the record itself.
NARROWER: dict[str, Rule] = {
    "/people/{person_id:int}/openings": of_office(Deed.SEE_OPENINGS),
    "/people/{person_id:int}/openings.pdf": of_office(Deed.SEE_OPENINGS),
    "/people/{person_id:int}/copy": of_office(Deed.EXPORT_PERSON),
    "/people/{person_id:int}/requests": request,
    "/people/{person_id:int}/requests/{request_id:int}": request,
    **{
        f"/people/{{person_id:int}}/requests{press}": answering
        for press in (
            "/restrict",
            "/lift",
            *(f"/{{request_id:int}}/{one}" for one in ("answer", "extend", "withdraw")),
        )
    },
}
#: Who may ask still finds nothing here: nobody of the cast is on the team, and the query names no task and no activity.
NOTHING_THERE = (
    "/cases/{case_id:int}/team/{staff_id:int}/leave",
    "/cases/{case_id:int}/tasks/one",
    "/cases/{case_id:int}/sessions/series",
)
#: What takes its time to be set and printed: handed out once.
PAPERS = (".pdf", ".xlsx", "/copy")
#: Addresses that need another deed besides, which is looked at once the record is found.
BESIDES = {
    "/cases/{case_id:int}/referrals": Deed.SEE_REFERRALS,
    "/referrals/{referral_id:int}/accept": Deed.ANSWER_REFERRALS,
}


class Answer(StrEnum):
    """What somebody gets who asks."""

    OPENED = "opened"
    NOT_FOUND = "not found"
    NOT_ALLOWED = "not allowed"


@dataclass(frozen=True)
class Cell:
    """Somebody of a role asks for an address about a record in a place."""

    role: Role
    address: Address
    place: Place

    @property
    def expected(self) -> Answer:
        """What the table of rights says."""
        if self.address.deed is not None and self.address.deed not in POLICY[self.role]:
            return Answer.NOT_ALLOWED
        rule = NARROWER.get(self.address.path, KINDS[self.address.numbers[0]].rule)
        if not rule(self.role, self.place):
            return Answer.NOT_FOUND
        besides = BESIDES.get(self.address.path, self.address.deed)
        return Answer.OPENED if besides is None or besides in POLICY[self.role] else Answer.NOT_ALLOWED


def cells(role: Role) -> list[Cell]:
    """The cells of a role: each address about a record, in each place where there is one.

    Left out is what would be asked twice: an address that no deed of the role opens, once it has been refused; another
    press by somebody who may, for the first one changes the record; a sealed file below its own page where a child's
    is answered the same; and presses on records of another organisation by others than the administrator, whom the
    session keeps apart from them in the same way.
    """
    return [cell for address in ABOUT_RECORDS for cell in _asked(role, address)]


def _told_apart(cell: Cell) -> bool:
    """Whether the place of the cell says something that another cell does not."""
    address, place = cell.address, cell.place
    if place.where is Where.FOREIGN and address.method == "POST":
        return cell.role is Role.ADMINISTRATOR
    if place.secrecy is not Secrecy.SEALED:
        return True
    own_page = address.method == "GET" and address.path.endswith("_id:int}")
    return own_page or cell.expected is not Cell(cell.role, address, Place(place.where, Secrecy.CHILD)).expected


def _asked(role: Role, address: Address) -> list[Cell]:
    asked = [Cell(role, address, place) for place in KINDS[address.numbers[0]].places]
    found = [cell for cell in asked if _told_apart(cell)]
    refused = [cell for cell in found if cell.expected is Answer.NOT_ALLOWED][:1]
    hidden = [cell for cell in found if cell.expected is Answer.NOT_FOUND]
    opened = [cell for cell in found if cell.expected is Answer.OPENED]
    if address.path.startswith(NOTHING_THERE):
        opened = []
    if address.method == "POST" or address.path.endswith(PAPERS):
        opened = opened[:1]
    return refused + hidden + opened


@dataclass(frozen=True)
class Listing:
    """A list, a search or a choice: which of the records in it are shown to whom."""

    #: What is asked, one after the other.
    paths: tuple[str, ...]
    deed: Deed
    rule: Rule
    places: tuple[Place, ...] = PLACES
    #: What stands on the page for a record: the name of the person, or another sign of it.
    sign: str = "name"

    def expected(self, role: Role) -> set[Place]:
        """The places of the records that the role is shown: none without the deed."""
        return {place for place in self.places if self.deed in POLICY[role] and self.rule(role, place)}


def _taken(path: str, rule: Rule, places: tuple[Place, ...] = PLACES, sign: str = "name") -> Listing:
    """A list as a spreadsheet: what the page shows, and nothing that is guarded, whoever takes it."""
    return Listing(
        (path,), Deed.TAKE_LISTS, lambda role, place: place in OPEN_PLACES and rule(role, place), places, sign
    )


LISTINGS = (
    Listing(("/people?text=белег",), Deed.SEE_PEOPLE, person),
    Listing(("/phone?text=белег",), Deed.ORDER, person),
    Listing(("/applications?status=registered",), Deed.SEE_APPLICATIONS, application),
    Listing(("/cases?whose=team",), Deed.SEE_CASES, case, sign="case"),
    Listing(("/cases?whose=team&text=белег",), Deed.SEE_CASES, case, sign="case"),
    Listing(("/consents",), Deed.SEE_CONSENTS, person),
    Listing(("/links",), Deed.LINK_CHATS, person),
    Listing(("/referrals", "/referrals?box=outbox"), Deed.SEE_REFERRALS, referral, sign="document"),
    Listing(
        ("/tasks", "/today"),
        Deed.ANSWER_TASKS,
        lambda role, place: task(role, place) and (place.secrecy is Secrecy.OPEN or person(role, place)),
    ),
    Listing(
        ("/messages",),
        Deed.SEE_MESSAGES,
        lambda role, place: within(Deed.SEE_MESSAGES)(role, place) and person(role, place),
        sign="message",
    ),
    Listing(("/kitchens",), Deed.SEE_KITCHENS, within(Deed.SEE_KITCHENS), _OFFICES, sign="kitchen"),
    Listing(("/staff",), Deed.MANAGE_STAFF, within(Deed.MANAGE_STAFF), _OFFICES, sign="staff"),
    Listing(("/institutions",), Deed.MANAGE_LISTS, within(Deed.MANAGE_LISTS), _ORGANISATIONS, sign="institution"),
    Listing(("/records/offices/list",), Deed.MANAGE_LISTS, within(Deed.MANAGE_LISTS), _OFFICES, sign="office"),
    _taken("/people/list.xlsx?text=белег", person),
    _taken("/applications/list.xlsx?status=registered", application),
    _taken("/cases/list.xlsx?whose=team", case, sign="case"),
    _taken("/referrals/list.xlsx", referral, sign="document"),
    _taken("/waiting/{programme_id:int}/list.xlsx", case),
)


def how_many() -> int:
    """All cells that the tests ask: of each role, about records and in lists."""
    return sum(len(cells(role)) + sum(len(one.places) for one in LISTINGS) for role in Role)
