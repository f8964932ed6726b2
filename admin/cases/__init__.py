"""Cases in the panel: the board, the overview, notes, documents, history; and the frame of every page of a case."""

from admin.cases import overview

__all__ = ["overview"]
