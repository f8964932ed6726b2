"""How a page is asked: one transaction, the deed first, and every refusal shown in words."""

from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData, ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from admin.asking import renewal_page
from admin.kept import Kept, seal
from admin.pages import Answer, Page, Press
from admin.rendering import page_of
from admin.uploads import read_form
from admin.visit import FLASH, Shown, Visit, flash_of
from domain.access import Actor, Deed
from domain.cases.emergencies import only_for_reading
from domain.database import Database
from domain.phrases import _, refusal_text, say
from domain.refusals import NotAllowed, NotFound, Refusal, Stale
from domain.second_factor import RenewalNeeded
from domain.task_sheets import open_alarms
from domain.versions import last_change

log = structlog.get_logger()


async def answer(
    request: Request, page: Page, press: Press | None, form: ImmutableMultiDict[str, Any] | None = None
) -> Response:
    """Answer a look at a page, or a press on it; `form` is what was sent before password and code were asked anew."""
    actor: Actor = request.state.visitor.actor
    try:
        if press and form is None:
            _demand(actor, press.deed)
            form = await read_form(request, press.files)
        if press is None or form is None:
            return await look(request, actor, page)
        return await _pressed(request, actor, page, press, form)
    except RenewalNeeded:
        return _asked_anew(request, actor, page, form)
    except Refusal as refusal:
        return await refused(request, actor, refusal)


async def look(request: Request, actor: Actor, page: Page, kept: Kept | None = None) -> Response:
    """Show a page, with the form that was typed before the sign-in expired if there is one."""
    _demand(actor, page.deed)
    async with _transaction(request, actor, page) as session:
        visit = Visit(request, session, actor, says=flash_of(request))
        if kept:
            visit.form, visit.brought_back = kept.fields, True
        return await _rendered(visit, page, await page.shows(visit))


async def _pressed(
    request: Request, actor: Actor, page: Page, press: Press, form: ImmutableMultiDict[str, Any]
) -> Response:
    _demand(actor, press.deed)

    async def work(session: AsyncSession) -> Response:
        visit = Visit(request, session, actor, form)
        return await _rendered(visit, page, await press.does(visit))

    try:
        if press.own_units:
            async with _database(request).reading(actor) as session:
                return await work(session)
        return await _database(request).run(actor, work)
    except NotFound:
        async with _database(request).reading(actor) as session:
            reads = await only_for_reading(session, actor, case_id=int(request.path_params.get("case_id", 0)))
        if reads is None:
            raise
        return await _shown_again(request, actor, page, form, reads)
    except (NotAllowed, RenewalNeeded):
        raise
    except Refusal as refusal:
        return await _shown_again(request, actor, page, form, refusal)


def _asked_anew(request: Request, actor: Actor, page: Page, form: ImmutableMultiDict[str, Any] | None) -> Response:
    """Password and code are asked for; what was asked for before is done right after."""
    path, query = request.url.path, request.url.query
    if form is None:
        return renewal_page(request, wanted=path + (f"?{query}" if query else ""))
    return renewal_page(request, wanted=_home_of(page, request), kept=seal(Kept(path, actor.number, form, query)))


async def _shown_again(
    request: Request, actor: Actor, page: Page, form: ImmutableMultiDict[str, Any], refusal: Refusal
) -> Response:
    """The page that was refused, with what was typed; nobody types anything twice."""
    _demand(actor, page.deed)
    async with _transaction(request, actor, page) as session:
        visit = Visit(request, session, actor, form, refusal)
        if isinstance(refusal, Stale):
            visit.last_change = await last_change(session, refusal)
        found = await page.shows(visit)
        return await _rendered(visit, page, found, 409 if visit.stale else 422)


async def _rendered(visit: Visit, page: Page, found: Answer, status: int | None = None) -> Response:
    if not isinstance(found, Shown):
        return found
    if "alarms" not in found.facts:  # a page that shows them in its own way says so
        found.facts["alarms"] = await alarms_for(visit.session, visit.actor)
    made = page_of(
        visit.request,
        visit.actor,
        found.template,
        title=found.title or visit.say(page.title),
        status=status or found.status,
        visit=visit,
        address=_address_of(page, visit),
        **found.facts,
    )
    if visit.says:
        made.delete_cookie(FLASH)
    return made


def _address_of(page: Page, visit: Visit) -> str:
    """Where the page lives, when it is shown in answer to a press; the browser puts it back in its address line."""
    if visit.form is None:
        return ""
    return _home_of(page, visit.request)


def _home_of(page: Page, request: Request) -> str:
    return compile_path(page.path)[1].format(**request.path_params)


async def alarms_for(session: AsyncSession, actor: Actor) -> list[Any]:
    """What stands on top of every page of the office: doors that did not open, people unwell."""
    return list(await open_alarms(session, actor)) if actor.may(Deed.ANSWER_TASKS) else []


async def refused(request: Request, actor: Actor, refusal: Refusal) -> Response:
    """A page that says why there is nothing to see, and where to go from here."""
    status = {NotFound: 404, NotAllowed: 403}.get(type(refusal), 422)
    titles = {404: _("This is not here"), 403: _("Not yours to open")}
    return page_of(
        request,
        actor,
        "refused.html",
        title=say(actor.language, titles.get(status, _("This cannot be done"))),
        status=status,
        words=refusal_text(actor.language, refusal),
        visit=None,
        address="",
        alarms=[],
    )


def plain_form(form: FormData) -> ImmutableMultiDict[str, Any]:
    """The fields of a form without files."""
    return ImmutableMultiDict([(name, value) for name, value in form.multi_items() if isinstance(value, str)])


def _demand(actor: Actor, deed: Deed | None) -> None:
    if deed is not None and not actor.may(deed):
        raise NotAllowed


def _database(request: Request) -> Database:
    found: Database = request.app.state.database
    return found


def _transaction(request: Request, actor: Actor, page: Page) -> Any:
    database = _database(request)
    return database.unit(actor) if page.writes else database.reading(actor)
