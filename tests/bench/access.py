"""How many cells of the rights have a test of their own, at the web door and at the chat's."""

from collections.abc import Iterator

from models.staff import Role
from tests.admin.cells import LISTINGS, cells
from tests.bench.figures import Figure
from tests.bot.cells import how_many as in_the_chat


def counted() -> Iterator[Figure]:
    """Cells of role × address × own or another's that the panel's tests ask, and of who × whose × named how in chats.

    Counted from what `tests/admin/test_cells.py` and `tests/bot/test_cells.py` ask.
    """
    asked = {cell for role in Role for cell in cells(role)}
    listed = {(role, one.paths, place) for role in Role for one in LISTINGS for place in one.places}
    yield Figure("access.cells", len(asked) + len(listed) + in_the_chat(), "cells")
