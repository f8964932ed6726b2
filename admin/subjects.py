"""The subjects of the panel. Importing them fills `admin.pages.PAGES`."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from admin import tasks, today
from domain.database import Database

SUBJECTS = (today, tasks)


def mounts(_database: Database) -> Sequence[BaseRoute]:
    """Parts of the panel that bring routes of their own."""
    return ()
