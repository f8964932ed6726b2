"""How long records are kept: the terms, a look at what is over, carrying it out; and one person made anonymous."""

import asyncio
from typing import Any

from admin.pages import Answer, page
from admin.reading import one_typed, whole
from admin.visit import Visit
from domain.access import Deed
from domain.keeping.erasing import erase_person, erasure_of
from domain.keeping.kinds import ALWAYS_KEPT, KINDS
from domain.keeping.rules import set_rule, terms
from domain.keeping.running import FINISHED, dry_run, due_people, found_by, last_look, past_runs, real_run
from domain.phrases import _, refusal_text
from domain.refusals import NotFound
from models.rights import RetentionDeed

#: A short run is answered with its end; a long one goes on while the page shows how far it is.
PATIENCE_SECONDS = 3.0
_running: set[asyncio.Task[Any]] = set()


@page("/keeping", deed=Deed.SET_RETENTION, title=_("Keeping of records"))
async def keeping(visit: Visit) -> Answer:
    """The terms, what the last look has found, and the past runs."""
    look = await last_look(visit.session, visit.actor)
    return visit.show(
        "keeping/keeping.html",
        terms=await terms(visit.session, visit.actor),
        always=ALWAYS_KEPT,
        look=look,
        found=found_by(look) if look else 0,
        people=await due_people(visit.session, visit.actor) if look else [],
        runs=await past_runs(visit.session, visit.actor),
        kinds=KINDS,
        finished=FINISHED,
    )


@keeping.post("/look")
async def look(visit: Visit) -> Answer:
    """Count what is over; nothing is changed."""
    await dry_run(visit.session, visit.actor)
    return visit.go("/keeping#look", _("Counted. Nothing was changed."))


@keeping.post("/run", own_units=True)
async def run(visit: Visit) -> Answer:
    """Carry out what the look has shown."""
    task = asyncio.create_task(real_run(visit.database, visit.actor, typed=visit.typed("typed")))
    _running.add(task)
    task.add_done_callback(_running.discard)
    done, _going_on = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
    for ended in done:
        ended.result()
    return visit.go("/keeping#runs", _("Started. Below you see how far it is."))


@page("/keeping/rules/{record}", deed=Deed.SET_RETENTION, title=_("Term for keeping"))
async def rule(visit: Visit) -> Answer:
    """The term of one kind of record."""
    record = visit.request.path_params["record"]
    found = next((one for one in await terms(visit.session, visit.actor) if one.kind.code == record), None)
    if found is None:
        raise NotFound
    return visit.show(
        "keeping/rule.html",
        title=visit.say(found.kind.name),
        term=found,
        rule=found.rule,
        deeds=[RetentionDeed.KEEP, found.kind.deed],
    )


@rule.post()
async def save(visit: Visit) -> Answer:
    """Write the term down."""
    await set_rule(
        visit.session,
        visit.actor,
        record=visit.request.path_params["record"],
        deed=one_typed(visit, RetentionDeed, "deed"),
        months=whole(visit.typed("months")),
        basis=visit.typed("basis"),
        version=whole(visit.typed("version")),
    )
    return visit.go("/keeping", _("The term is saved. Please look anew at what is over."))


@page("/people/{person_id:int}/erase", deed=Deed.ERASE_PEOPLE, title=_("Make anonymous"))
async def erase(visit: Visit) -> Answer:
    """What will be erased, and what stands against it."""
    erasure = await erasure_of(visit.session, visit.actor, person_id=visit.number("person_id"))
    against = refusal_text(visit.language, erasure.against) if erasure.against else ""
    return visit.show("keeping/erase.html", person=erasure.person, erasure=erasure, against=against, always=ALWAYS_KEPT)


@erase.post()
async def erase_now(visit: Visit) -> Answer:
    """Make the person anonymous for ever."""
    number = visit.number("person_id")
    await erase_person(visit.session, visit.actor, person_id=number, typed=visit.typed("typed"))
    return visit.go(f"/people/{number}", _("The data of this person are anonymous now."))
