"""Cases in the panel: the board, the overview, notes, documents, history; and the frame of every page of a case."""

from admin.cases import board, caseload, files, history, notes, overview, steps

__all__ = ["board", "caseload", "files", "history", "notes", "overview", "steps"]
