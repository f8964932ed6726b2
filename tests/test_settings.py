"""Every setting is explained in .env.example, with the value it has when nobody sets it."""

import re
from pathlib import Path

from domain.settings import Settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"


def test_the_example_holds_every_setting_and_its_usual_value(monkeypatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    lines = re.findall(r"^#([A-Z_]+=.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(line.partition("=")[0] for line in lines) == sorted(name.upper() for name in Settings.model_fields)
    written = tmp_path / ".env"
    written.write_text("\n".join(lines), encoding="utf-8")
    assert Settings(_env_file=written) == Settings(_env_file=None)
