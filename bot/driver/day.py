"""The driver's home: the day before departure, the stop in hand, the whole list, and the end."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from bot.driver.doorstep import LIST, LIST_ALSO, OFFICE, OFFICE_ALSO, box_words, show_stop
from bot.talk import Answer, Button, Question, Talk, sentence
from domain import clock
from domain.addresses import address_line
from domain.deliveries import (
    DayStart,
    DaySummary,
    NoRouteToday,
    StopsNotReported,
    begin_day,
    day_start,
    finish_day,
    next_day_of_driving,
    stop_at,
    stop_list,
)
from domain.phrases import Phrase, _, hour_words, refusal_text, word
from domain.routes.cards import StopCard
from domain.routes.telling import stop_words
from domain.tasks import open_task, promise
from models.routes import Outcome, RouteStatus
from models.tasks import TaskKind

#: A day without a route is often a Friday.
DAYS_AHEAD = 4
#: Telegram's limit of one message, in units of UTF-16.
LONGEST = 4096

TODAY = _("{day}: {kitchen}.\n{address}\nDeparture at {hour}, {vehicle}.\n{stops}.\n📦 {boxes}.")
PRESS_BEGIN = _("Press “Begin the day” when everything is in the van.")
NO_ROUTE = _("You have no route today.")
NO_ROUTE_NEXT = _("You have no route today. The next: {day}, {kitchen}, departure at {hour}, {stops}.")
FINISHED_NEXT = _("The next: {day}, {kitchen}, departure at {hour}, {stops}.")
FINISHED = _("Your day is over. Thank you!")
ON_THE_WAY = _("Have a good trip! {stops}, 📦 {boxes}.")
ALL_REPORTED = _("All {stops} are reported. End the day?")
SUMMARY = _("🏁 The day is over: {stops}.\n{outcomes}")
OUTCOME_LINE = _("{outcome}: {n}")
BRING_BACK = _("↩️ Bring back to the kitchen: {boxes}.")
NOTHING_BACK = _("No box comes back to the kitchen.")
LIST_LINE = _("{sign} {number} · {hour} · {address} · {names}")
OPEN_ONE = _("Write the number of a stop to open it.")
CALL_OFFICE = _("{office}: call {phone}. I have told them too, and they will call you.")

BEGIN = _("🚚 Begin the day")
BEGIN_ALSO = _("begin, start, i am leaving, leaving")
FINISH = _("🏁 End the day")
FINISH_ALSO = _("end, finish, over")
GO_ON = _("▶️ To the next stop")
GO_ON_ALSO = _("next, go on, stop")

SIGNS: dict[Outcome | None, str] = {None: "▫️", Outcome.DELIVERED: "✅", Outcome.NOT_OPENED: "🚪"}
PROBLEM = "⚠️"


async def home(talk: Talk, text: str = "") -> Question:
    """What the driver does next."""
    try:
        start = await day_start(talk.session, talk.actor, day=clock.today())
    except NoRouteToday:
        return await _without_route(talk, text)
    if start.status is RouteStatus.PLANNED:
        return _before_departure(talk, start, text)
    if start.status is RouteStatus.FINISHED:
        return await _after_the_end(talk, text)
    return await go_on(talk, start.day, start.first, *([text] if text else []))


async def go_on(talk: Talk, day: date, following: StopCard | None, *said: str) -> Question:
    """After these words the next stop; after the last one the end of the day; of another day's route only the words."""
    if day != clock.today():
        return (await home(talk)).after(*said)
    if following is None:
        return await _ask_to_end(talk, day, said)
    now = await stop_at(talk.session, talk.actor, day=day, number=following.number)
    return show_stop(talk, now).after(*said)


def _of_day(talk: Talk, step: str, text: str, *buttons: Button, before: Iterable[str] = ()) -> Question:
    """A question about the whole day; the list and the office are always at hand."""
    usual = (talk.button("list", LIST, also=LIST_ALSO), talk.button("office", OFFICE, also=OFFICE_ALSO))
    known = {button.key for button in buttons}
    return Question(
        step,
        text,
        (*buttons, *(button for button in usual if button.key not in known)),
        before=tuple(before),
        framed=False,
        numbered=False,
        small=True,
    )


def begin_button(talk: Talk) -> Button:
    """Stands under every message of a driver who is not under way, also of the evening before."""
    return talk.button("begin", BEGIN, also=BEGIN_ALSO)


def _before_departure(talk: Talk, start: DayStart, text: str) -> Question:
    said = talk.say(
        TODAY,
        day=sentence(talk.day(start.day)),
        kitchen=start.kitchen,
        address=start.kitchen_address,
        hour=hour_words(start.departs_at),
        vehicle=start.vehicle,
        stops=stop_words(talk.actor.language, start.stops),
        boxes=box_words(talk.actor.language, start.boxes),
    )
    said = "\n".join(line for line in said.split("\n") if line.strip())
    before = (text, said) if text else (said,)
    return _of_day(talk, "driver.day", talk.say(PRESS_BEGIN), begin_button(talk), before=before)


async def _without_route(talk: Talk, text: str) -> Question:
    said = await _next_route(talk, NO_ROUTE_NEXT) or talk.say(NO_ROUTE)
    return _of_day(talk, "driver.day", said, begin_button(talk), before=(text,) if text else ())


async def _after_the_end(talk: Talk, text: str) -> Question:
    following = await _next_route(talk, FINISHED_NEXT)
    said = [one for one in (text or talk.say(FINISHED), following) if one]
    return _of_day(talk, "driver.day", said[-1], begin_button(talk), before=said[:-1])


async def _next_route(talk: Talk, phrase: Phrase) -> str:
    """The next days' first route, if it is planned already; else nothing."""
    today = clock.today()
    until = today + timedelta(days=DAYS_AHEAD)
    day = await next_day_of_driving(talk.session, talk.actor, after=today, until=until)
    if day is None:
        return ""
    start = await day_start(talk.session, talk.actor, day=day)
    return talk.say(
        phrase,
        day=start.day,
        kitchen=start.kitchen,
        hour=hour_words(start.departs_at),
        stops=stop_words(talk.actor.language, start.stops),
    )


async def _ask_to_end(talk: Talk, day: date, said: Iterable[str]) -> Question:
    stops = stop_words(talk.actor.language, len(await stop_list(talk.session, talk.actor, day=day)))
    button = talk.button("finish", FINISH, also=FINISH_ALSO)
    return _of_day(talk, "driver.day", talk.say(ALL_REPORTED, stops=stops), button, before=said)


async def is_under_way(talk: Talk, day: date) -> bool:
    """Whether the van has left: before that, a number on a button is of another day."""
    try:
        return (await day_start(talk.session, talk.actor, day=day)).status is not RouteStatus.PLANNED
    except NoRouteToday:
        return False


async def begin(talk: Talk) -> Question:
    """The van leaves; the first stop follows."""
    try:
        start = await begin_day(talk.session, talk.actor, day=clock.today())
    except NoRouteToday:
        return await home(talk)
    if not start.begun_now:
        return await home(talk)
    stops, boxes = stop_words(talk.actor.language, start.stops), box_words(talk.actor.language, start.boxes)
    return await go_on(talk, start.day, start.first, talk.say(ON_THE_WAY, stops=stops, boxes=boxes))


async def finish(talk: Talk) -> Question:
    """The day ends when every stop has an outcome; what was not handed over goes back."""
    try:
        summary = await finish_day(talk.session, talk.actor, day=clock.today())
    except StopsNotReported as refusal:
        return await home(talk, refusal_text(talk.actor.language, refusal))
    question = replace(await home(talk), protected=True)
    return question.after(*_summed_up(talk, summary), *question.before)


def _summed_up(talk: Talk, summary: DaySummary) -> list[str]:
    language = talk.actor.language
    outcomes = [
        talk.say(OUTCOME_LINE, outcome=sentence(word(language, outcome)), n=summary.outcomes[outcome])
        for outcome in Outcome
        if outcome in summary.outcomes
    ]
    said = talk.say(SUMMARY, stops=stop_words(language, summary.stops), outcomes="\n".join(outcomes))
    if not summary.undelivered:
        return [said, talk.say(NOTHING_BACK)]
    back = [talk.say(BRING_BACK, boxes=box_words(language, summary.boxes_back))]
    return [said, *in_messages(back + [_line(talk, card) for card in summary.undelivered])]


async def whole_list(talk: Talk) -> Question:
    """Every stop in the order of driving, in as many messages as it takes."""
    cards = await stop_list(talk.session, talk.actor, day=clock.today())
    button = talk.button("go_on", GO_ON, also=GO_ON_ALSO)
    before = in_messages([_line(talk, card) for card in cards])
    question = _of_day(talk, "driver.day", talk.say(OPEN_ONE), button, before=before)
    return replace(question, protected=True)


def _line(talk: Talk, card: StopCard) -> str:
    return talk.say(
        LIST_LINE,
        sign=SIGNS.get(card.outcome, PROBLEM),
        number=card.number,
        hour=hour_words(card.reported_at or card.arrives_at),
        address=address_line(talk.actor.language, card.address),
        names=card.names,
    )


def in_messages(lines: Iterable[str], longest: int = LONGEST) -> list[str]:
    """The lines in as few messages as hold them; no line is torn."""
    messages: list[str] = []
    for line in lines:
        longer = f"{messages[-1]}\n{line}" if messages else line
        if messages and len(longer.encode("utf-16-le")) // 2 <= longest:
            messages[-1] = longer
        else:
            messages.append(line)
    return messages


async def office(talk: Talk) -> Question:
    """Whom to ring at once; the office is told as well, in case the line is busy."""
    task = await open_task(talk.session, talk.actor, kind=TaskKind.CALL_ME, chat=talk.telegram_id)
    promised = await promise(talk.session, task)
    said = talk.say(CALL_OFFICE, office=promised.office, phone=promised.phone)
    number, day = talk.facts.get("number"), talk.facts.get("day")
    if number is None or day != clock.today().isoformat():
        return await home(talk, said)
    return show_stop(talk, await stop_at(talk.session, talk.actor, day=clock.today(), number=number)).after(said)


async def day_answered(talk: Talk, answer: Answer) -> Question:
    """A button about the whole day."""
    match answer.key:
        case "begin":
            return await begin(talk)
        case "finish":
            return await finish(talk)
        case "list":
            return await whole_list(talk)
        case "office":
            return await office(talk)
    return await home(talk)
