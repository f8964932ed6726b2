"""Service users in the panel: list, card, form, relatives, food, who has seen the file, and the end of service."""

from admin.people import card, ending, food, form, listing, openings, relatives

__all__ = ["card", "ending", "food", "form", "listing", "openings", "relatives"]
