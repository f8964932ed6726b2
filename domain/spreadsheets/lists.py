"""Each list of the panel as a spreadsheet, read by the very question that its page asks."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.addresses import address_line
from domain.applications.reading import ApplicationFilter, ApplicationRow, application_queue
from domain.cases.board import TERM_WORDS, CaseFilter, CaseRow, case_board
from domain.menus import allergen_words
from domain.people.searching import PeopleFilter, PersonRow, search_people
from domain.phones import spoken_phone
from domain.phrases import Phrase, _, say, word
from domain.referrals.reading import Box, ReferralRow, referrals_in
from domain.spreadsheets.taking import MOST_ROWS, Spreadsheet, chosen, demand_may_take, demand_not_too_long, taken
from domain.spreadsheets.writing import Cell, Sheet

CASES, APPLICATIONS, REFERRALS, PEOPLE = _("Cases"), _("Applications"), _("Referrals"), _("People")


async def take_cases(session: AsyncSession, actor: Actor, *, where: CaseFilter) -> Spreadsheet:
    """The board of cases. Raises ListTooLong."""
    demand_may_take(actor)
    found = await case_board(session, actor, where=replace(where, open_only=True), per_page=MOST_ROWS)
    demand_not_too_long(found.after is not None)
    columns = (
        _("Case"), _("Name"), _("Service"), _("State"), _("Worker"), _("Wished on"), _("Last contact"), _("Next term"),
        _("Until"), _("Is overdue"),
    )  # fmt: skip
    rows = [_case(actor.language, row) for row in found.rows]
    sheet = sheet_of(actor, CASES, columns, rows)
    return await taken(session, actor, [sheet], which=CASES, code="cases", asked=chosen(where))


def _case(language: str, row: CaseRow) -> list[Cell]:
    term, until = row.term or (None, None)
    return [
        row.case.number,
        row.name,
        row.programme,
        word(language, row.case.status),
        row.worker,
        row.case.wished_on,
        row.case.contacted_on,
        say(language, TERM_WORDS[term]) if term else None,
        until,
        say(language, _("yes")) if row.overdue else None,
    ]


async def take_applications(session: AsyncSession, actor: Actor, *, where: ApplicationFilter) -> Spreadsheet:
    """The queue of applications. Raises ListTooLong."""
    demand_may_take(actor)
    found = await application_queue(session, actor, where=replace(where, open_only=True), per_page=MOST_ROWS)
    demand_not_too_long(found.more)
    columns = (
        _("Number"), _("Name"), _("Service"), _("State"), _("How it came"), _("Wished on"), _("Missing papers"),
        _("Papers until"), _("Office"),
    )  # fmt: skip
    rows = [_application(actor.language, row) for row in found.rows]
    sheet = sheet_of(actor, APPLICATIONS, columns, rows)
    return await taken(session, actor, [sheet], which=APPLICATIONS, code="applications", asked=chosen(where))


def _application(language: str, row: ApplicationRow) -> list[Cell]:
    return [
        row.number,
        row.name,
        row.programme.name,
        word(language, row.status),
        word(language, row.channel),
        row.wished_on,
        row.missing,
        row.papers_by,
        row.office,
    ]


async def take_referrals(session: AsyncSession, actor: Actor, *, box: Box) -> Spreadsheet:
    """A box of referrals, which name nobody. Raises ListTooLong."""
    demand_may_take(actor)
    found = await referrals_in(session, actor, box=box, per_page=MOST_ROWS, open_only=True)
    demand_not_too_long(found.more)
    columns = (
        _("Document"), _("Of"), _("Direction"), _("Institution"), _("Basis"), _("Service"), _("Office"), _("Sent"),
        _("State"), _("Why declined"),
    )  # fmt: skip
    rows = [_referral(actor.language, row) for row in found.rows]
    sheet = sheet_of(actor, REFERRALS, columns, rows)
    return await taken(session, actor, [sheet], which=REFERRALS, code="referrals", asked={"box": box.value})


def _referral(language: str, row: ReferralRow) -> list[Cell]:
    one = row.referral
    return [
        one.document_number,
        one.document_date,
        word(language, one.direction),
        row.institution,
        word(language, one.basis),
        row.programme,
        row.office,
        one.sent_at,
        word(language, one.status),
        word(language, one.decline_reason) if one.decline_reason else None,
    ]


async def take_people(session: AsyncSession, actor: Actor, *, text: str, where: PeopleFilter) -> Spreadsheet:
    """The list of people; diet and allergens for whoever sees them on the card. Raises ListTooLong."""
    demand_may_take(actor)
    found = await search_people(session, actor, text=text, per_page=MOST_ROWS, where=replace(where, open_only=True))
    demand_not_too_long(found.more)
    columns = [_("Name"), _("Address"), _("District"), _("Phone"), _("Office"), _("State")]
    if actor.sees_health:
        columns += [_("Diet"), _("Allergens")]
    rows = [_person(actor, row) for row in found.rows]
    asked = chosen(where) | ({"text": "***"} if text else {})
    return await taken(
        session, actor, [sheet_of(actor, PEOPLE, columns, rows)], which=PEOPLE, code="people", asked=asked
    )


def _person(actor: Actor, row: PersonRow) -> list[Cell]:
    say_word = partial(word, actor.language)
    cells: list[Cell] = [
        " ".join(part for part in (row.first_name, row.middle_name, row.last_name) if part),
        address_line(actor.language, row.address),
        row.district,
        spoken_phone(row.phone),
        row.office,
        say_word(row.status),
    ]
    return [*cells, say_word(row.diet), allergen_words(actor.language, row.allergens)] if actor.sees_health else cells


def sheet_of(actor: Actor, title: Phrase, columns: Sequence[Phrase], rows: Sequence[Sequence[Cell]]) -> Sheet:
    """A list with its words in the actor's language."""
    return Sheet(say(actor.language, title), [say(actor.language, name) for name in columns], rows)
