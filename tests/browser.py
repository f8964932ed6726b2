"""A real browser for the tests: `opened_page` fails on any error in the console and on any request off this machine.

A file of browser tests that shares one browser marks itself `pytest.mark.asyncio(loop_scope="module")` and passes a
module fixture made of `running_browser`; without one, each opened page starts a browser of its own.
"""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright
from playwright.async_api import Error as PlaywrightError

HERE = Path(__file__).parent
PICTURES = HERE.parent / "var" / "pictures"
AXE = HERE / "vendor" / "axe" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN_PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-color-emoji")
LOCKED_BY_OTHERS = ("-o", "DPkg::Lock::Timeout=300")  # a fresh machine may still be installing its own updates
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class NoBrowserError(Exception):
    """No Chromium was found; `make test` installs one, and CHROMIUM names one that lies elsewhere."""


@cache
def find_browser() -> Path:
    """Give the browser's program: $CHROMIUM, else the system's, else Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        if not Path(named).exists():
            raise NoBrowserError(f"CHROMIUM names {named}, and there is no such program")
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    with ThreadPoolExecutor(max_workers=1) as thread:  # the caller may have an event loop running
        own = thread.submit(asyncio.run, _playwrights_own()).result()
    if not own.exists():
        raise NoBrowserError("No Chromium found. `make browser` installs one; CHROMIUM=/path/to/it names one.")
    return own


async def _playwrights_own() -> Path:
    async with async_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def install_browser() -> None:
    """Get a browser: Debian's where we are root and apt-get is there, otherwise Playwright's own."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *LOCKED_BY_OTHERS, *DEBIAN_PACKAGES],
            check=True,
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


@contextlib.asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """Start the browser without a window, and end it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def opened_page(
    url: str,
    *,
    browser: Browser | None = None,
    width: int = 1280,
    height: int = 900,
    zoom: float = 1,
    dark: bool = False,
    expected: Collection[str] = (),
) -> AsyncIterator[Page]:
    """Open `url` as a new visitor in a window of that size; afterwards fail if the page erred or asked another machine.

    `zoom` is the browser's own: at 2 the page has half the room. `expected` are pieces of the console errors which the
    test brings about on purpose, such as "403".
    """
    async with contextlib.AsyncExitStack() as stack:
        if browser is None:
            browser = await stack.enter_async_context(running_browser())
        context = await browser.new_context(
            viewport={"width": round(width / zoom), "height": round(height / zoom)},
            device_scale_factor=zoom,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="bg-BG",
            timezone_id="Europe/Sofia",
        )
        faults = _watched(context, expected)
        try:
            page = await context.new_page()
            await page.goto(url)
            yield page
            await _settle(context)
        except Exception as error:
            error.add_note("\n".join(["What the page itself said:", *faults]))
            raise
        finally:
            # Closed here, while the server still lives: a late request of the page would otherwise fail on a dead one.
            await context.close()
        if faults:
            raise AssertionError("The page is not clean:\n" + "\n".join(faults))


async def _settle(context: BrowserContext) -> None:
    """Hear out what the open pages have already said."""
    for page in context.pages:
        with contextlib.suppress(PlaywrightError):  # a page on its way elsewhere says it there
            await page.evaluate("0")


def _watched(context: BrowserContext, expected: Collection[str]) -> list[str]:
    """Collect what goes wrong in every page of the context."""
    faults: list[str] = []

    def note(what: str) -> None:
        if not any(piece in what for piece in expected):
            faults.append(what)

    def hear(message: ConsoleMessage) -> None:
        place = message.location.get("url", "")
        if message.type == "error" and not place.endswith("/favicon.ico"):
            note(f"console: {message.text} ({place})")

    def see_address(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            note(f"asked another machine: {address}")

    context.on("console", hear)
    context.on("weberror", lambda error: note(f"script: {error.error}"))
    context.on("request", lambda request: see_address(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: see_address(socket.url)))
    return faults


async def focused(page: Page, selector: str) -> None:
    """Wait until what is typed goes where the page says: a browser moves the focus a moment after the page is there."""
    await page.wait_for_function("selector => document.activeElement?.matches(selector)", arg=selector)


async def sign_in(page: Page, login: str, password: str, code: Callable[[], Awaitable[str]]) -> None:
    """Sign in with both steps; at a first sign-in pass the recovery codes by. `code` is asked when it is typed."""
    await page.fill("#login", login)
    await page.fill("#password", password)
    await page.keyboard.press("Enter")
    await focused(page, "#code")
    await page.keyboard.type(await code())
    await page.keyboard.press("Enter")
    await page.locator("#codes, header.bar").first.wait_for()
    if await page.locator("#codes").count():
        await page.locator("button.main").click()
        await page.locator("header.bar").wait_for()


async def picture(page: Page, name: str) -> Path:
    """Save what the page shows, whole, as var/pictures/NAME.png."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    await page.screenshot(path=path, full_page=True)
    return path


async def axe_violations(page: Page) -> list[str]:
    """Give what axe-core finds against WCAG 2.2 A and AA, one line a rule with the first place it is broken."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(r => r.violations)", WCAG
    )
    return [
        f"{rule['id']}: {rule['help']} ({len(rule['nodes'])}, first {' '.join(map(str, rule['nodes'][0]['target']))})"
        for rule in found
    ]


def main() -> None:
    """Make sure that there is a browser: what `make browser` runs."""
    try:
        find_browser()
    except NoBrowserError:
        if os.environ.get("CHROMIUM"):
            raise
        install_browser()
        find_browser()


if __name__ == "__main__":
    main()
