"""Vans, drivers, the usual routes, and each day's routes with their stops and what was reported at the doors."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, document, moment


class RouteStatus(StrEnum):
    """How far a route is."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    FINISHED = "finished"


class Outcome(StrEnum):
    """What happened at a door."""

    DELIVERED = "delivered"
    NOT_OPENED = "not_opened"
    REFUSED = "refused"
    WRONG_ADDRESS = "wrong_address"
    UNWELL = "unwell"
    OTHER = "other"


class UnplacedReason(StrEnum):
    """Why a door stands on no route."""

    NO_CAPACITY = "no_capacity"
    NO_TIME = "no_time"
    TOO_FAR = "too_far"
    NO_PIN = "no_pin"  #: the address has no place on the map yet
    NO_VAN = "no_van"


class Vehicle(Owned, Versioned, table=True):
    """A van and the hours in which it may be out."""

    name: str
    plate: str = ""
    kitchen_id: int = Field(foreign_key="kitchen.id", index=True)
    capacity: int = 80
    shift_start: time = time(9, 30)
    shift_end: time = time(14, 0)
    active: bool = True

    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)


class Driver(Owned, Versioned, table=True):
    """A driver; one without a phone for the chat gets a printed sheet."""

    name: str
    phone: str | None = Field(default=None, max_length=20)
    kitchen_id: int = Field(foreign_key="kitchen.id", index=True)
    vehicle_id: int | None = Field(default=None, foreign_key="vehicle.id")
    language: str = Field(default="bg", max_length=5)
    active: bool = True


class UsualRoute(Owned, Versioned, table=True):
    """The route that a driver usually drives: the doors in their order, as numbers of addresses."""

    name: str
    kitchen_id: int = Field(foreign_key="kitchen.id", index=True)
    vehicle_id: int = Field(foreign_key="vehicle.id")
    driver_id: int | None = Field(default=None, foreign_key="driver.id")
    addresses: list[int] = document(default_factory=list)

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "name"),
        sa.UniqueConstraint("vehicle_id"),
    )


class Route(Owned, Versioned, table=True):
    """One van's way on one day."""

    day: date
    name: str
    kitchen_id: int = Field(foreign_key="kitchen.id")
    vehicle_id: int = Field(foreign_key="vehicle.id")
    driver_id: int | None = Field(default=None, foreign_key="driver.id", index=True)
    status: RouteStatus = choice(RouteStatus, default=RouteStatus.PLANNED)
    departs_at: datetime = moment()
    returns_at: datetime = moment()
    departed_at: datetime | None = moment(default=None)
    finished_at: datetime | None = moment(default=None)
    metres: int = 0

    __table_args__ = (
        sa.UniqueConstraint("day", "vehicle_id"),
        sa.Index("ix_route_day", "organisation_id", "day", "kitchen_id"),
    )


class Stop(Owned, table=True):
    """One door on one day: a household or a site. Its `number` is what the driver's buttons carry and never changes
    while the route stands; `position` is the order of driving.
    """

    route_id: int = Field(foreign_key="route.id", index=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id")
    day: date
    number: int
    position: int
    arrives_at: datetime = moment()
    window_from: datetime = moment()
    window_until: datetime = moment()
    outcome: Outcome | None = choice(Outcome, default=None)
    outcome_words: str = ""
    reported_at: datetime | None = moment(default=None)

    __table_args__ = (
        sa.UniqueConstraint("route_id", "number"),
        sa.UniqueConstraint("day", "address_id"),
    )


class StopReport(Owned, table=True):
    """Everything that was ever reported of a stop, in order; the last one stands on the stop."""

    stop_id: int = Field(foreign_key="stop.id", index=True)
    outcome: Outcome = choice(Outcome)
    words: str = ""
    happened_at: datetime = moment()
    reported_at: datetime = moment()
    reported_by: str = ""
    driver_id: int | None = Field(default=None, foreign_key="driver.id")
    staff_id: int | None = Field(default=None, foreign_key="staff.id")


class DayPlan(Owned, table=True):
    """That the routes of one kitchen and day were planned, when, and what was missing."""

    day: date
    kitchen_id: int = Field(foreign_key="kitchen.id")
    planned_at: datetime = moment()
    vans_short: int = 0
    told_at: datetime | None = moment(default=None)
    facts: dict[str, Any] = document(default_factory=dict)

    __table_args__ = (sa.UniqueConstraint("kitchen_id", "day"),)


class Unplaced(Owned, table=True):
    """A door that no route of the day could take: shown until somebody places it."""

    day: date
    kitchen_id: int = Field(foreign_key="kitchen.id", index=True)
    address_id: int = Field(foreign_key="address.id")
    reason: UnplacedReason = choice(UnplacedReason)

    __table_args__ = (sa.UniqueConstraint("day", "address_id"),)
