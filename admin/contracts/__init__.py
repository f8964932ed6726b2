"""Contracts in the panel: the office's templates, and the tab of a case on which a contract is printed and signed."""

from admin.contracts import tab, templates

__all__ = ["tab", "templates"]
