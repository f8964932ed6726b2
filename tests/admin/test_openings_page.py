"""Who has seen the file, in the panel: from the card, page by page, and on paper."""

import io

import pytest
from pypdf import PdfReader

from tests.admin.conftest import Panel, text_of

pytestmark = pytest.mark.usefixtures("tuesday")


async def test_the_head_of_the_office_reads_and_prints_it_and_a_stranger_finds_nobody(panel: Panel):
    maria, ivanka = (f"/people/{person.id}" for person in (panel.cast.maria, panel.cast.ivanka))
    async with panel.browser(panel.cast.anna) as anna:
        assert f'href="{maria}/openings"' not in (await anna.get(maria)).text
    async with panel.browser(panel.cast.head) as browser:
        assert f'href="{maria}/openings"' in (await browser.get(maria)).text
        page = text_of(await browser.get(f"{maria}/openings"))
        anna_looked = page.index("Анна Костова, социален работник видяно: картонът")
        assert page.index("Христо Малинов, ръководител на служба видяно: картонът") < anna_looked
        assert f'href="{maria}/openings.pdf"' in (await browser.get(f"{maria}/openings")).text
        paper = await browser.get(f"{maria}/openings.pdf")
        assert "Анна Костова" in PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
        assert [(await browser.get(f"{ivanka}/openings{end}")).status_code for end in ("", ".pdf")] == [404, 404]
