"""Retakes the pictures of the pages in `docs/`, from the running program: `python -m tests.pictures`.

The demonstration is started in a folder of its own, on a Tuesday morning, and played: three phones are linked, lunch is
ordered, the van drives, a door does not open. Everybody on the pictures is invented.
"""

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import aiohttp
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser import opened_page, running_browser, sign_in

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
#: Tuesday, two minutes before the vans leave the kitchens.
MORNING = datetime(2026, 11, 24, 7, 58, tzinfo=UTC)
PATIENCE = 40_000
COLOURS = 128
LINK = re.compile(r"http://127\.0\.0\.1:\d+/\?start=\S+")
GRANDMOTHER, RELATIVE, DRIVER = range(3)


@dataclass(frozen=True)
class Playing:
    """The running program: its two pages, the folder with what it printed and its sign-ins, and how far ahead it is."""

    panel: str
    chats: str
    folder: Path
    ahead: int

    @property
    def links(self) -> list[str]:
        """The links of the three phones."""
        return LINK.findall((self.folder / "said.txt").read_text(encoding="utf-8"))

    @property
    def phone(self) -> str:
        """The grandmother's number."""
        return unquote(self.links[0].rpartition("=")[2])

    @property
    def passwords(self) -> dict[str, str]:
        """The demonstration's passwords by their sign-ins."""
        lines = (self.folder / "sign-ins.txt").read_text(encoding="utf-8").splitlines()
        return dict(line.split(maxsplit=1) for line in lines)

    @property
    def environment(self) -> dict[str, str]:
        """The settings under which the program's commands mean this one."""
        return os.environ | {
            "DATA_DIR": str(self.folder), "CLOCK_SHIFT_SECONDS": str(self.ahead),
            "DATABASE_URL": "", "TELEGRAM_TOKEN": "",
        }  # fmt: skip

    async def code(self, login: str) -> str:
        """The code of the second step."""
        words = (sys.executable, "main.py", "code", login)
        made = await asyncio.to_thread(
            subprocess.run, words, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return made.stdout.strip()


def main() -> None:
    """Start the program, play the morning, take the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="grizha-pictures-") as folder, running(Path(folder)) as program:
        asyncio.run(take(program))


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Playing]:
    """The demonstration in an empty folder, ended at the end."""
    panel, chats, bot = _free_ports()
    ahead = (MORNING - datetime.now(UTC)).total_seconds()
    environment = os.environ | {
        "DATA_DIR": str(folder), "PANEL_PORT": str(panel), "SIMULATOR_PORT": str(chats), "BOT_PORT": str(bot),
        "CLOCK_SHIFT_SECONDS": str(round(ahead)), "DATABASE_URL": "", "TELEGRAM_TOKEN": "",
    }  # fmt: skip
    said = folder / "said.txt"
    with said.open("w", encoding="utf-8") as output:
        process = subprocess.Popen([sys.executable, "main.py", "run"], cwd=ROOT, env=environment, stdout=output)
    try:
        yield Playing(f"http://127.0.0.1:{panel}", f"http://127.0.0.1:{chats}", folder, round(ahead))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _free_ports() -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(3)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


async def take(program: Playing) -> None:
    """All pictures, in the order of the morning."""
    expect.set_options(timeout=PATIENCE)
    async with aiohttp.ClientSession() as http:
        await _until_it_answers(http, f"{program.panel}/health")
        await _until_it_answers(http, f"{program.chats}/sim/state")
        await http.post(f"{program.chats}/sim/steer", json={"ahead": program.ahead})
    async with running_browser() as browser:
        async with opened_page(program.chats, browser=browser, width=1280, height=1000) as page:
            await _play_phones(page, program)
        await _play_panel(browser, program)


async def _until_it_answers(http: aiohttp.ClientSession, url: str) -> None:
    for _ in range(360):
        with contextlib.suppress(aiohttp.ClientError):
            async with http.get(url) as answer:
                if answer.ok:
                    return
        await asyncio.sleep(0.5)
    raise SystemExit(f"{url} does not answer.")


async def _play_phones(page: Page, program: Playing) -> None:
    for link in program.links:
        await _link(page, link)
    grandmother, relative, driver = (page.locator(".phone").nth(number) for number in (GRANDMOTHER, RELATIVE, DRIVER))
    await _press(grandmother, "🍲 Храна", then="Добре ли е така?")
    await _press(grandmother, "❌ Не я носете", then="Няма да носим")
    await _press(grandmother, "🍲 Храна", then="Да я донесем ли?")
    await _press(grandmother, "✅ Да", then="Записах")
    await expect(relative.locator(".log")).to_contain_text("е записана храна")
    await _press(driver, "🚚 Начало на деня", then="1 от")
    for number in range(1, 4):
        await _press(driver, f"{number} ✅ Доставено", then=f"{number + 1} от")
    await _save(page.locator("body"), "phones")
    await _save(driver, "driver")
    await _press(driver, "📋 Списък", then="Напишете номера")
    name = await grandmother.locator("h2").inner_text()
    listed = await driver.locator(".log").inner_text()
    number = next(int(found) for found in re.findall(rf"▫️ (\d+) · [^▫]*{name}", listed))
    await _say(driver, str(number), then=f"{number} от")
    await _press(driver, f"{number} 🚪 Не отваря", then="Звъннете")
    await _press(driver, f"{number} 🔔 Звънях и търсих", then="тревогата")
    await expect(relative.locator(".log")).to_contain_text("не отвори")


async def _link(page: Page, link: str) -> None:
    await page.goto(link)
    phone = page.locator(".phone.chosen")
    await phone.get_by_role("button", name="Да, това съм аз").click(timeout=PATIENCE)
    await phone.get_by_role("button", name="Изпращам номера си").click(timeout=PATIENCE)
    await page.get_by_role("dialog").get_by_role("button", name="Споделям").click()
    await expect(phone.locator(".log")).to_contain_text("вече е свързан")


async def _press(phone: Locator, key: str, *, then: str) -> None:
    before = await phone.locator("[data-id]").count()
    await phone.locator(".keys").get_by_role("button", name=key, exact=True).click(timeout=PATIENCE)
    await expect(phone.locator("[data-id]").nth(before + 1)).to_be_visible()
    await expect(phone.locator(f"[data-id]:nth-child(n + {before + 1})").filter(has_text=then).first).to_be_visible()


async def _say(phone: Locator, words: str, *, then: str) -> None:
    await phone.locator(".text").fill(words)
    await phone.locator(".text").press("Enter")
    await expect(phone.locator("[data-id]").last).to_contain_text(then)


async def _play_panel(browser: Browser, program: Playing) -> None:
    async with _signed_in(browser, program, "office.mladost") as page:
        await _save(page, "today")
        await page.goto(f"{program.panel}/people?text={program.phone[-4:]}")
        await page.locator("main table th a").first.click()
        await page.wait_for_url("**/people/*")
        await _save(page, "card")
        await page.goto(f"{program.panel}/phone")
        await page.locator("[data-search]").fill(program.phone[-4:])
        await page.keyboard.press("Enter")
        await expect(page.locator("form.phone-order")).to_be_visible()
        await _save(page, "phone-order")
        await page.goto(f"{program.panel}/cases")
        await _save(page, "cases")
        await page.locator("main table th a").first.click()
        await page.wait_for_url("**/cases/*")
        await _save(page, "case")
    async with _signed_in(browser, program, "kitchen.mladost") as page:
        await page.goto(f"{program.panel}/kitchens")
        await page.locator("main table th a").first.click()
        await page.wait_for_load_state()
        await _save(page, "kitchen")
    async with _signed_in(browser, program, "dispatcher") as page:
        await page.goto(f"{program.panel}/routes")
        await page.get_by_role("link", name="Младост 1", exact=True).click()
        await page.wait_for_load_state()
        await _save(page, "route")


@contextlib.asynccontextmanager
async def _signed_in(browser: Browser, program: Playing, login: str) -> AsyncIterator[Page]:
    async with opened_page(f"{program.panel}/sign-in", browser=browser, width=1280, height=860) as page:
        await sign_in(page, login, program.passwords[login], lambda: program.code(login))
        await page.wait_for_url("**/today")
        yield page


async def _save(what: Page | Locator, name: str) -> None:
    page = what if isinstance(what, Page) else what.page
    await page.evaluate("document.fonts.ready")
    taken = Image.open(BytesIO(await what.screenshot()))
    # Few colours: every clone carries the pictures.
    taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
