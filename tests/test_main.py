"""The command line: one command starts everything and ends it cleanly; wrong words are answered plainly."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

ROOT = Path(__file__).parents[1]
#: Generous: a loaded machine may take its time, and nothing here measures it.
PATIENCE = 240.0


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def environment(folder: Path, **more: str) -> dict[str, str]:
    """A small demonstration in a folder of its own, on ports nobody uses."""
    panel, simulator, webhook = free_ports(3)
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TELEGRAM_TOKEN"}}
    return kept | {
        "DATA_DIR": str(folder / "var"),
        "PANEL_PORT": str(panel),
        "SIMULATOR_PORT": str(simulator),
        "BOT_PORT": str(webhook),
        "DEMO_PEOPLE": "60",
    } | more  # fmt: skip


def command(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE,
        check=False,
    )  # fmt: skip


def plain(done: subprocess.CompletedProcess[str]) -> str:
    """What a command complained of, without the frame around it."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", done.stderr).split())


def wait_until(holds, what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, f"waited in vain: {what}"
        time.sleep(0.2)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code < 500
    except httpx.TransportError:
        return False


def polled(env: dict[str, str]) -> bool:
    """Whether the bot asks the simulator for updates."""
    try:
        return bool(httpx.get(f"http://127.0.0.1:{env['SIMULATOR_PORT']}/sim/state", timeout=5).json()["polling"])
    except httpx.TransportError:
        return False


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str], Path]]:
    """`main.py run`, up to the moment when bot, panel and simulator answer."""
    env = environment(tmp_path)
    output = tmp_path / "output"
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "main.py", "run"], cwd=ROOT, env=env, stdout=file, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        try:
            wait_until(lambda: answers(f"http://127.0.0.1:{env['PANEL_PORT']}/"), "the panel")
            wait_until(lambda: polled(env), "the bot")
            yield process, env, output
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def children_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


@pytest.mark.processes
def test_everything_starts_says_where_to_look_and_ends_by_ctrl_c(running) -> None:
    process, env, output = running
    children = children_of(process)
    said = output.read_text()
    assert f"http://127.0.0.1:{env['PANEL_PORT']}/" in said
    assert len(re.findall(r"\?start=[\w-]{32}&phone=", said)) == 3
    assert len(re.findall(r"(\w{4}-){3}\w{4}", said)) == 4
    assert "Traceback" not in said
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    wait_until(lambda: not any(child.is_running() for child in children), "the end of every process")
    assert "Traceback" not in output.read_text()


@pytest.mark.processes
def test_nothing_is_left_running_when_the_first_process_is_killed(running) -> None:
    process, _env, _output = running
    children = children_of(process)
    process.kill()
    process.wait(PATIENCE)
    rooms = [child for child in children if child.is_running() and "main.py" in " ".join(child.cmdline())]
    wait_until(lambda: not any(child.is_running() for child in rooms), "the end of every process")


def test_a_wrong_day_and_a_wrong_job_are_answered_plainly(tmp_path: Path) -> None:
    env = environment(tmp_path)
    made = command(
        "found", "--municipality", "Община Пример", "--name", "Патронаж", "--phone", "029999999", "--login", "admin",
        env=env,
    )  # fmt: skip
    assert re.fullmatch(r"admin (\w{4}-){3}\w{4}\n", made.stdout)
    again = command(
        "found", "--municipality", "Община Друга", "--name", "Патронаж", "--phone", "029999999", "--login", "other",
        env=env,
    )  # fmt: skip
    assert (again.returncode, "There is an organisation in this database already" in plain(again)) == (2, True)
    done = command("job", "close_orders", "--date", "2026-11-24", env=env)
    assert done.stdout.startswith("close_orders 2026-11-24 organisation 1: done")
    day = command("job", "close_orders", "--date", "tomorrow", env=env)
    assert (day.returncode, "write it as 2026-11-25" in plain(day)) == (2, True)
    job = command("job", "tea", env=env)
    assert (job.returncode, "There is no job of this name. The jobs are: close_orders" in plain(job)) == (2, True)
