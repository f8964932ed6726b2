"""The subjects of the panel. Importing them fills `admin.pages.PAGES`."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from admin import (
    applications,
    audit,
    cases,
    jobs,
    kitchens,
    links,
    me,
    menus,
    messages,
    people,
    phone,
    records,
    routes,
    staff,
    tasks,
    today,
)
from domain.database import Database

SUBJECTS = (
    today, tasks, messages, staff, me, audit, jobs, records, phone, people, applications, cases, menus, kitchens,
    routes, links,
)  # fmt: skip


def mounts(database: Database) -> Sequence[BaseRoute]:
    """Parts of the panel that bring routes of their own."""
    return records.routes(database)
