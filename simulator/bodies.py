"""What the control API takes: one class a request, every field checked."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from simulator.faults import Kind
from simulator.flood import Mode

MOST_WAIT_SECONDS = 120.0


class Body(BaseModel):
    """A request's JSON; a field nobody knows is a mistake of the caller."""

    model_config = ConfigDict(extra="forbid")


class Phone(Body):
    """A person with a telephone."""

    name: str = Field(min_length=1, max_length=64)
    phone: str | None = Field(default=None, max_length=32)
    user_id: int | None = Field(default=None, gt=0)
    language: str = "bg"


class Group(Body):
    """A group the bot is in."""

    title: str = Field(min_length=1, max_length=128)


class Text(Body):
    """Words, a key, a link: whatever the person enters."""

    text: str


class PressBody(Body):
    """An inline button by its text or data."""

    button: str
    message_id: int | None = None


class Contact(Body):
    """A contact from the address book; `own` is what the contact button shares."""

    own: bool = True
    phone: str = ""
    first_name: str = "Познат"
    user_id: int | None = None


class Place(Body):
    """A place on the map."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Voice(Body):
    """A voice message; without content it is a second of silence."""

    seconds: int = 3
    content: str | None = None


class Photo(Body):
    """A photo as base64."""

    content: str
    caption: str = ""


class Wait(Body):
    """What to wait for: a message of the bot with this text, after that message."""

    text: str = ""
    after: int = 0
    seconds: float = Field(default=30, le=MOST_WAIT_SECONDS)


class FaultBody(Body):
    """A scripted fault."""

    kind: Kind
    method: str | None = None
    chat_id: int | None = None
    times: int | None = Field(default=1, ge=1)
    seconds: float = Field(default=5, ge=0)


class Steering(Body):
    """Settings of the simulator itself; what is not given stays."""

    down: bool | None = None
    flood: Mode | None = None
    ahead: float | None = None
    now: datetime | None = None
    webhook_pace: float | None = Field(default=None, ge=0)
