"""The centre for children and families in Бургас: its hours (of its page of 2015), and people who are all invented."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from types import SimpleNamespace
from typing import Any

from domain import clock
from domain.access import OF_OFFICES
from domain.addresses import building_key
from domain.applications.numbers import APPLICATIONS, CASES
from domain.calendar import Calendar
from domain.cases.procedure import Step
from domain.cases.terms import term
from domain.courses.month import GROUP, ROUTE, Route, Target
from domain.demo.city import BURGAS
from domain.demo.ids import MOBILES, mobile
from domain.demo.loaded import Loaded
from domain.demo.writing import Rows
from domain.people.searching import person_search_text
from domain.staff_actors import FOR_A_PERIOD
from models.applications import Application, ApplicationChannel, ApplicationStatus
from models.cases import Case, CaseStatus, CaseStep, Secrecy, Series, TeamMember
from models.courses import OpeningHours
from models.people import Address, Person, Sex
from models.places import District, Kitchen, Office, RuleSet
from models.staff import Role, Staff, StaffOffice

HEAD, WORKER, PSYCHOLOGIST, INSPECTOR = "head.cop", "worker.cop", "psychologist.cop", "inspector.cop"
OFFICE = "cop"
_PARTS = ((time(8, 30), time(12, 30)), (time(13, 0), time(17, 0)))
_FIRST_MOBILE = MOBILES - 2500
_STAFF = (
    (HEAD, Role.HEAD, "Вера Измислена"),
    (WORKER, Role.SOCIAL_WORKER, "Калина Примерова"),
    (PSYCHOLOGIST, Role.PSYCHOLOGIST, "Огнян Примеров"),
    (INSPECTOR, Role.INSPECTOR, "Петра Измислена"),
)
_INSPECTION = timedelta(days=60)


@dataclass(frozen=True)
class CaseSeed:
    """An invented person with a case of the centre: how many days ago it began, for whom and how it came."""

    first_name: str
    last_name: str
    sex: Sex
    age: int
    code: str
    days: int
    target: Target
    channel: ApplicationChannel
    route: Route | None = None
    basis: str = ""

    @property
    def guarded(self) -> bool:
        """Whether it is a child's case."""
        return self.age < 18


_DIRECTION = "Направление № 00/примерно, отдел „Закрила на детето“"
_BY_PROTECTION: dict[str, Any] = {
    "channel": ApplicationChannel.INSTITUTION, "route": Route.CHILD_PROTECTION, "basis": _DIRECTION,
}  # fmt: skip
_BY_SCHOOL: dict[str, Any] = {
    "channel": ApplicationChannel.INSTITUTION, "route": Route.INSTITUTION, "basis": "Писмо на училище (пример)",
}  # fmt: skip
CASE_SEEDS = (
    CaseSeed("Ива", "Измислена", Sex.FEMALE, 15, "C07", 120, Target.DISADVANTAGED, **_BY_PROTECTION),
    CaseSeed("Мартин", "Примеров", Sex.MALE, 16, "C07", 90, Target.INSTITUTION, **_BY_PROTECTION),
    CaseSeed("Ния", "Образцова", Sex.FEMALE, 14, "C05", 75, Target.SCHOOL, **_BY_SCHOOL),
    CaseSeed("Калоян", "Измислен", Sex.MALE, 9, "C12", 60, Target.DISABILITY, **_BY_SCHOOL),
    CaseSeed("Теодора", "Примерова", Sex.FEMALE, 34, "C01", 45, Target.ABANDONMENT, ApplicationChannel.DESK),
)


@dataclass
class Centre:
    """What was written of the centre, for its courses and sessions."""

    owner: int
    office: int
    staff: dict[str, int]
    cases: list[int] = field(default_factory=list)


def add_centre(rows: Rows, loaded: Loaded, passwords: dict[str, str]) -> Centre:
    """Write the centre with its hours, staff and cases."""
    owner = loaded.organisations[BURGAS]
    office = rows.put(
        Office,
        organisation_id=owner,
        name="Център за обществена подкрепа",
        phone="+35956900101",
        address="гр. Бургас, ул. „Примерна“ № 9 (измислен адрес)",
        hours="понеделник – петък, 8:30–12:30 и 13:00–17:00",
    )
    for weekday in range(5):
        for opens, closes in _PARTS:
            rows.put(OpeningHours, organisation_id=owner, office_id=office, weekday=weekday, opens=opens, closes=closes)
    centre = Centre(owner, office, _staff(rows, loaded, owner, office, passwords))
    district = _district(rows, owner, office)
    for number, seed in enumerate(CASE_SEEDS):
        centre.cases.append(_case(rows, loaded, centre, seed, _person(rows, centre, district, seed, number)))
    _numbers(rows, loaded, owner)
    return centre


def _staff(rows: Rows, loaded: Loaded, owner: int, office: int, passwords: dict[str, str]) -> dict[str, int]:
    found = {}
    for number, (login, role, name) in enumerate(_STAFF):
        found[login] = rows.put(
            Staff,
            organisation_id=owner,
            name=name,
            login=login,
            password_hash=passwords.get(login, "!"),
            role=role,
            phone=mobile(_FIRST_MOBILE - 100 - number),
            works_from=clock.today() if role in FOR_A_PERIOD else None,
            works_until=clock.today() + _INSPECTION if role in FOR_A_PERIOD else None,
        )
        if role in OF_OFFICES:
            rows.put(StaffOffice, staff_id=found[login], office_id=office)
    loaded.staff |= found
    return found


def _district(rows: Rows, owner: int, office: int) -> int:
    """Every address is in a district, and every district has a kitchen, though nobody here is brought food."""
    lat, lon = 42.504, 27.472
    kitchen = rows.put(
        Kitchen, organisation_id=owner, name="Кухня Бургас (пример)", address="гр. Бургас", lat=lat, lon=lon
    )
    return rows.put(
        District, organisation_id=owner, name="Бургас", office_id=office, kitchen_id=kitchen, lat=lat, lon=lon
    )


def _person(rows: Rows, centre: Centre, district: int, seed: CaseSeed, number: int) -> int:
    address: Any = SimpleNamespace(
        organisation_id=centre.owner, district_id=district, settlement="Бургас", street="ул. „Примерна“",
        number=str(number + 20), lat=42.50 + number / 1000, lon=27.46, pinned=True, estate="", block="", entrance="",
    )  # fmt: skip
    address.building = building_key(address)
    today = clock.today()
    person: Any = SimpleNamespace(
        organisation_id=centre.owner, office_id=centre.office, address_id=rows.put(Address, **vars(address)),
        first_name=seed.first_name, middle_name="", last_name=seed.last_name, sex=seed.sex,
        born=date(today.year - seed.age, 1, 12), phone=mobile(_FIRST_MOBILE - number), second_phone=None,
        guarded=seed.guarded, enrolled_on=_working(today - timedelta(days=seed.days)),
    )  # fmt: skip
    person.search_text = person_search_text(person, address)
    return rows.put(Person, **vars(person))


def _working(day: date) -> date:
    return day if Calendar().is_working(day) else Calendar().working_day_before(day)


def _case(rows: Rows, loaded: Loaded, centre: Centre, seed: CaseSeed, person: int) -> int:
    """An active case with its history, its team and the application that it came by."""
    programme, wished = loaded.programmes[BURGAS, seed.code], _working(clock.today() - timedelta(days=seed.days))
    number = f"{seed.code}-{wished.year}-{_turn(seed):05}"
    started = _working(wished + timedelta(days=18))
    case = rows.put(
        Case,
        organisation_id=centre.owner,
        number=number,
        person_id=person,
        programme_id=programme,
        office_id=centre.office,
        status=CaseStatus.ACTIVE,
        secrecy=Secrecy.CHILD if seed.guarded else Secrecy.OPEN,
        worker_id=centre.staff[WORKER],
        wished_on=wished,
        assess_by=term(RuleSet.DELEGATED, wished, Calendar()),
        contacted_on=_working(clock.today() - timedelta(days=7)),
        started_on=started,
        review_on=started + timedelta(days=180),
    )
    for login in (WORKER, PSYCHOLOGIST):
        since = clock.at(wished, time(9, 30))
        rows.put(TeamMember, organisation_id=centre.owner, case_id=case, staff_id=centre.staff[login], since=since)
    _history(rows, centre, case, wished, started)
    _application(rows, centre, seed, (person, case, programme), wished)
    return case


def _application(rows: Rows, centre: Centre, seed: CaseSeed, of: tuple[int, int, int], wished: date) -> None:
    """The application by which the case came, of the person, the case and the service."""
    person, case, programme = of
    answers = {GROUP: seed.target.value} | ({ROUTE: seed.route.value} if seed.route else {})
    rows.put(
        Application,
        organisation_id=centre.owner,
        number=f"{seed.code}-З-{wished.year}-{_turn(seed):05}",
        programme_id=programme,
        office_id=centre.office,
        channel=seed.channel,
        status=ApplicationStatus.REGISTERED,
        first_name=seed.first_name,
        last_name=seed.last_name,
        basis=seed.basis,
        answers=answers,
        person_id=person,
        case_id=case,
        wished_on=wished,
        guarded=seed.guarded,
        received_at=clock.at(wished, time(9, 10)),
        taken_by=centre.staff[WORKER],
    )


def _turn(seed: CaseSeed) -> int:
    """Which one of its service and year the case is."""
    year = _working(clock.today() - timedelta(days=seed.days)).year
    before = CASE_SEEDS[: CASE_SEEDS.index(seed) + 1]
    same = [one for one in before if one.code == seed.code]
    return sum(_working(clock.today() - timedelta(days=one.days)).year == year for one in same)


def _history(rows: Rows, centre: Centre, case: int, wished: date, started: date) -> None:
    """The steps from the wish to the start."""
    worker, head = centre.staff[WORKER], centre.staff[HEAD]
    steps = (
        (Step.REGISTER, CaseStatus.APPLIED, wished, worker),
        (Step.ASSESS, CaseStatus.ASSESSED, wished + timedelta(days=10), worker),
        (Step.PROPOSE, CaseStatus.PROPOSED, wished + timedelta(days=12), worker),
        (Step.APPROVE, CaseStatus.APPROVED, wished + timedelta(days=13), head),
        (Step.START, CaseStatus.ACTIVE, started, worker),
    )
    for step, status, day, by in steps:
        rows.put(
            CaseStep,
            organisation_id=centre.owner,
            case_id=case,
            step=step.value,
            status=status,
            at=clock.at(day, time(15, 0)),
            by=by,
        )


def _numbers(rows: Rows, loaded: Loaded, owner: int) -> None:
    """Let the next real number follow the last invented one."""
    last: dict[tuple[str, int], int] = {}
    for seed in CASE_SEEDS:
        year = _working(clock.today() - timedelta(days=seed.days)).year
        last[seed.code, year] = max(last.get((seed.code, year), 0), _turn(seed))
    for (code, year), number in last.items():
        for kind in (APPLICATIONS, CASES):
            programme = loaded.programmes[BURGAS, code]
            rows.put(Series, organisation_id=owner, kind=kind, programme_id=programme, year=year, last=number)
