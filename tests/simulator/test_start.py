"""The simulator as its own process, as it is started by the program's other commands."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.simulator.running import PATIENCE, ROOT, TOKEN, running_simulator


def address(simulator):
    return f"{simulator.base_url}{simulator.token}/sendMessage"


@pytest.mark.processes
def test_it_starts_by_one_command_and_ends_on_request():
    with running_simulator(process=True) as simulator:
        ivanka = simulator.phone("Иванка Петрова", "+359888000001")
        ivanka.say("Ехо")
        # Several at once, while it still loads: each waits and is answered.
        message = {"chat_id": ivanka.chat_id, "text": "Здравей", "reply_markup": {"keyboard": [[{"text": "Да"}]]}}
        with ThreadPoolExecutor() as threads:
            sent = list(
                threads.map(
                    lambda _: httpx.post(address(simulator), json=message, timeout=PATIENCE).json()["ok"], range(4)
                )
            )
        assert sent == [True] * 4
        assert [message["text"] for message in ivanka.transcript()] == ["Ехо", *["Здравей"] * 4]
        assert simulator.state()["bot"]["id"] == int(TOKEN.split(":")[0])


@pytest.mark.processes
@pytest.mark.parametrize(
    ("token", "phones", "words"),
    [(f"123456789:{'A' * 35}", [], "SIMULATOR"), (TOKEN, [{"age": 82}], "not a list of phones")],
)
def test_it_does_not_start_with_what_it_must_not_take(tmp_path, token, phones, words):
    file = tmp_path / "phones.json"
    file.write_text(json.dumps(phones), encoding="utf-8")
    command = [sys.executable, "-m", "simulator", "--token", token, "--phones", str(file)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, words in ended.stderr) == (2, True), ended.stderr
