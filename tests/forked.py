"""Commands of main.py, each in a process forked from one that has loaded everything: a start without its seconds."""

import multiprocessing
import os
import subprocess
from pathlib import Path

from tests.simulator.running import ROOT

#: What the commands load by and by.
LOADED = [
    "main",
    "domain.chain",
    "domain.daily.by_command",
    "domain.founding",
    "domain.second_factor",
    "alembic.command",
    "tests.forked",
]
_KINDS = multiprocessing.get_context("forkserver")


def obeyed(
    words: tuple[str, ...], environment: dict[str, str], folder: Path, patience: float
) -> subprocess.CompletedProcess[str]:
    """Give one command and wait for its end; `folder` takes what it says meanwhile."""
    _KINDS.set_forkserver_preload(LOADED)
    said = [folder / f"{name}.txt" for name in ("stdout", "stderr")]
    process = _KINDS.Process(target=_obey, args=(words, environment, said))
    process.start()
    process.join(patience)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise subprocess.TimeoutExpired(words, patience)
    stdout, stderr = (path.read_text(encoding="utf-8") for path in said)
    return subprocess.CompletedProcess(words, process.exitcode, stdout, stderr)


def _obey(words: tuple[str, ...], environment: dict[str, str], said: list[Path]) -> None:
    """As the shell does it: settings, standard output and error, and the words."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    for descriptor, path in enumerate(said, start=1):
        with path.open("wb") as file:
            os.dup2(file.fileno(), descriptor)
    from main import app  # noqa: PLC0415 - loaded by the process that is forked

    app(list(words), prog_name="main.py")
