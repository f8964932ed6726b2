"""What happened to a service user's record, in words, from the audit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access
from domain.access import Actor, ActorKind
from domain.people.in_use import cards_of
from domain.phrases import Phrase, Spoken, _, say, spoken, word
from models.audit import AuditAction, AuditEntry
from models.meals import OrderStatus
from models.people import PersonStatus, Relative
from models.routes import Driver
from models.staff import Staff
from models.tasks import TaskKind, TaskOutcome


@dataclass(frozen=True)
class Event:
    """One deed: when, who, and what, to be worded in the reader's language."""

    at: datetime
    who: Spoken
    what: Spoken


async def history_of(session: AsyncSession, actor: Actor, *, person_id: int, limit: int = 30) -> list[Event]:
    """The last deeds that concern the person, on cards that were joined too, the newest first.

    Lookings-in are left to the audit page; what tells of health is for whoever sees diet and allergens on the card.
    """
    person = await access.find(session, access.visible_people(actor), person_id)
    rows = (
        sa.select(AuditEntry)
        .where(
            col(AuditEntry.person_id).in_(cards_of(person.key)),
            col(AuditEntry.organisation_id) == person.organisation_id,
            col(AuditEntry.record).in_(_WORDS),
            col(AuditEntry.action).in_((AuditAction.CREATED, AuditAction.CHANGED)),
        )
        .order_by(col(AuditEntry.id).desc())
        .limit(limit)
    )
    entries = list(await session.scalars(rows))
    names = await _names(session, {entry.actor for entry in entries})
    if not actor.sees_health:
        entries = [entry for entry in entries if not _tells_of_health(entry)]
    told = ((entry, _WORDS[entry.record](entry)) for entry in entries)
    return [Event(entry.at, names.get(entry.actor, _UNKNOWN), what) for entry, what in told if what]


_WHO: dict[str, Spoken] = {
    ActorKind.PERSON: spoken(_("the person")),
    ActorKind.JOB: spoken(_("the program")),
    ActorKind.STRANGER: spoken(_("a phone that was not linked yet")),
}
_UNKNOWN = spoken(_("somebody who is no longer here"))
_NAMED: dict[str, Any] = {ActorKind.STAFF: Staff, ActorKind.RELATIVE: Relative, ActorKind.DRIVER: Driver}


async def _names(session: AsyncSession, labels: Iterable[str]) -> dict[str, Spoken]:
    """Who the labels of the audit are ("staff:5"): three look-ups at most, however many there are."""
    found: dict[str, Spoken] = {}
    numbers: dict[str, set[int]] = {}
    for label in labels:
        kind, _colon, number = label.partition(":")
        if kind in _WHO:
            found[label] = _WHO[kind]
        elif number.isdigit():
            numbers.setdefault(kind, set()).add(int(number))
    for kind, wanted in numbers.items():
        if kind in _NAMED:
            table = _NAMED[kind]
            for number, name in await session.execute(sa.select(table.id, table.name).where(table.id.in_(wanted))):
                found[f"{kind}:{number}"] = _as_written(name)
    return found


def _as_written(name: str) -> Spoken:
    """A name, the same in every language."""
    return lambda _language: name


#: Tasks and outcomes that say how somebody is.
_OF_HEALTH = (TaskKind.UNWELL, TaskKind.DIET_CLASH, TaskOutcome.HELP_SENT, TaskOutcome.EMERGENCY)


def _tells_of_health(entry: AuditEntry) -> bool:
    after = entry.after or {}
    if entry.record == "person" and entry.action is AuditAction.CHANGED:
        return not {"diet", "allergens"}.isdisjoint(after)
    return entry.record == "task" and (after.get("kind") in _OF_HEALTH or after.get("outcome") in _OF_HEALTH)


_FIELDS: dict[str, Phrase] = {
    "first_name": _("name"),
    "middle_name": _("name"),
    "last_name": _("name"),
    "sex": _("sex"),
    "born": _("day of birth"),
    "egn_sealed": _("ЕГН"),
    "phone": _("phone"),
    "second_phone": _("phone"),
    "address_id": _("address"),
    "office_id": _("office"),
    "diet": _("diet"),
    "allergens": _("allergens"),
    "lives_alone": _("lives alone"),
    "key_holder": _("who has a key"),
    "driver_note": _("note for the driver"),
    "language": _("language"),
}


def _person(entry: AuditEntry) -> Spoken | None:
    if entry.action is AuditAction.CREATED:
        return spoken(_("put on the list"))
    after = entry.after or {}
    if "status" in after:
        served = after["status"] == PersonStatus.ACTIVE
        return spoken(_("the service began again")) if served else spoken(_("the service ended"))
    fields = list(dict.fromkeys(_FIELDS[name] for name in after if name in _FIELDS))
    if not fields:
        return None
    return lambda language: say(
        language, _("changed: {fields}"), fields=", ".join(say(language, field) for field in fields)
    )


def _kinship(entry: AuditEntry) -> Spoken | None:
    after = entry.after or {}
    if entry.action is AuditAction.CREATED:
        return spoken(_("a relative was written down"))
    if after.get("ended_at"):
        return spoken(_("a relative was taken off"))
    return spoken(_("the rights of a relative were changed"))


_CHAT: dict[tuple[AuditAction, str], Phrase] = {
    (AuditAction.CREATED, "linked"): _("a phone was linked to the chat"),
    (AuditAction.CREATED, "waiting"): _("a phone asked to be linked"),
    (AuditAction.CHANGED, "linked"): _("the office approved a phone"),
    (AuditAction.CHANGED, "revoked"): _("the link to a phone ended"),
}


def _chat(entry: AuditEntry) -> Spoken | None:
    phrase = _CHAT.get((entry.action, str((entry.after or {}).get("status"))))
    return spoken(phrase) if phrase else None


def _code(entry: AuditEntry) -> Spoken | None:
    return spoken(_("a code for the chat was made")) if entry.action is AuditAction.CREATED else None


def _task(entry: AuditEntry) -> Spoken | None:
    after = entry.after or {}
    if entry.action is AuditAction.CREATED:
        return _with_word(_("task: {word}"), TaskKind(after["kind"]))
    if after.get("outcome"):
        return _with_word(_("task closed: {word}"), TaskOutcome(after["outcome"]))
    return None


def _order(entry: AuditEntry) -> Spoken | None:
    whole = {**(entry.before or {}), **(entry.after or {})}
    if "day" not in whole or "status" not in whole:
        return None
    day, status = date.fromisoformat(str(whole["day"])), OrderStatus(whole["status"])
    if status is OrderStatus.CANCELLED:
        return spoken(_("food cancelled: {day}"), day=day)
    return spoken(_("food ordered: {day}"), day=day)


def _subscription(entry: AuditEntry) -> Spoken | None:
    if (entry.after or {}).get("ends_on") and entry.action is AuditAction.CHANGED:
        return spoken(_("the weekly order ended"))
    return spoken(_("the weekly order was changed"))


def _pause(entry: AuditEntry) -> Spoken | None:
    starts_on = (entry.after or {}).get("starts_on")
    if entry.action is AuditAction.CREATED and starts_on:
        return spoken(_("food stopped from: {day}"), day=date.fromisoformat(str(starts_on)))
    return spoken(_("the days without food were changed"))


def _with_word(phrase: Phrase, value: Enum) -> Spoken:
    return lambda language: say(language, phrase, word=word(language, value))


_WORDS: dict[str, Callable[[AuditEntry], Spoken | None]] = {
    "person": _person,
    "kinship": _kinship,
    "chat": _chat,
    "link_code": _code,
    "task": _task,
    "meal_order": _order,
    "subscription": _subscription,
    "pause": _pause,
}
