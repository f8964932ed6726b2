"""Nothing personal is ever logged: no words of an exception, no address of the Bot API with its token."""

import subprocess
import sys

import pytest

SCRIPT = """
import logging, structlog
from domain import logs
logs.set_up("bot")
logging.getLogger("httpx").info("POST http://127.0.0.1/bot123:secret/sendMessage")
logging.getLogger("telegram.ext").info("123:secret")
try:
    raise ValueError("Мария Иванова +359888123456")
except ValueError:
    structlog.get_logger("jobs").exception("job_failed", job="close_orders/1")
    logging.getLogger("bot.process").exception("update_failed")
structlog.get_logger("sender").info("message", row=7)
"""


@pytest.fixture(scope="module")
def lines() -> list[str]:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_each_event_is_a_line_with_its_ids(lines: list[str]) -> None:
    assert len(lines) == 3
    assert "event='job_failed'" in lines[0]
    assert "job='close_orders/1'" in lines[0]
    assert "event='message'" in lines[2]
    assert "row=7" in lines[2]


def test_an_exception_is_its_class_and_its_way_never_its_words(lines: list[str]) -> None:
    assert [("error='ValueError'" in line, "passed=" in line) for line in lines[:2]] == [(True, True)] * 2
    assert [word for word in ("Мария", "359888", "secret") if word in "\n".join(lines)] == []


def test_the_libraries_that_write_tokens_are_quiet(lines: list[str]) -> None:
    assert not any("httpx" in line or "telegram" in line for line in lines)
