"""The daily jobs. Each may be run again at any time and changes nothing that is right already."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from domain.access import Actor
from domain.applications.unfinished import forget_unfinished, remind_of_unfinished
from domain.closing import close_orders
from domain.contracts.terms import contracts_begun, end_by_term, start_by_contract
from domain.courses.telling import remind_of_meetings
from domain.daily.job import CatchUp, Job, Policy
from domain.database import Database
from domain.evening import tell_about_tomorrow
from domain.keeping.clearing import clear_up
from domain.kitchens import kitchen_sheet, kitchens_today, labels_of
from domain.kitchens.telling import tell_kitchens
from domain.outbox import put_rows
from domain.papers.sheets import kitchen_sheet_pdf, labels_pdf
from domain.phrases import DEFAULT, _, refusal_text
from domain.refusals import Refusal
from domain.routes.planning_day import plan_day
from domain.routes.telling import tell_drivers
from domain.timelines.morning import morning_messages
from domain.timelines.papers import remind_of_papers
from domain.waiting.asking import ask_who_still_waits
from domain.waiting.offering import expire_offers, waited_for


async def _close(database: Database, actor: Actor, day: date) -> dict[str, Any]:
    closed = await database.run(actor, lambda session: close_orders(session, actor, day=day))
    return {"portions": closed.portions, "standing": closed.standing, "single": closed.single, "sites": closed.sites}


async def _plan(database: Database, actor: Actor, day: date) -> dict[str, Any]:
    planned = await plan_day(database, actor, day=day)
    return {"stops": planned.stops, "unplaced": planned.unplaced, "vans_short": planned.vans_short}


async def _sheets(database: Database, actor: Actor, day: date) -> dict[str, Any]:
    """Set every kitchen's sheet and labels once, so that a text that does not fit is known before the cooking."""
    portions, labels, problems = 0, 0, []
    async with database.reading(actor) as session:
        kitchens = [kitchen for kitchen in await kitchens_today(session, actor, day=day) if kitchen.portions]
    for kitchen in kitchens:
        async with database.reading(actor) as session:
            sheet = await kitchen_sheet(session, actor, kitchen_id=kitchen.kitchen_id, day=day)
            boxes = await labels_of(session, actor, kitchen_id=kitchen.kitchen_id, day=day)
        portions, labels = portions + sheet.portions, labels + len(boxes)
        for paper in (kitchen_sheet_pdf(sheet, organisation=""), labels_pdf(boxes)):
            try:
                await paper
            except Refusal as refusal:
                problems.append(refusal_text(DEFAULT, refusal))
    return {"kitchens": len(kitchens), "portions": portions, "labels": labels, "problems": problems}


async def _drivers(database: Database, actor: Actor, day: date) -> dict[str, Any]:
    told = await database.run(actor, lambda session: tell_drivers(session, actor, day=day))
    kitchens = await database.run(actor, lambda session: tell_kitchens(session, actor, day=day))
    return {"told": told.told, "need_paper": list(told.need_paper), "kitchens": kitchens}


async def _tomorrow(database: Database, actor: Actor, day: date) -> dict[str, Any]:
    told = await database.run(actor, lambda session: tell_about_tomorrow(session, actor, day=day))
    return {"people": told.people, "relatives": told.relatives}


async def _morning(database: Database, actor: Actor, day: date) -> dict[str, Any]:
    """Read first and write afterwards: nobody's press waits while everything due is looked for."""
    async with database.reading(actor) as session:
        messages = await morning_messages(session, actor, day=day)
    await database.run(actor, lambda session: put_rows(session, messages))
    return {"colleagues": len(messages)}


async def _papers(database: Database, actor: Actor, day: date) -> dict[str, Any]:
    return {"reminded": await database.run(actor, lambda session: remind_of_papers(session, actor, day=day))}


async def _places(database: Database, actor: Actor, _day: date) -> dict[str, Any]:
    """One unit a service: whoever answers meanwhile waits for no more than that."""
    expired = asked = 0
    async with database.reading(actor) as session:
        services = await waited_for(session)
    for service in services:
        expired += await database.run(actor, partial(expire_offers, programme_id=service))
        asked += await database.run(actor, partial(ask_who_still_waits, programme_id=service))
    return {"expired": expired, "asked": asked}


async def _meetings(database: Database, actor: Actor, day: date) -> dict[str, Any]:
    return {"sessions": await database.run(actor, lambda session: remind_of_meetings(session, actor, day=day))}


async def _contracts(database: Database, actor: Actor, day: date) -> dict[str, Any]:
    """One unit a case: whoever works on one meanwhile holds up no other."""
    async with database.reading(actor) as session:
        begun = await contracts_begun(session, day=day)
    started = [
        await database.run(actor, partial(start_by_contract, actor=actor, contract_id=contract)) for contract in begun
    ]
    return {
        "started": sum(started),
        "ended": await database.run(actor, lambda session: end_by_term(session, actor, day=day)),
    }


async def _unfinished(database: Database, actor: Actor, _day: date) -> dict[str, Any]:
    forgotten = await database.run(actor, forget_unfinished)
    return {"forgotten": forgotten, "reminded": await database.run(actor, remind_of_unfinished)}


async def _clear_up(database: Database, actor: Actor, _day: date) -> dict[str, Any]:
    return dict(await clear_up(database, actor))


_JOBS = (
    Job("close_orders", _("Close the orders"), Policy(CatchUp.ALL), _close),
    Job("plan_routes", _("Plan the routes"), Policy(CatchUp.ALL), _plan, after="close_orders"),
    Job("make_kitchen_sheets", _("Check the kitchens' papers"), Policy(CatchUp.LATEST), _sheets, after="plan_routes"),
    Job(
        "tell_drivers_and_kitchens",
        _("Tell drivers and kitchens"),
        Policy(CatchUp.SKIP, timedelta(hours=20)),
        _drivers,
        after="plan_routes",
    ),
    Job(
        "tell_about_tomorrow",
        _("Tell people about tomorrow's meal"),
        Policy(CatchUp.SKIP, timedelta(hours=3)),
        _tomorrow,
        after="close_orders",
    ),
    Job(
        "repair_routes",
        _("Repair the routes after the morning's cancellations"),
        Policy(CatchUp.SKIP, timedelta(hours=2)),
        _plan,
        after="plan_routes",
    ),
    Job(
        "morning_summary",
        _("Tell colleagues what awaits them"),
        Policy(CatchUp.SKIP, timedelta(hours=3)),
        _morning,
    ),
    Job("remind_of_papers", _("Remind applicants of missing papers"), Policy(CatchUp.LATEST), _papers),
    Job("keep_contract_days", _("Start and end by the days of the contracts"), Policy(CatchUp.LATEST), _contracts),
    Job("expire_offers", _("Pass on places nobody answered for"), Policy(CatchUp.LATEST), _places),
    Job(
        "remind_of_sessions",
        _("Remind people of tomorrow's sessions"),
        Policy(CatchUp.SKIP, timedelta(hours=4)),
        _meetings,
    ),
    Job("clear_up", _("Clear up technical traces"), Policy(CatchUp.LATEST), _clear_up),
    Job("tidy_applications", _("Remind of applications that were not finished"), Policy(CatchUp.LATEST), _unfinished),
)

#: By name, in the order in which they follow one another.
JOBS: dict[str, Job] = {job.name: job for job in _JOBS}
