"""The command line. `python main.py run` starts everything on this machine; each process has a command of its own."""

import asyncio
import contextlib
import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from pydantic import ValidationError

from domain import clock, logs
from domain.settings import Settings, settings

if TYPE_CHECKING:
    from domain.database import Database
    from domain.demo.phones import DemoPhone

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
audit = typer.Typer(no_args_is_help=True)
app.add_typer(audit, name="audit")

PARENT = "GRIZHA_PARENT"
PHONES_FILE = "phones.json"


@app.callback()
def _begin(context: typer.Context) -> None:
    """Grizha: the system that runs a municipality's social care."""
    gc.set_threshold(50_000)  # what is loaded at the start stays: it need not be walked through hundreds of times
    try:
        found = settings()
    except ValidationError as error:
        wrong = (f"{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors())
        raise typer.BadParameter(f"See .env.example for the settings. {'; '.join(wrong)}.") from None
    if found.clock_shift_seconds and not found.simulated:
        raise typer.BadParameter("CLOCK_SHIFT_SECONDS is for the simulator; with a real TELEGRAM_TOKEN leave it empty.")
    clock.shift(found.clock_shift_seconds)
    command = context.invoked_subcommand or ""
    rooms = {"bot", "admin", "jobs", "simulator"}
    logs.set_up(command, to=sys.stdout if command in rooms else sys.stderr)
    if command in rooms:
        _end_with_parent()


@app.command()
def run() -> None:
    """Set up what is missing and start the simulator, the bot, the panel and the jobs."""
    from domain.running import where_to_look  # noqa: PLC0415 - each command loads only what it needs

    found = settings()
    sign_ins, phones = asyncio.run(_prepared(found))
    _write_phones(found, phones)
    print(where_to_look(found, sign_ins, phones), flush=True)
    raise typer.Exit(_start_processes(found))


@app.command()
def bot() -> None:
    """Answer the chats."""
    import uvloop  # noqa: PLC0415

    from bot import process  # noqa: PLC0415

    uvloop.run(process.run(settings()))


@app.command()
def admin() -> None:
    """Serve the panel."""
    import uvloop  # noqa: PLC0415

    from admin import process  # noqa: PLC0415

    uvloop.run(process.run(settings()))


@app.command()
def jobs() -> None:
    """Do the daily jobs and send the messages."""
    import uvloop  # noqa: PLC0415

    from bot.gateway import TelegramGateway, close_bot, open_bot  # noqa: PLC0415
    from jobs import process  # noqa: PLC0415

    async def work() -> None:
        telegram = open_bot(settings())
        try:
            await process.run(settings(), TelegramGateway(telegram))
        finally:
            await close_bot(telegram)

    uvloop.run(work())


@app.command()
def simulator() -> None:
    """Stand in for Telegram on this machine."""
    from simulator.__main__ import main as simulate  # noqa: PLC0415

    found = settings()
    phones = found.data_dir / PHONES_FILE
    simulate(port=found.simulator_port, token=found.token, phones=phones if phones.exists() else None)


@app.command()
def migrate() -> None:
    """Bring the database to the newest shape."""
    from domain import migrating  # noqa: PLC0415
    from domain.database import Database  # noqa: PLC0415

    async def work() -> None:
        database = Database(settings().database)
        await migrating.migrate(database.engine)
        await database.close()

    asyncio.run(work())


@app.command()
def found(
    municipality: Annotated[str, typer.Option(help="The municipality's name.")],
    name: Annotated[str, typer.Option(help="The name of its social service.")],
    phone: Annotated[str, typer.Option(help="The phone that people may call.")],
    login: Annotated[str, typer.Option(help="The first administrator's sign-in.")],
) -> None:
    """Make a first organisation with its administrator, and print the password once."""
    from domain.founding import found_organisation  # noqa: PLC0415

    made = found_organisation(settings(), municipality=municipality, name=name, phone=phone, login=login)
    with _refusals_in_words():
        password = asyncio.run(made)
    print(f"{login} {password}")


@app.command()
def job(
    name: Annotated[str, typer.Argument(help="A name of the timetable, such as close_orders.")],
    day: Annotated[str, typer.Option("--date", help="The day of service, as 2026-11-25; today when left out.")] = "",
) -> None:
    """Do one daily job for one day of service, in every organisation."""
    from domain.daily.by_command import do_job  # noqa: PLC0415

    try:
        wanted = date.fromisoformat(day) if day else clock.today()
    except ValueError:
        raise typer.BadParameter(f"{day} is not a day; write it as 2026-11-25.") from None
    with _refusals_in_words():
        lines = asyncio.run(do_job(settings(), name=name, day=wanted))
    print("\n".join(lines))


@app.command()
def code(login: Annotated[str, typer.Argument(help="The sign-in name of a member of staff.")]) -> None:
    """Print the code that somebody's authenticator app shows now; the audit notes it."""
    from domain.second_factor import present_code  # noqa: PLC0415

    with _refusals_in_words():
        print(asyncio.run(_with_database(lambda database: present_code(database, login=login))))


@app.command()
def messages() -> None:
    """Say which texts lack a translation, and which translations nothing uses any more."""
    from domain.catalogue import report  # noqa: PLC0415

    lines = list(report())
    print("\n".join(lines) or "Every text is translated.")
    raise typer.Exit(1 if lines else 0)


@app.command()
def keeping() -> None:
    """Count the records that are kept longer than the set terms; nothing is changed."""
    from domain.keeping.by_command import look_everywhere  # noqa: PLC0415

    lines = asyncio.run(_with_database(look_everywhere))
    print("\n".join(lines) or "No organisation has set a term.")


@audit.callback()
def _of_the_audit() -> None:
    """Look after the chain of the audit: `seal` it, `verify` it."""


@audit.command()
def seal() -> None:
    """Link every entry of the audit that has no link yet."""
    from domain.chain import seal_audit  # noqa: PLC0415

    sealed = asyncio.run(_with_database(seal_audit))
    print(f"{sealed.added} entries sealed. The last link: {sealed.number}:{sealed.hash}")


@audit.command()
def verify(
    noted: Annotated[str, typer.Option(help="A link noted earlier, as NUMBER:HASH, that must still be there.")] = "",
) -> None:
    """Work out the whole chain of the audit anew, and say whether anything was changed or taken out."""
    from domain.chain import told, verify_audit  # noqa: PLC0415

    number, colon, noted_hash = noted.partition(":")
    if noted and not (number.isdecimal() and colon and noted_hash):
        raise typer.BadParameter(f"{noted} is not a noted link; write it as 1250:9f86d0…, whole.")
    link = (int(number), noted_hash) if noted else None
    verdict = asyncio.run(_with_database(lambda database: verify_audit(database, noted=link)))
    print("\n".join(told(verdict)))
    raise typer.Exit(1 if verdict.broken else 0)


async def _with_database(work: Callable[["Database"], Awaitable[T]]) -> T:
    from domain.database import Database  # noqa: PLC0415

    database = Database(settings().database)
    try:
        return await work(database)
    finally:
        await database.close()


@contextlib.contextmanager
def _refusals_in_words() -> Iterator[None]:
    from domain.phrases import SOURCE, refusal_text  # noqa: PLC0415
    from domain.refusals import Refusal  # noqa: PLC0415

    try:
        yield
    except Refusal as refusal:
        raise typer.BadParameter(refusal_text(SOURCE, refusal)) from None


async def _prepared(found: Settings) -> tuple[list, list["DemoPhone"]]:  # type: ignore[type-arg]
    from domain.database import Database  # noqa: PLC0415
    from domain.demo.phones import demo_phones  # noqa: PLC0415
    from domain.first_start import kept_sign_ins, prepare  # noqa: PLC0415

    database = Database(found.database)
    try:
        organisation = await prepare(database, found)
        sign_ins = kept_sign_ins(found.data_dir)
        shown = sign_ins and organisation is not None and found.simulated
        return sign_ins, await demo_phones(database, organisation) if shown and organisation else []
    finally:
        await database.close()


def _write_phones(found: Settings, phones: list["DemoPhone"]) -> None:
    """The simulator shows these telephones when it starts."""
    rows = [{"name": phone.name, "phone": phone.phone} for phone in phones if phone.phone]
    (found.data_dir / PHONES_FILE).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def _start_processes(found: Settings) -> int:
    """Start the lines of the Procfile and wait for their end; being asked to end is no failure."""
    from honcho.environ import parse_procfile  # noqa: PLC0415
    from honcho.manager import Manager  # noqa: PLC0415

    environment = {**os.environ, "PYTHON": sys.executable, PARENT: str(os.getpid()), "PYTHONUNBUFFERED": "1"}
    manager = Manager()
    with open("Procfile", encoding="utf-8") as file:  # noqa: PTH123
        processes = parse_procfile(file.read()).processes
    for name, command in processes.items():
        if name != "simulator" or found.simulated:
            manager.add_process(name, f"exec {command}", quiet=False, env=environment)
    manager.loop()
    return 0 if manager.returncode in {128 + signal.SIGINT, 128 + signal.SIGTERM} else manager.returncode or 0


def _end_with_parent() -> None:
    """A process that `run` started ends with it, even where that one was killed."""
    parent = os.environ.get(PARENT)
    if parent:
        threading.Thread(target=_watch, args=(int(parent),), daemon=True, name="watch the parent").start()


def _watch(parent: int) -> None:
    while True:
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        time.sleep(1)


if __name__ == "__main__":
    app()
