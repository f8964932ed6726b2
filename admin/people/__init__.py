"""Service users in the panel: the list, the card, the form, relatives, food, and the end of service."""

from admin.people import card, ending, food, form, listing, relatives

__all__ = ["card", "ending", "food", "form", "listing", "relatives"]
