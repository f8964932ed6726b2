"""Whose service it is and where: organisation, offices, kitchens, districts, programmes, sites, days."""

from datetime import date, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Record, Versioned, choice, document

WORKING_WEEK = 0b0011111


class ProgrammeKind(StrEnum):
    """What a programme gives, as far as the program treats it differently."""

    MEALS = "meals"  #: cooked and brought to the door
    BULK_MEALS = "bulk_meals"  #: cooked and brought to a site in one load
    POINTS = "points"  #: handed out in the open (water, tea)
    HOUSEHOLD = "household"
    MEDICAL = "medical"
    SOCIAL = "social"
    LEGAL = "legal"
    ASSISTANCE = "assistance"
    CHILDREN = "children"
    RESIDENTIAL = "residential"
    PLAN_ITEM = "plan_item"  #: a line of the yearly plan that serves no person directly


class RuleSet(StrEnum):
    """Which procedure a programme follows."""

    NONE = "none"  #: no case: food in the open, a line of the plan
    MUNICIPAL = "municipal"  #: patronage: by the municipality's own rules
    DELEGATED = "delegated"  #: under the Social Services Act, with assessment, plan and contract
    OPEN = "open"  #: open to everybody, without directing (чл. 77 ЗСУ)


class Organisation(Record, table=True):
    """A municipality's provider of social care. Everything else belongs to one."""

    code: str = Field(unique=True, max_length=40)
    name: str
    municipality: str
    phone: str
    address: str = ""
    language: str = Field(default="bg", max_length=5)


class Office(Owned, Versioned, table=True):
    """An office (служба) that looks after the people of some districts."""

    name: str
    phone: str
    address: str = ""
    hours: str = ""

    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)


class Kitchen(Owned, Versioned, table=True):
    """A production kitchen; its vans leave together at `departs`."""

    name: str
    phone: str = ""
    address: str = ""
    lat: float
    lon: float
    departs: time = time(10, 0)
    loading_minutes: int = 10

    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)


class District(Owned, Versioned, table=True):
    """A district (район): says which office and which kitchen a person has."""

    name: str
    office_id: int = Field(foreign_key="office.id", index=True)
    kitchen_id: int = Field(foreign_key="kitchen.id", index=True)
    lat: float
    lon: float

    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)


class Programme(Owned, Versioned, table=True):
    """A line of the catalogue: what is given to whom, and until when a meal can be ordered or cancelled.

    `order_days_before` and `cancel_days_before` count working days before the day of delivery.
    """

    code: str = Field(max_length=20)
    name: str
    name_en: str = ""
    kind: ProgrammeKind = choice(ProgrammeKind)
    capacity: int | None = None
    rules: RuleSet = choice(RuleSet, default=RuleSet.NONE)
    weekdays: int = WORKING_WEEK
    order_days_before: int = 1
    order_until: time = time(14, 0)
    cancel_days_before: int = 0
    cancel_until: time = time(7, 30)
    active: bool = True
    facts: dict[str, Any] = document(default_factory=dict)

    __table_args__ = (sa.UniqueConstraint("organisation_id", "code"),)


class DayException(Owned, Versioned, table=True):
    """A day that the organisation works, or rests, against the calendar."""

    day: date
    working: bool
    reason: str = ""

    __table_args__ = (sa.UniqueConstraint("organisation_id", "day"),)


class Site(Owned, Versioned, table=True):
    """A place that takes many portions in one load: a shelter, a canteen, a club."""

    name: str
    kitchen_id: int = Field(foreign_key="kitchen.id", index=True)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    phone: str = ""
    portions: int = 0
    opens: time = time(10, 0)
    closes: time = time(13, 30)
    active: bool = True

    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)
