"""What `make run` says: where to look, how to sign in, which telephones to take, and five things to try."""

from collections.abc import Iterable
from urllib.parse import urlencode

from domain.demo.phones import DemoPhone
from domain.first_start import SignIn
from domain.phrases import DEFAULT, _, say, word
from domain.settings import Settings
from models.staff import Role

_ROLES = {
    "administrator": Role.ADMINISTRATOR,
    "office": Role.SOCIAL_WORKER,
    "head": Role.HEAD,
    "kitchen": Role.KITCHEN,
    "dispatcher": Role.DISPATCHER,
    "partner": Role.PARTNER,
    "inspector": Role.INSPECTOR,
    "protection": Role.DATA_PROTECTION,
}
_PHONES = {
    "grandmother": _("the grandmother"),
    "relative": _("her relative"),
    "driver": _("her driver"),
}
_SECOND_STEP = _(
    "The first sign-in asks for a second step. Without an authenticator app, another window gives the code:"
)
_TRIES = (
    _("On the grandmother's phone press 🍲 and order for the next day; read what the relative is told."),
    _("On the driver's phone begin the day, go to her door and report that nobody opens."),
    _("In the panel as the office answer the red alarm, then take an order by phone without touching the mouse."),
    _("As the kitchen open the sheet of the day and print the labels."),
    _("As the dispatcher open a route on the map and move a stop to another van."),
)


def where_to_look(settings: Settings, sign_ins: Iterable[SignIn], phones: Iterable[DemoPhone]) -> str:
    """The whole of what stands on the screen when everything runs."""
    panel = f"http://127.0.0.1:{settings.panel_port}/"
    lines = ["", say(DEFAULT, _("The panel: {url}"), url=panel)]
    if settings.simulated:
        lines.append(say(DEFAULT, _("The phones (a stand-in for Telegram): {url}"), url=_chat_page(settings)))
    signs = [f"  {word(DEFAULT, _role(one.login)):<36} {one.login:<18} {one.password}" for one in sign_ins]
    if signs:
        lines += ["", say(DEFAULT, _("Sign-ins of the demonstration (everybody in it is invented):")), *signs]
        lines += ["", say(DEFAULT, _SECOND_STEP), "  .venv/bin/python main.py code LOGIN"]
    links = [_phone_line(settings, phone) for phone in phones]
    if links:
        lines += ["", say(DEFAULT, _("Telephones: open the link, say that it is you and share the number.")), *links]
        tries = [f"  {number}. {say(DEFAULT, phrase)}" for number, phrase in enumerate(_TRIES, start=1)]
        lines += ["", say(DEFAULT, _("Five things to try:")), *tries]
    return "\n".join([*lines, "", say(DEFAULT, _("Ctrl-C ends everything.")), ""])


def _role(login: str) -> Role:
    return _ROLES[login.partition(".")[0]]


def _chat_page(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.simulator_port}/"


def _phone_line(settings: Settings, phone: DemoPhone) -> str:
    who = f"  {say(DEFAULT, _PHONES[phone.role])} ({phone.name})"
    if phone.code is None:
        return say(DEFAULT, _("{who}: linked already"), who=who)
    return f"{who}: {_chat_page(settings)}?{urlencode({'start': phone.code, 'phone': phone.phone})}"
