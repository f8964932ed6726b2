"""A record of every kind that a chat could name, of Мария, of her sealed case, and of two others."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from domain import clock
from models.applications import Application, ApplicationChannel, ApplicationStatus
from models.base import Owned
from models.cases import Case, CaseStatus, Secrecy
from models.courses import Course, CourseKind, CourseStatus, SignUp, SignUpStatus
from models.meals import MealOrder, OrderOrigin
from models.people import KinshipKind, Person
from models.places import Kitchen, Programme, ProgrammeKind, RuleSet
from models.routes import Driver, Route, RouteStatus, Stop, Vehicle
from models.waiting import Offer, WaitingEntry
from tests.bot.cells import Owner
from tests.case_work import case_of
from tests.cast import Cast
from tests.cast_rows import relative_row
from tests.domain.courses.course_work import public_training

TODAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 26)
#: The number on each one's door: no two are alike, so that a driver's button means one.
DOORS = {Owner.MARIA: 1, Owner.GUARDED: 2, Owner.OTHER: 77, Owner.FOREIGN: 78}
R = TypeVar("R", bound=Owned)


@dataclass
class Written:
    """What is whose: the numbers of the records, the words that name them, and what only their owners may read."""

    numbers: dict[str, int]
    words: dict[str, str]
    signs: tuple[str, ...]


async def write(session: AsyncSession, cast: Cast) -> dict[Owner, Written]:
    """Write everybody's records."""
    training = await public_training(session, cast, seats=9)
    maria = await _Records(session, cast, Owner.MARIA, cast.maria, training).written(cast.ivan)
    guarded = await _Records(session, cast, Owner.GUARDED, cast.maria, training).written()
    guarded.numbers = maria.numbers | guarded.numbers
    return {
        Owner.MARIA: maria,
        Owner.GUARDED: guarded,
        Owner.OTHER: await _Records(session, cast, Owner.OTHER, cast.ivanka, training).written(cast.todor),
        Owner.FOREIGN: await _Records(session, cast, Owner.FOREIGN, cast.goran, training).written(None),
    }


class _Records:
    """Writes what is one owner's."""

    def __init__(self, session: AsyncSession, cast: Cast, owner: Owner, person: Person, training: Course) -> None:
        self.session = session
        self.cast = cast
        self.owner = owner
        self.person = person
        self.training = training
        self.own: dict[str, Any] = {"organisation_id": person.organisation_id}

    async def written(self, *driver: Driver | None) -> Written:
        """Everything; food and a door where somebody drives there."""
        programme = await self._programme()
        numbers = {"person": self.person.key, "training": self.training.key}
        case = await self._case(programme, numbers)
        application = await self._application(programme, case, numbers)
        group = await self._group(programme, case, numbers)
        for one in driver:
            await self._food(one, numbers)
            await self._kin_and_seat(numbers)
        words = {
            "name": self.person.full_name, "phone": self.person.phone or "", "case": case.number,
            "application": application.number or "",
        }  # fmt: skip
        signs = (programme.name, case.number, words["application"], group.title, *self._name())
        return Written(numbers, words, signs)

    def _name(self) -> tuple[str, ...]:
        """The name that nobody else of the cast has; of Мария's the driver at her door reads it."""
        return (self.person.full_name, self.person.first_name) if self.person is not self.cast.maria else ()

    async def _programme(self) -> Programme:
        return await self._add(Programme(
            **self.own, code=f"К{DOORS[self.owner]}{self.owner.name[:1]}", name=f"Услуга {self.owner.name}",
            kind=ProgrammeKind.CHILDREN, rules=RuleSet.MUNICIPAL,
        ))  # fmt: skip

    async def _case(self, programme: Programme, numbers: dict[str, int]) -> Case:
        secrecy = Secrecy.SEALED if self.owner is Owner.GUARDED else Secrecy.OPEN
        case = await case_of(
            self.session, self.cast, self.person, programme, status=CaseStatus.WAITING, secrecy=secrecy
        )
        waits = self.own | {"case_id": case.key, "programme_id": programme.key, "office_id": case.office_id}
        now = clock.now()
        entry = await self._add(WaitingEntry(**waits, entered_at=now))
        offer = await self._add(Offer(**waits, entry_id=entry.key, offered_at=now, until=now + timedelta(days=9)))
        numbers |= {"case": case.key, "entry": entry.key, "offer": offer.key}
        return case

    async def _application(self, programme: Programme, case: Case, numbers: dict[str, int]) -> Application:
        application = await self._add(Application(
            **self.own, number=f"З-{self.owner.name}", programme_id=programme.key, office_id=case.office_id,
            channel=ApplicationChannel.DESK, status=ApplicationStatus.REGISTERED, wished_on=TODAY,
            first_name=self.person.first_name, last_name=self.person.last_name, person_id=self.person.key,
            case_id=case.key, guarded=self.owner is Owner.GUARDED, received_at=clock.now(),
        ))  # fmt: skip
        numbers["application"] = application.key
        return application

    async def _group(self, programme: Programme, case: Case, numbers: dict[str, int]) -> Course:
        """Group work, in which the case has a seat."""
        group = await self._add(Course(
            **self.own, office_id=case.office_id, programme_id=programme.key, kind=CourseKind.GROUP, seats=3,
            status=CourseStatus.OPEN, title=f"Група {self.owner.name}", starts_on=THURSDAY,
        ))  # fmt: skip
        seat = await self._add(SignUp(
            **self.own, course_id=group.key, status=SignUpStatus.SEATED, case_id=case.key, signed_at=clock.now()
        ))  # fmt: skip
        numbers |= {"group": group.key, "seat": seat.key}
        return group

    async def _food(self, driver: Driver | None, numbers: dict[str, int]) -> None:
        """Food of today on its way, and of Thursday."""
        now = clock.now()
        kitchens = select(Kitchen.id).where(col(Kitchen.organisation_id) == self.person.organisation_id)
        kitchen = {"kitchen_id": driver.kitchen_id if driver else (await self.session.scalars(kitchens)).one()}
        van = await self._add(Vehicle(**self.own, **kitchen, name=f"Бус {self.owner.name}"))
        route = await self._add(Route(
            **self.own, **kitchen, day=TODAY, name="Маршрут", vehicle_id=van.key, status=RouteStatus.UNDER_WAY,
            driver_id=driver.key if driver else None, departs_at=now, departed_at=now,
            returns_at=now + timedelta(hours=3),
        ))  # fmt: skip
        door = DOORS[self.owner]
        stop = await self._add(Stop(
            **self.own, route_id=route.key, address_id=self.person.address_id, day=TODAY, number=door, position=door,
            arrives_at=now, window_from=now, window_until=now + timedelta(hours=1),
        ))  # fmt: skip
        programme = self.cast.burgas_lunch if self.owner is Owner.FOREIGN else self.cast.lunch
        meal = self.own | kitchen | {
            "person_id": self.person.key, "programme_id": programme.key, "diet": self.person.diet,
            "origin": OrderOrigin.PHONE, "ordered_at": now,
        }  # fmt: skip
        await self._add(MealOrder(**meal, day=TODAY, stop_id=stop.key, closed_at=now))
        order = await self._add(MealOrder(**meal, day=THURSDAY))
        numbers |= {"stop": stop.key, "order": order.key, "door": door}

    async def _kin_and_seat(self, numbers: dict[str, int]) -> None:
        """A relative of whom the chats know nothing, and a seat on the training that everybody may see."""
        name = f"Роднина {self.owner.name}"
        relative = await relative_row(
            self.session, self.person, name, f"+3598888{DOORS[self.owner]:05}", KinshipKind.OTHER, may_order=True
        )
        await self._add(SignUp(
            **self.own, course_id=self.training.key, status=SignUpStatus.SEATED, person_id=self.person.key,
            signed_at=clock.now(),
        ))  # fmt: skip
        numbers["relative"] = relative.key

    async def _add(self, row: R) -> R:
        self.session.add(row)
        await self.session.flush()
        return row
