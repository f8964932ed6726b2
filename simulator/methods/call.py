"""One call of the Bot API on its way to the function that performs it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulator.updates import Updates
from simulator.webhook import Webhook
from simulator.world import Json, World


@dataclass(frozen=True)
class Upload:
    """A file sent along with a call."""

    name: str
    mime_type: str
    content: bytes


@dataclass
class Call:
    """The checked fields of a call, its files, and what it may act on."""

    params: Json
    world: World
    updates: Updates
    webhook: Webhook
    uploads: dict[str, Upload] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """A field, or the default when it was not given."""
        return self.params.get(name, default)


Handler = Callable[[Call], Any]
