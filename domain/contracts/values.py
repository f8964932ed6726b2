"""What stands in a paper: the values of the fields that `fields` lists, in the language of the organisation."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from babel.dates import format_date
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock
from domain.access import Actor
from domain.addresses import address_line
from domain.assessing.forms import LIFE_DOMAINS
from domain.contracts.filling import Values
from domain.people.numbers import EGN_SCOPE
from domain.phones import spoken_phone
from domain.phrases import _, _n, say, say_n, word
from domain.plans.starting import plan_in_force
from domain.plans.writing import ActivityFacts, GoalFacts, goals_of
from domain.secrets import unseal
from models.audit import AuditAction
from models.cases import Case
from models.people import Address, Person
from models.places import Office, Organisation, Programme, RuleSet
from models.plans import Every, SupportPlan

#: A place to be filled in by hand.
BLANK = "." * 20
FEE_WORDS = {
    RuleSet.DELEGATED: _(
        "The fee is set by the Social Services Act and by the state's tariff of fees for social services; whoever the "
        "act exempts pays nothing."
    ),
    RuleSet.MUNICIPAL: _(
        "The fee is set by the ordinance of the municipal council on the fees for services, and is paid by the month."
    ),
    RuleSet.OPEN: _("No fee is paid for this service."),
}


@dataclass(frozen=True)
class Side:
    """The case and everybody on its paper."""

    case: Case
    person: Person
    address: Address
    programme: Programme
    office: Office
    organisation: Organisation

    @property
    def language(self) -> str:
        """The language in which the organisation writes its papers."""
        return self.organisation.language


async def side_of(session: AsyncSession, case: Case) -> Side:
    """The person, the service and the provider of a case that the actor may open."""
    rows = (
        sa.select(Person, Address, Programme, Office, Organisation)
        .select_from(Person)
        .join(Address, col(Address.id) == col(Person.address_id))
        .join(Programme, col(Programme.id) == case.programme_id)
        .join(Office, col(Office.id) == case.office_id)
        .join(Organisation, col(Organisation.id) == case.organisation_id)
        .where(col(Person.id) == case.person_id)
    )
    return Side(case, *(await session.execute(rows)).one())


def common_values(session: AsyncSession, actor: Actor, side: Side) -> dict[str, Any]:
    """The fields of every paper. The whole ЕГН stands in it: that it was opened is audited."""
    person, office, organisation = side.person, side.office, side.organisation
    audit.record(session, AuditAction.OPENED, EGN_SCOPE, person.key, person_id=person.key)
    names = (person.first_name, person.middle_name, person.last_name)
    return {
        "paper": {"date": long_day(side.language, clock.today()), "worker": actor.name},
        "case": {"number": side.case.number, "wished_on": long_day(side.language, side.case.wished_on)},
        "service": {"name": side.programme.name},
        "person": {
            "names": " ".join(name for name in names if name),
            "egn": unseal(person.egn_sealed, EGN_SCOPE) if person.egn_sealed else BLANK,
            "address": _whole_address(side.language, side.address),
            "phone": spoken_phone(person.phone),
        },
        "representative": dict.fromkeys(("names", "relation", "document", "together"), ""),
        "organisation": {
            "name": organisation.name,
            "municipality": organisation.municipality,
            "address": organisation.address,
            "phone": spoken_phone(organisation.phone),
        },
        "office": {"name": office.name, "address": office.address, "phone": spoken_phone(office.phone)},
    }


def term_values(language: str, starts_on: date, ends_on: date | None) -> Values:
    """From when until when, in words."""
    first, last = long_day(language, starts_on), long_day(language, ends_on) if ends_on else ""
    words = (
        say(language, _("from {first} to {last}"), first=first, last=last)
        if ends_on
        else say(language, _("from {first}, without a last day."), first=first)
    )
    return {"starts_on": first, "ends_on": last, "words": words}


async def plan_values(session: AsyncSession, side: Side) -> dict[str, Any]:
    """The plan in force with its rows; empty for a service that needs none and has none."""
    plan = await plan_in_force(session, side.case)
    goals = await goals_of(session, plan.key) if plan else ()
    return {
        "plan": _plan(side.language, plan),
        "goals": [_goal(side.language, goal) for goal in goals],
        "activities": [_activity(side.language, goal, one) for goal in goals for one in goal.activities],
    }


def _plan(language: str, plan: SupportPlan | None) -> Values:
    approved = plan.approved_at if plan else None
    review = plan.review_on if plan else None
    return {
        "approved_on": long_day(language, clock.local(approved).date()) if approved else "",
        "review_on": long_day(language, review) if review else "",
    }


def _goal(language: str, goal: GoalFacts) -> Values:
    area = LIFE_DOMAINS.get(goal.life_domain)
    return {
        "area": say(language, area) if area else "",
        "words": goal.words,
        "until": long_day(language, goal.until) if goal.until else "",
    }


def _activity(language: str, goal: GoalFacts, activity: ActivityFacts) -> Values:
    return {
        "goal": goal.words,
        "words": activity.words,
        "who": activity.who,
        "often": _often(language, activity),
        "until": long_day(language, activity.until) if activity.until else "",
    }


def _often(language: str, activity: ActivityFacts) -> str:
    every = word(language, activity.every)
    if activity.every is Every.ONCE:
        return every
    return say_n(language, _n("{n} time {every}", "{n} times {every}"), activity.times, every=every)


def _whole_address(language: str, address: Address) -> str:
    line = address_line(language, address)
    return line if line.startswith(address.settlement) else f"{address.settlement}, {line}"


def long_day(language: str, day: date) -> str:
    """The day as papers write it: "24 ноември 2026 г."; the narrow space of the calendar is missing in many fonts."""
    return format_date(day, "long", locale=language).replace("\u202f", "\u00a0")
