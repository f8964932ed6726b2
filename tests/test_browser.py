"""The browser's guard: a clean page passes; an error, a foreign address or unreadable letters are seen."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import pytest_asyncio

from tests.browser import axe_violations, opened_page, picture, running_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PAGE = "<!doctype html><html lang=bg><title>Проба</title><main><h1>Обяд</h1>{}</main>"
PAGES = {
    "/clean": PAGE.format("<p>Боб чорба</p>"),
    "/error": PAGE.format("<script>console.error('broken')</script>"),
    "/script": PAGE.format("<script>missing.thing()</script>"),
    "/foreign": PAGE.format("<img alt=x src='http://fonts.example.org/x.png'>"),
    "/absent": PAGE.format("<img alt=x src='/nothing.png'>"),
    "/pale": PAGE.format("<p style='color:#ddd;background:#fff'>Боб чорба</p>"),
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser():
    async with running_browser() as running:
        yield running


async def test_a_clean_page_passes_and_zoom_leaves_it_half_the_room(address, browser):
    async with opened_page(f"{address}/clean", browser=browser, width=1280, zoom=2) as page:
        assert await page.inner_text("h1") == "Обяд"
        assert await page.evaluate("innerWidth") == 640
        assert await axe_violations(page) == []
        assert (await picture(page, "self-check")).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/error", "console: broken"),
        ("/script", "missing is not defined"),
        ("/foreign", r"asked another machine: http://fonts\.example\.org"),
        ("/absent", "404"),
    ],
)
async def test_an_unclean_page_fails(address, browser, path, fault):
    with pytest.raises(AssertionError, match=fault):
        async with opened_page(address + path, browser=browser):
            pass


async def test_a_fault_that_the_test_brings_about_is_allowed(address, browser):
    async with opened_page(f"{address}/absent", browser=browser, expected=["404"]) as page:
        assert await page.inner_text("h1") == "Обяд"


async def test_letters_too_pale_to_read_are_found(address, browser):
    async with opened_page(f"{address}/pale", browser=browser) as page:
        assert [line.split(":")[0] for line in await axe_violations(page)] == ["color-contrast"]
