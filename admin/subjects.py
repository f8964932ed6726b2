"""The subjects of the panel. Importing them fills `admin.pages.PAGES`."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from admin import (
    applications,
    assessing,
    audit,
    cases,
    consents,
    contracts,
    courses,
    institutions,
    jobs,
    keeping,
    kitchens,
    links,
    me,
    menus,
    messages,
    people,
    phone,
    plans,
    records,
    referrals,
    rights,
    routes,
    spreadsheets,
    staff,
    tasks,
    timelines,
    today,
    waiting,
)
from domain.database import Database

SUBJECTS = (
    today, timelines, tasks, messages, staff, me, audit, jobs, records, phone, people, applications, cases, assessing,
    plans, contracts, menus, kitchens, routes, links, referrals,
    institutions, consents, rights, keeping, waiting, courses, spreadsheets,
)  # fmt: skip


def mounts(database: Database) -> Sequence[BaseRoute]:
    """Parts of the panel that bring routes of their own."""
    return records.routes(database)
