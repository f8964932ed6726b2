"""python -m simulator: start the simulator on this machine."""

import json
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from simulator.app import create_app
from simulator.bodies import Phone
from simulator.server import HOST, make_server


def main(
    port: Annotated[int, typer.Option(help="The one port for the Bot API, the control API and the chat page.")] = 8081,
    token: Annotated[str, typer.Option(help="The bot's token here; never a real one.")] = "1:simulator",  # noqa: S107
    phones: Annotated[Path | None, typer.Option(help="JSON file with the phones that exist at the start.")] = None,
    pace: Annotated[
        float, typer.Option(help="Webhook retries: 1 is Telegram's own pace, 0.1 ten times as fast.")
    ] = 0.1,
) -> None:
    """Stand in for Telegram on 127.0.0.1: http://127.0.0.1:PORT/bot as base URL, the chat page at /."""
    try:
        app = create_app(token, _read_phones(phones), pace)
    except ValueError as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(2) from None
    typer.echo(f"SIMULATOR of Telegram: chat page http://{HOST}:{port}/")
    make_server(app, port).run()


def _read_phones(path: Path | None) -> list[Phone]:
    if path is None:
        return []
    try:
        return TypeAdapter(list[Phone]).validate_python(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValidationError, json.JSONDecodeError) as wrong:
        raise ValueError(
            f"{path} is not a list of phones such as {{'name': 'Иванка', 'phone': '+359888123456'}}: {wrong}"
        ) from None


if __name__ == "__main__":
    typer.run(main)
