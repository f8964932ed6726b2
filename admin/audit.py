"""The audit: who did what to which record, before and after."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from admin.pages import Answer, page
from admin.reading import number_asked, whole
from admin.rendering import moment_words
from admin.visit import Visit
from domain.access import Deed
from domain.audit_reading import audit_page
from domain.people.searching import PeopleFilter, PersonRow, search_people
from domain.phrases import _, say
from domain.record_names import RECORDS
from domain.rights.fields import field_name
from models.audit import AuditAction, AuditEntry

#: A moment as the audit keeps it.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*$")
#: Of these the line above says enough.
_OF_EVERY_RECORD = frozenset({"id", "organisation_id", "version"})
_MOST_PEOPLE = 10
FILTERS = ("record", "record_id", "person", "by", "action")


@page("/audit", deed=Deed.SEE_AUDIT, title=_("Who did what"))
async def audit(visit: Visit) -> Answer:
    """The newest deeds, narrowed by the filters in the address."""
    asked = {name: visit.asked(name) for name in FILTERS}
    people = await _people_meant(visit)
    if len(people) == 1:
        asked["person"] = str(people[0].id)
    found = await audit_page(
        visit.session,
        visit.actor,
        record=asked["record"],
        record_id=number_asked(visit, "record_id"),
        person_id=whole(asked["person"]),
        by=asked["by"],
        action=next((one for one in AuditAction if one.value == asked["action"]), None),
        older_than=number_asked(visit, "older"),
    )
    return visit.show(
        "audit/list.html", found=found, asked=asked, actions=list(AuditAction), records=RECORDS, people=people,
        told=partial(_told, visit.actor.language),
    )  # fmt: skip


async def _people_meant(visit: Visit) -> list[PersonRow]:
    """Who may be meant by the name, phone or ЕГН that was typed; those who are served no longer too."""
    text = visit.asked("about")
    if not text:
        return []
    everybody = PeopleFilter(status=None)
    return (await search_people(visit.session, visit.actor, text=text, per_page=_MOST_PEOPLE, where=everybody)).rows


def _told(language: str, entry: AuditEntry) -> Iterator[tuple[str, str | None, str]]:
    """What stood in each field before, where it was changed, and what stands there now."""
    before, after = entry.before or {}, entry.after or {}
    for name, value in (after or before).items():
        if name not in _OF_EVERY_RECORD:
            known = field_name(entry.record, name)
            was = _value(before.get(name)) if before and after else None
            yield say(language, known) if known else name, was, _value(value)


def _value(value: object) -> str:
    if isinstance(value, str) and _MOMENT.match(value):
        return moment_words(datetime.fromisoformat(value))
    return "—" if value is None else str(value)
