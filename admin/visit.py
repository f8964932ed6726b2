"""One request of a signed-in member of staff, as a page sees it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain import secrets
from domain.access import Actor
from domain.cases.heads import CaseHead
from domain.database import Database
from domain.phrases import Phrase, refusal_text, say
from domain.refusals import NotFound, Refusal, Stale, WrongInput
from domain.versions import LastChange

FLASH = "panel_says"
_SEALED_FLASH = "panel.flash"


@dataclass(frozen=True)
class Visitor:
    """A signed-in member of staff, and the token of this browser."""

    actor: Actor
    token: str


@dataclass
class Shown:
    """A template with its facts, rendered after the page has answered."""

    template: str
    facts: dict[str, Any]
    title: str = ""
    status: int = 200


@dataclass
class Visit:
    """Who asks, in which transaction, with what typed; and the two ways to answer."""

    request: Request
    session: AsyncSession
    actor: Actor
    form: ImmutableMultiDict[str, Any] | None = None
    refusal: Refusal | None = None
    #: The form was typed before the sign-in expired and is not saved yet.
    brought_back: bool = False
    says: str = field(default="")
    #: Who was quicker, when the refusal is Stale and the audit tells.
    last_change: LastChange | None = None
    _edits: bool = False

    @property
    def language(self) -> str:
        """The language of the reader."""
        return self.actor.language

    @property
    def database(self) -> Database:
        """For domain functions that open their own units of work (`own_units`)."""
        found: Database = self.request.app.state.database
        return found

    @property
    def token(self) -> str:
        """The token of this browser's own session."""
        token: str = self.request.state.visitor.token
        return token

    def number(self, name: str) -> int:
        """A number from the address. Raises NotFound when it could not be one of a record."""
        found = int(self.request.path_params[name])
        if found > 2**31 - 1:
            raise NotFound
        return found

    def demand_below(self, parent: str, number: int | None) -> None:
        """What was changed hangs on the record that the address names; else NotFound, and the unit takes it back."""
        if self.number(parent) != number:
            raise NotFound

    def asked(self, name: str, default: str = "") -> str:
        """A value from the query of the address."""
        return self.request.query_params.get(name, default).replace("\0", "").strip()

    def typed(self, name: str, value: Any = "") -> str:
        """What was typed in the field; `value` while nothing was."""
        if self.form is None or not self._was_sent(name):
            return "" if value is None else str(value)
        found = self.form.get(name, "")
        return found.replace("\0", "").strip() if isinstance(found, str) else ""

    def secret(self, name: str) -> str:
        """A password as it was typed, spaces at its ends included."""
        found = self.form.get(name, "") if self.form else ""
        return found if isinstance(found, str) else ""

    def sent(self, name: str) -> tuple[str, bytes]:
        """The file of a field, its name and content; both empty when none was chosen."""
        files: dict[str, tuple[str, bytes]] = getattr(self.request.state, "files", {})
        return files.get(name, ("", b""))

    def chosen(self, name: str, values: Sequence[Any] = ()) -> list[str]:
        """Every value that was chosen for the field; `values` while no form with it was sent."""
        if self.form is None or not self._was_sent(name):
            return [str(value) for value in values]
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    @property
    def stale(self) -> bool:
        """Whether the press was refused because somebody else was quicker."""
        return isinstance(self.refusal, Stale)

    def seen(self, stands: int | str, name: str = "version") -> str:
        """For the hidden field of a form: which state of a record it was filled from.

        Once both versions have been shown, the next save is of the newest one: made knowingly.
        """
        return str(stands) if self.stale else self.typed(name, stands)

    def editing(self, stands: int | str, name: str = "version") -> str:
        """The same for a form of what is on file: after Stale its fields say what stands there now.

        The macros of fields do it, where the value that they are given is the one on file.
        """
        self._edits = True
        return self.seen(stands, name)

    def differs(self, name: str, value: Any) -> bool:
        """Whether, after Stale, something else was typed in the field than stands on file now."""
        was_typed = self.typed(name).splitlines()
        return self._compares(name) and was_typed != ("" if value is None else str(value)).splitlines()

    def differ(self, name: str, values: Sequence[Any]) -> bool:
        """The same for a field of several choices."""
        return self._compares(name) and set(self.chosen(name)) != {str(value) for value in values}

    def _compares(self, name: str) -> bool:
        return self._edits and self.stale and self._was_sent(name)

    def _was_sent(self, name: str) -> bool:
        return self.form is not None and (name in self.form or bool(self.form.get(f"{name}-shown")))

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong with which field, in words."""
        if not isinstance(self.refusal, WrongInput):
            return {}
        return {name: say(self.language, Phrase(text)) for name, text in self.refusal.fields.items()}

    @property
    def problem(self) -> str:
        """Why the press was refused and what to do next, in words; empty when it was not."""
        return refusal_text(self.language, self.refusal) if self.refusal else ""

    def say(self, phrase: Phrase, **values: Any) -> str:
        """A phrase in the reader's language."""
        return say(self.language, phrase, **values)

    def show(self, template: str, *, title: str = "", status: int = 200, **facts: Any) -> Shown:
        """Answer with a page. On one of a case the reader may do what is allowed in that case."""
        if isinstance(head := facts.get("head"), CaseHead):
            facts.setdefault("may", head.may)
        return Shown(template, facts, title, status)

    def go(self, path: str, phrase: Phrase | None = None, **values: Any) -> Response:
        """Answer with another page of ours, which will say the phrase on top."""
        answer = RedirectResponse(quote(path, safe="/?&=%#:,"), 303)
        if phrase:
            sealed = secrets.seal(say(self.language, phrase, **values), _SEALED_FLASH)
            answer.set_cookie(
                FLASH, base64.urlsafe_b64encode(sealed).decode(), max_age=60, httponly=True, samesite="lax"
            )
        return answer


def flash_of(request: Request) -> str:
    """What the page before wanted to say; nothing when the cookie is not one of ours."""
    cookie = request.cookies.get(FLASH, "")
    try:
        return secrets.unseal(base64.urlsafe_b64decode(cookie), _SEALED_FLASH) if cookie else ""
    except Exception:  # noqa: BLE001 - whatever is wrong with a stranger's cookie, it says nothing
        return ""
