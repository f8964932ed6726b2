"""The plan's tab of a case: what holds, what is in work, and the start of the service."""

from admin.plans import form, overview

__all__ = ["form", "overview"]
