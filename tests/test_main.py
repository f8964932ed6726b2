"""The command line as an operator meets it: one command starts everything, and bad input is answered by clear words."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.forked import obeyed
from tests.simulator.running import NO_TLS, ROOT, Simulator, free_port

PATIENCE = 90.0


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The settings of a program of its own, and nothing of this machine's."""
    return {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "SECRET_KEY": "",
        "TELEGRAM_TOKEN": "",
        "TELEGRAM_API": "",
        "PUBLIC_URL": "",
        "CLOCK_SHIFT_SECONDS": "0",
        "DEMO_PEOPLE": "30",
        "PLANNING_SECONDS": "1",
        "COLUMNS": "200",
        "NO_COLOR": "1",
        **settings,
    }


def command(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Give one command and wait for its end."""
    return subprocess.run(
        [sys.executable, "main.py", *words],
        cwd=ROOT,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The words of a refusal, without the frame around them; nothing else may have been said."""
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", done.stderr).split())


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for what other processes bring about."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


class Running:
    """`main.py run`, in a session of its own as in a terminal of its own."""

    def __init__(self, folder: Path, ports: dict[str, str]) -> None:
        self.folder = folder
        self.panel = f"http://127.0.0.1:{ports['PANEL_PORT']}"
        self.chats = f"http://127.0.0.1:{ports['SIMULATOR_PORT']}"
        self.log = folder / "run.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "main.py", "run"],
                cwd=ROOT,
                env=environment(folder, **ports),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_until_it_works(self) -> None:
        for address in (f"{self.panel}/sign-in", f"{self.chats}/sim/state"):
            until(lambda address=address: self._answers(address), address)  # type: ignore[misc]

    def _answers(self, address: str) -> bool:
        assert self.process.poll() is None, self.said()
        try:
            return httpx.get(address, verify=NO_TLS).status_code == 200
        except httpx.TransportError:
            return False

    def processes(self) -> list[int]:
        """Every living process that was started for this folder."""
        mark = f"DATA_DIR={self.folder}\0".encode()
        return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/environ") if mark in _read(path)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile, or is somebody else's
        return b""


@contextmanager
def running(folder: Path, ports: dict[str, str]) -> Iterator[Running]:
    started = Running(folder, ports)
    try:
        yield started
    except BaseException as error:
        error.add_note(started.said()[-4000:])
        raise
    finally:
        for number in started.processes():
            os.kill(number, signal.SIGKILL)
        started.process.wait(PATIENCE)


@pytest.mark.processes
def test_one_command_starts_everything_and_keeps_it(tmp_path: Path):
    ports = {name: str(free_port()) for name in ("PANEL_PORT", "SIMULATOR_PORT", "BOT_PORT")}
    with running(tmp_path, ports) as first:
        first.wait_until_it_works()
        said = first.said()
        assert said.count(first.panel) == 1
        sign_ins = (tmp_path / "sign-ins.txt").read_text()
        assert [line for line in sign_ins.splitlines() if line.split()[1] not in said] == []
        assert "main.py code LOGIN" in said
        login, password = sign_ins.splitlines()[0].split()
        with httpx.Client(base_url=first.panel, headers={"Origin": first.panel}) as browser:
            browser.post("/sign-in", data={"login": login, "password": password})
            code = command(tmp_path, "code", login).stdout.strip()
            assert "/sign-in/onward" in browser.post("/sign-in/second", data={"code": code}).text
            assert browser.get("/me").status_code == 200
        links = re.findall(rf"{re.escape(first.chats)}/\?start=\S+&phone=\S+", said)
        assert len(links) == 3
        with Simulator(first.chats) as simulator:
            assert len(simulator.state()["phones"]) == 3
            phone = simulator.phone("Нов човек", "+359888000001")
            phone.say("/start")
            phone.wait_for("Добър ден!", seconds=60)
        os.killpg(first.process.pid, signal.SIGINT)  # Ctrl-C
        assert first.process.wait(PATIENCE) == 0, first.said()
        until(lambda: first.processes() == [], "every process ends")
        assert "Traceback" not in first.said()
    with running(tmp_path, ports) as second:
        second.wait_until_it_works()
        assert (tmp_path / "sign-ins.txt").read_text() == sign_ins
        second.process.kill()  # nobody tells the others: they notice
        second.process.wait(PATIENCE)
        until(lambda: second.processes() == [], "every process ends with the one that started it")


def test_a_first_organisation_and_its_administrator(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory):
    said = tmp_path_factory.mktemp("said")

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return obeyed(words, environment(tmp_path), said, PATIENCE)

    facts = ("--municipality", "Изпитание", "--name", "Изпитателна служба", "--phone", "02 111 1111", "--login", "ani")
    assert command("migrate").returncode == 0
    made = command("found", *facts)
    assert re.fullmatch(r"ani \S{12,}", made.stdout.strip())
    assert "There is an organisation in this database already." in refused(command("found", *facts))
    assert "Sign in with the password first" in refused(command("code", "ani"))
    done = command("job", "close_orders", "--date", "2026-11-24")
    assert (done.returncode, "close_orders 2026-11-24 organisation 1: done" in done.stdout) == (0, True)
    assert "The jobs are: close_orders," in refused(command("job", "close_everything"))
    assert "write it as 2026-11-25" in refused(command("job", "close_orders", "--date", "24.11.2026"))
    noted = command("audit", "seal").stdout.split()[-1]
    broken = command("audit", "verify", "--noted", "1:nothing")
    assert (broken.returncode, noted in broken.stdout, "BROKEN: link 1" in broken.stdout) == (1, True, True)


@pytest.mark.parametrize(
    ("words", "settings", "answer"),
    [
        (
            ("migrate",),
            {"TELEGRAM_TOKEN": "1:real", "CLOCK_SHIFT_SECONDS": "60"},
            "with a real TELEGRAM_TOKEN leave it",
        ),
        (("migrate",), {"PANEL_PORT": "eight thousand"}, "PANEL_PORT: Input should be a valid integer"),
        (("migrate",), {"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL: Value error, write it as postgresql://"),
        (("found", "--municipality", "х", "--name", "х", "--phone", "х", "--login", "х"), {}, "not a phone number"),
        (("dance",), {}, "No such command 'dance'."),
    ],
)
def test_bad_input_is_answered_by_clear_words(tmp_path: Path, words, settings, answer):
    assert answer in refused(command(tmp_path, *words, **settings))
    assert list(tmp_path.iterdir()) == []
