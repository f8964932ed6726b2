"""Templates into pages: the words in the reader's language, the menu, and the alarms on top."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from admin.browsers import browser_name
from admin.cases.tabs import tabs_of
from admin.navigation import menu_of
from domain import clock
from domain.access import Actor, Deed
from domain.phones import spoken_phone
from domain.phrases import Phrase, Plural, _, day_words, hour_words, near_day, say, say_n, word

HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    """The templates of the panel; whatever is put into them is escaped, and a missing fact is a bug."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.do"],
    )
    made.globals.update(static=static, phone=spoken_phone, Deed=Deed, case_tabs=tabs_of)
    made.globals.update(date_words=date_words, choice_words=choice_words, browser_name=browser_name)
    return made


@cache
def static(name: str) -> str:
    """The address of a file of ours; it changes when the file does, so browsers may keep it."""
    content = (HERE / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def words_for(language: str) -> dict[str, Any]:
    """The functions by which a template speaks a language."""

    def phrase(text: str, **values: Any) -> str:
        return say(language, Phrase(text), **values)

    def plural(one: str, many: str, n: int, **values: Any) -> str:
        return say_n(language, Plural((one, many)), n, **values)

    def one_word(value: Enum) -> str:
        return word(language, value)

    return {
        "_": phrase,
        "_n": plural,
        "word": one_word,
        "day_words": partial(day_words, language),
        "near_day": partial(near_day, language),
        "hour": hour_words,
        "moment": moment_words,
        "minutes_since": minutes_since,
        "span": partial(span_words, language),
        "language": language,
    }


def moment_words(value: datetime | None) -> str:
    """A moment as date and hour of Sofia: "24.11.2026, 11:30"; nothing for none."""
    return f"{clock.local(value):%d.%m.%Y, %H:%M}" if value else ""


def date_words(value: date | str | None) -> str:
    """A day as date, also one that a form holds as text: "24.11.2026"; nothing for none."""
    return f"{date.fromisoformat(str(value)):%d.%m.%Y}" if value else ""


def choice_words(choices: Iterable[tuple[Any, str]], values: Iterable[Any]) -> str:
    """Those of the choices that have one of the values, by name."""
    wanted = {"" if value is None else str(value) for value in values}
    return ", ".join(text for key, text in choices if str(key) in wanted)


def minutes_since(value: datetime) -> int:
    """Whole minutes from the moment until now; negative while it is still to come."""
    return int((clock.now() - value).total_seconds() // 60)


def span_words(language: str, minutes: int) -> str:
    """How long something takes: "25 min", "3 h 5 min"."""
    hours, rest = divmod(minutes, 60)
    return say(language, _("{hours} h {n} min"), hours=hours, n=rest) if hours else say(language, _("{n} min"), n=rest)


def page_of(
    request: Request, actor: Actor, template: str, *, title: str, status: int = 200, **facts: Any
) -> HTMLResponse:
    """A page for somebody who is signed in."""
    known = {
        **words_for(actor.language),
        "actor": actor,
        "may": actor.may,
        "menu": menu_of(actor),
        "nonce": request.state.nonce,
        "path": request.url.path,
        "title": title,
        "request": request,
    }
    return HTMLResponse(environment().get_template(template).render({**known, **facts}), status)


def open_page_of(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page for somebody who is not signed in."""
    known = {**words_for("bg"), "nonce": request.state.nonce}
    return HTMLResponse(environment().get_template(template).render({**known, **facts}), status)
