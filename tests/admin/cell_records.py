"""A record of every kind in every place, for the cells: the numbers for addresses, and the signs for lists."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from domain import clock
from domain.files import keep_file
from domain.referrals.details import Details
from domain.search import searchable
from models.applications import Application, ApplicationChannel, ApplicationStatus, PersonPair
from models.assessing import Assessment, AssessmentKind, Survey
from models.base import Owned
from models.cases import Case, EmergencyEntry, Secrecy
from models.chats import Chat, ChatStatus
from models.contracts import Contract, ContractKind, ContractTemplate, PaperKind
from models.courses import Course, CourseKind, Meeting
from models.meals import MealOrder, OrderOrigin
from models.outbox import OutboxMessage
from models.people import Kinship, KinshipKind, Person, Relative, Sex
from models.places import Kitchen, Office, Programme, RuleSet
from models.plans import SupportPlan
from models.referrals import (
    Consent,
    ConsentGiver,
    Direction,
    Institution,
    InstitutionKind,
    Purpose,
    Referral,
    ReferralBasis,
)
from models.rights import DataRequest, DataRight
from models.routes import Route, Unplaced, UnplacedReason, Vehicle
from models.staff import Role, Staff
from models.tasks import Task, TaskKind
from models.timelines import CountedFrom, TimelineStep
from models.waiting import Places, WaitingEntry
from tests.admin.cells import PLACES, Place, Where
from tests.case_work import case_of
from tests.cast import Cast

TODAY = date(2026, 11, 24)
PDF = b"%PDF-1.7\n"


@dataclass
class Written:
    """What lies in one place."""

    numbers: dict[str, int] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)


async def write(session: AsyncSession, cast: Cast) -> dict[Place, Written]:
    """Write the records of every place."""
    commons = {where: await _commons(session, cast, where) for where in Where}
    return {
        place: await _of_person(session, cast, place, commons[place.where], f"Белег{number:02}")
        for number, place in enumerate(PLACES)
    }


@dataclass
class _Commons:
    """What the records of a place share: the neighbour in whose office they are, and who works there."""

    neighbour: Person
    programme: Programme
    kitchen: Kitchen
    school: Institution
    staff: Staff
    written: Written


async def _commons(session: AsyncSession, cast: Cast, where: Where) -> _Commons:
    """Kitchen, vehicle, route, institution, places of a service: one of each for an office."""
    neighbour, programme, staff = {
        Where.OFFICE: (cast.maria, cast.assistance, cast.anna),
        Where.FOREIGN: (cast.goran, cast.burgas_lunch, cast.burgas_admin),
    }.get(where, (cast.ivanka, cast.assistance, cast.elena))
    own: dict[str, Any] = {"organisation_id": neighbour.organisation_id}
    kitchens = (
        select(Kitchen).where(col(Kitchen.organisation_id) == neighbour.organisation_id).order_by(col(Kitchen.id))
    )
    found = list(await session.scalars(kitchens))
    kitchen = found[-1] if neighbour is cast.ivanka else found[0]
    vehicle = await _add(session, Vehicle(**own, name=f"Бус {where}", kitchen_id=kitchen.key))
    school = Institution(**own, kind=InstitutionKind.SCHOOL, name=f"Училище {where}")
    if where is Where.OFFICE:
        school = await session.get_one(Institution, cast.hospital.key)
    await _add(session, school)
    route = Route(
        **own, day=TODAY, name=f"Маршрут {where}", kitchen_id=kitchen.key, vehicle_id=vehicle.key,
        departs_at=clock.now(), returns_at=clock.now() + timedelta(hours=3),
    )  # fmt: skip
    unplaced = Unplaced(
        **own, day=TODAY, kitchen_id=kitchen.key,
        address_id=neighbour.address_id, reason=UnplacedReason.NO_VAN,
    )  # fmt: skip
    places = Places(
        **own, programme_id=programme.key, office_id=neighbour.office_id, starts_on=date(2020, 1, 1),
        ends_on=date(2020, 12, 31), number=1,
    )  # fmt: skip
    if where is not Where.NAMED:
        await _add(session, route, unplaced, places, _meal(near=neighbour, kitchen=kitchen, programme=programme))
    if where is Where.FOREIGN:
        (await session.get_one(Programme, programme.key)).rules = RuleSet.MUNICIPAL
    template = ContractTemplate(
        **own, kind=PaperKind.CONTRACT, rules=RuleSet.MUNICIPAL, name=f"Образец {where}", edition=1, bytes=1,
        sha256="0", stored_as="няма", added_at=clock.now(), retired_at=clock.now(),
    )  # fmt: skip
    step = TimelineStep(
        **own, title=f"Стъпка {where}", programme_id=programme.key, counted_from=CountedFrom.WISH, days=1, since=TODAY
    )
    await _add(session, template, step)
    course, meeting = await _course(session, cast, where, neighbour, programme, staff)
    office = await session.get_one(Office, neighbour.office_id)
    numbers = {
        "kitchen_id": kitchen.key, "route_id": route.id or 0, "unplaced_id": unplaced.id or 0,
        "places_id": places.id or 0, "staff_id": staff.key, "institution_id": school.key,
        "programme_id": programme.key, "template_id": template.key, "step_id": step.key, "course_id": course.key,
        "meeting_id": meeting.key, "office_id": neighbour.office_id,
    }  # fmt: skip
    signs = {"kitchen": kitchen.name, "staff": staff.login, "institution": school.name, "office": office.name}
    return _Commons(neighbour, programme, kitchen, school, staff, Written(numbers, signs))


async def _course(
    session: AsyncSession, cast: Cast, where: Where, near: Person, programme: Programme, staff: Staff
) -> tuple[Course, Meeting]:
    """A course and a session of it; where one is named, everybody works in it."""
    own: dict[str, Any] = {"organisation_id": near.organisation_id, "office_id": near.office_id}
    course = Course(
        **own, programme_id=programme.key, kind=CourseKind.GROUP, title=f"Група {where}", seats=9, starts_on=TODAY
    )
    await _add(session, course)
    workers = [cast.member(role) for role in Role] if where is Where.NAMED else [staff]
    meetings = [
        Meeting(**own, course_id=course.key, worker_id=one.key, starts_at=clock.now() + timedelta(days=1), minutes=45)
        for one in workers
    ]
    return course, await _add(session, *meetings)


def _meal(*, near: Person, kitchen: Kitchen, programme: Programme) -> MealOrder:
    return MealOrder(
        organisation_id=near.organisation_id, person_id=near.key, kitchen_id=kitchen.key, programme_id=programme.key,
        day=TODAY, diet=near.diet, origin=OrderOrigin.PHONE, ordered_at=clock.now(),
    )  # fmt: skip


async def _of_person(session: AsyncSession, cast: Cast, place: Place, commons: _Commons, name: str) -> Written:
    near, now = commons.neighbour, clock.now()
    own: dict[str, Any] = {"organisation_id": near.organisation_id}
    person = Person(
        **own, office_id=near.office_id, address_id=near.address_id, first_name="Проба", last_name=name,
        sex=Sex.FEMALE, search_text=searchable("Проба", name), born=date(1944, 3, 8),
    )  # fmt: skip
    await _add(session, person)
    team = tuple(cast.member(role) for role in Role) if place.where is Where.NAMED else ()
    case = await case_of(session, cast, person, commons.programme, secrecy=place.secrecy, team=team)
    relative = await _add(session, Relative(**own, name=f"Роднина {name}", search_text=searchable(name)))
    rows = _of_case(case, commons.staff) | _about(person, case, commons, relative)
    await _add(session, *rows.values())
    await _add(session, _waiting(case))
    actor = cast.staff(commons.staff)
    file = await keep_file(session, actor, name=f"{name}.pdf", content=PDF, case_id=case.key, person_id=person.key)
    contract = Contract(
        **own, case_id=case.key, kind=ContractKind.CONTRACT, number=f"Дог-{name}", file_id=file.key, starts_on=TODAY,
        template_id=commons.written.numbers["template_id"], printed_by=commons.staff.key, printed_at=now,
    )  # fmt: skip
    rows["contract_id"] = await _add(session, contract)
    numbers = {key: row.id or 0 for key, row in rows.items() if key.endswith("_id")}
    return Written(
        commons.written.numbers | numbers
        | {"person_id": person.key, "case_id": case.key, "relative_id": relative.key, "file_id": file.key},
        commons.written.signs
        | {"name": name, "case": case.number, "document": f"Док-{name}", "message": f"Писмо {name}"},
    )  # fmt: skip


def _about(person: Person, case: Case, commons: _Commons, relative: Relative) -> dict[str, Owned]:
    """What is known of somebody beside the case."""
    near, now, name = commons.neighbour, clock.now(), person.last_name
    own: dict[str, Any] = {"organisation_id": near.organisation_id}
    guarded = case.secrecy is not Secrecy.OPEN
    return {
        "consent_id": Consent(
            **own, person_id=person.key, purpose=Purpose.SERVICE, giver=ConsentGiver.PERSON, giver_name=name,
            text_version="1", given_on=TODAY, until=TODAY + timedelta(days=9),
        ),
        "application_id": Application(
            **own, number=f"З-{name}", programme_id=commons.programme.key, office_id=near.office_id,
            channel=ApplicationChannel.DESK, status=ApplicationStatus.REGISTERED, first_name="Проба", last_name=name,
            person_id=person.key, case_id=case.key, wished_on=TODAY, guarded=guarded,
            received_at=now,
        ),
        "referral_id": Referral(
            **own, direction=Direction.IN, institution_id=commons.school.key, programme_id=commons.programme.key,
            office_id=near.office_id, person_id=person.key, case_id=case.key, document_number=f"Док-{name}",
            document_date=TODAY, basis=ReferralBasis.INSTITUTION, preview="…", sent_at=now,
            is_about_child=guarded,
            details_sealed=Details("Проба", name).sealed(),
        ),
        "request_id": DataRequest(
            **own, person_id=person.key, right=DataRight.ACCESS, words="…", received_on=TODAY,
            due_on=TODAY + timedelta(days=30),
        ),
        "pair_id": PersonPair(**own, first_id=near.key, second_id=person.key, score=9, found_at=now),
        "chat_id": Chat(
            **own, telegram_id=7_000_000 + person.key, person_id=person.key, status=ChatStatus.WAITING, linked_at=now
        ),
        "message": OutboxMessage(
            **own, office_id=near.office_id, person_id=person.key, telegram_id=person.key, kind="проба",
            text=f"Писмо {name}", created_at=now, not_before=now, expires_at=now,
        ),
        "kinship": Kinship(
            **own, person_id=person.key, relative_id=relative.key, kind=KinshipKind.SON, given_by="person", given_at=now
        ),
        "task_id": Task(
            **own, office_id=near.office_id, person_id=person.key, kind=TaskKind.CALL_ME, opened_at=now, due_at=now,
            words=f"Задача {name}",
        ),
    }  # fmt: skip


def _of_case(case: Case, staff: Staff) -> dict[str, Owned]:
    """What hangs on a case."""
    now, own = clock.now(), {"organisation_id": case.organisation_id, "case_id": case.key}
    return {
        "survey_id": Survey(**own, planned_at=now + timedelta(days=1), staff_id=staff.key),
        "assessment_id": Assessment(**own, kind=AssessmentKind.INDIVIDUAL, begun_by=staff.key, begun_at=now),
        "plan_id": SupportPlan(**own, edition=1, written_by=staff.key, written_at=now),
        "entry_id": EmergencyEntry(**own, staff_id=staff.key, reason="проба", since=now, until=now, seen_at=now),
    }


def _waiting(case: Case) -> WaitingEntry:
    return WaitingEntry(
        organisation_id=case.organisation_id, case_id=case.key, programme_id=case.programme_id,
        office_id=case.office_id, entered_at=clock.now(),
    )  # fmt: skip


async def _add(session: AsyncSession, *rows: Any) -> Any:
    session.add_all(rows)
    await session.flush()
    return rows[0]
