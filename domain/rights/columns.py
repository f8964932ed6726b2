"""Which columns of a person's records are given out, which are opened first, and which are left out and why.

The person gets all that is written about the person: also the notes for the supervisor alone, since no law excepts
them (чл. 15 ОРЗД). What tells of others is left out (чл. 15(4)): whom a card was compared with, phones of relatives and
of who called. Members of staff and relatives are named, with nothing else about them: they are who has seen the data.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any

import sqlalchemy as sa

from domain.people.numbers import EGN_SCOPE
from domain.referrals.details import opened
from domain.rights.scope import Kind, kinds
from domain.secrets import unseal

#: Of every table: whose municipality it is, counters of saves, and what makes a search quick.
_OF_THE_PROGRAM = frozenset({"organisation_id", "version", "search_text"})
#: Of single tables: codes and hashes, how a message was sent, names on the disk, and what is about others.
_WITHHELD: dict[str, frozenset[str]] = {
    "address": frozenset({"building"}),
    "application": frozenset({"egn_hash", "chat"}),
    "case_file": frozenset({"stored_as"}),
    "link_code": frozenset({"code_hash"}),
    "outbox_message": frozenset(
        {
            "telegram_id", "kind", "markup", "dedupe_key", "priority", "must_arrive", "silent", "attempts", "repeated",
            "lease_until", "worker", "message_id", "error", "not_before", "expires_at",
        }
    ),
    "person": frozenset({"egn_hash"}),
    "person_pair": frozenset({"first_id", "second_id", "words"}),
    "sign_up": frozenset({"chat"}),
    "task": frozenset({"phone", "chat", "asked_by"}),
}  # fmt: skip

#: Sealed columns, under which name they are given out, and how they are opened.
OPENED: dict[tuple[str, str], tuple[str, Callable[[bytes], Any]]] = {
    ("person", "egn_sealed"): ("egn", lambda sealed: unseal(sealed, EGN_SCOPE)),
    ("application", "egn_sealed"): ("egn", lambda sealed: unseal(sealed, EGN_SCOPE)),
    ("referral", "details_sealed"): ("details", lambda sealed: asdict(opened(sealed))),
}

#: Columns that hold who did something as the audit writes it ("staff:5").
LABELS = frozenset(
    {
        ("audit_entry", "actor"),
        ("audit_entry", "on_behalf_of"),
        ("offer", "answered_by"),
        ("stop_report", "reported_by"),
    }
)

#: Sessions of a course are told by their beginning alone: what else stands there is about others too.
_NAMED_BY = {"meeting": "starts_at", "case": "number"}


def given_columns(kind: Kind) -> tuple[str, ...]:
    """The columns of a table that are given out, in its order; sealed ones under their own name, opened later."""
    silent = withheld(kind.name)
    return tuple(column.name for column in kind.table.columns if column.name not in silent)


def withheld(table: str) -> frozenset[str]:
    """The columns of a table that are not given out."""
    return _OF_THE_PROGRAM | _WITHHELD.get(table, frozenset())


def given_name(table: str, column: str) -> str:
    """Under which name a column is given out."""
    known = OPENED.get((table, column))
    return known[0] if known else column


@cache
def looked_up(kind: Kind) -> Mapping[str, tuple[sa.Table, str]]:
    """Columns that point to something with a name: to which table, and which of its columns is the name."""
    own = {one.name for one in kinds()}
    found: dict[str, tuple[sa.Table, str]] = {}
    for key in kind.table.foreign_keys:
        target = key.column.table
        name = _NAMED_BY.get(target.name) or next((one for one in ("name", "title") if one in target.c), None)
        if name and (target.name not in own or target.name in _NAMED_BY):
            found[key.parent.name] = (target, name)
    return {column: place for column, place in found.items() if column in given_columns(kind)}


def opened_value(table: str, column: str, value: Any) -> Any:
    """The value with its seal opened."""
    known = OPENED.get((table, column))
    return known[1](value) if known and value else value


def plain(value: Any) -> Any:
    """A value as JSON has it: days and moments by ISO 8601, members of closed sets by their code."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return value


def as_json(content: Any) -> bytes:
    """Readable JSON in UTF-8."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
