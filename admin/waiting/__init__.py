"""Waiting in the panel: how full the services are, their lines, the place of a case, and the numbers of places."""

from admin.waiting import lines, of_case, places

__all__ = ["lines", "of_case", "places"]
