"""What the service says no to. The class is the rule, its docstring the English sentence, its name the phrase key.

A refusal is worded by the door with `domain.phrases.refusal_text`; values for the sentence are its keyword arguments.
Anything else that is raised is a bug.
"""

from typing import Any


class Refusal(Exception):
    """This cannot be done. Please call the office."""

    def __init__(self, **values: Any) -> None:
        super().__init__(type(self).__name__)
        self.values = values


class NotFound(Refusal):
    """This record is not there. Please go back and search again."""


class NotAllowed(Refusal):
    """Your role does not allow this. Please ask the administrator."""


class Stale(Refusal):
    """Somebody else has changed this meanwhile. Please look at both versions and save again."""

    def __init__(self, row: Any = None) -> None:
        super().__init__()
        self.record: str = row.__tablename__ if row else ""
        self.record_id: int | None = row.id if row else None


class WrongInput(Refusal):
    """Please correct the marked fields."""

    def __init__(self, **fields: str) -> None:
        super().__init__()
        self.fields = fields
