"""Courses in the panel: the list and the card, sessions with who came, the worker's week, hours, a centre's month."""

from admin.courses import card, form, hours, listing, meeting, month, of_case, series, week

__all__ = ["card", "form", "hours", "listing", "meeting", "month", "of_case", "series", "week"]
