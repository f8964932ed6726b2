"""Every setting is explained in .env.example, with the value it has when nobody sets it."""

from pathlib import Path

from domain.settings import Settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"


def test_the_example_holds_every_setting_and_its_usual_value(monkeypatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert sorted(line.partition("=")[0] for line in lines) == sorted(name.upper() for name in Settings.model_fields)
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)
