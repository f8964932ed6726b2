"""What people ask about their own data: the list, one person's requests, an answer, a restriction, a copy."""

from admin.rights import copying, listing, person, receiving, sheet

__all__ = ["copying", "listing", "person", "receiving", "sheet"]
