"""A form that was sent after the sign-in had expired: sealed into the sign-in page, and brought back filled."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.datastructures import ImmutableMultiDict

from domain import clock, secrets

_SCOPE = "panel.kept"
LIFE = timedelta(hours=12)


@dataclass(frozen=True)
class Kept:
    """Where a form was sent, by whom if that is known, and what was typed in it."""

    path: str
    staff_id: int | None
    fields: ImmutableMultiDict[str, Any]
    query: str = ""


def seal(kept: Kept) -> str:
    """The form as a text that only this installation can read."""
    fields = [
        (name, value) for name, value in kept.fields.multi_items() if isinstance(value, str) and "password" not in name
    ]
    facts = {"path": kept.path, "query": kept.query, "staff": kept.staff_id, "fields": fields}
    text = json.dumps({**facts, "at": clock.now().isoformat()})
    return base64.urlsafe_b64encode(secrets.seal(text, _SCOPE)).decode()


def unseal(sealed: str, staff_id: int) -> Kept | None:
    """The form again, for the one who typed it; nothing for another, or when it is too old."""
    try:
        found = json.loads(secrets.unseal(base64.urlsafe_b64decode(sealed), _SCOPE)) if sealed else None
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not one of ours
        return None
    if not found or found["staff"] not in (None, staff_id):
        return None
    if clock.now() - datetime.fromisoformat(found["at"]) > LIFE:
        return None
    fields = ImmutableMultiDict([(name, value) for name, value in found["fields"]])
    return Kept(found["path"], found["staff"], fields, found["query"])
