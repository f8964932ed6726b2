"""Each guard of the panel, and what happens without it."""

import re

import pytest

from admin import kept
from admin.security import own_path
from domain import clock
from domain.phrases import _, say
from domain.tasks import open_task
from models.tasks import TaskKind
from tests.admin.conftest import ORIGIN, Panel, text_of
from tests.cast import PASSWORD, code_of

pytestmark = pytest.mark.usefixtures("tuesday")


async def test_nobody_sees_a_page_without_signing_in(panel: Panel):
    async with panel.browser() as stranger:
        answer = await stranger.get("/tasks?a=1")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Ftasks%3Fa%3D1")


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/menus?week=2026-11-23", "/menus?week=2026-11-23"),
        ("/people", "/"),
        ("/people/1?tab=chats", "/"),
        ("/me", "/me"),
    ],
)
async def test_who_signs_in_is_led_to_a_page_of_the_own_role(panel: Panel, wanted, reached):
    async with panel.browser() as cook:
        await cook.post("/sign-in", data={"login": "cook", "password": PASSWORD})
        answer = await cook.post("/sign-in/second", data={"code": code_of("cook"), "next": wanted})
        assert (answer.status_code, answer.headers["location"]) == (303, reached)


async def test_a_page_that_refuses_asks_for_nothing_anew(panel: Panel):
    async with panel.browser(panel.cast.anna) as anna:
        assert "data-live" in (await anna.get("/tasks")).text
        refused = await anna.get("/nowhere")
        assert (refused.status_code, "data-live" in refused.text) == (404, False)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": ORIGIN}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": ORIGIN, "Sec-Fetch-Site": "same-site"}, 403),
    ],
)
async def test_only_our_own_pages_may_change_anything(panel: Panel, headers, status):
    async with panel.browser(panel.cast.anna) as anna:
        del anna.headers["Origin"]
        answer = await anna.post("/sign-out", headers=headers)
        assert answer.status_code == status
        assert (await anna.get("/me")).status_code == (200 if status == 403 else 303)


async def test_a_form_of_another_site_reaches_no_list_either(panel: Panel):
    async with panel.browser(panel.cast.admin) as admin:
        page = await admin.get("/records/offices/create")
        token = re.search(r'name="csrftoken" value="([^"]+)"', page.text)[1]
        office = {"name": "Служба Чужда", "phone": "1", "csrftoken": token}
        del admin.headers["Origin"]
        assert (await admin.post("/records/offices/create", data=office)).status_code == 403
        admin.headers["Origin"] = ORIGIN
        without = {**office, "csrftoken": ""}
        assert (await admin.post("/records/offices/create", data=without)).status_code == 403
        assert "Служба Чужда" not in (await admin.get("/records/offices/list")).text


async def test_every_answer_carries_the_policy_and_a_new_nonce(panel: Panel):
    async with panel.browser(panel.cast.admin) as admin:
        nonces = set()
        for path in ("/me", "/records/offices/list", "/nothing/here"):
            answer = await admin.get(path)
            policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
            nonce = policy.pop("script-src").removeprefix("'nonce-").removesuffix("'")
            assert policy == {
                "default-src": "'none'",
                "style-src": f"'self' 'nonce-{nonce}'",
                "img-src": "'self' data:",
                "font-src": "'self'",
                "connect-src": "'self'",
                "form-action": "'self'",
                "frame-ancestors": "'none'",
                "base-uri": "'none'",
            }
            assert set(re.findall(r"<script[^>]*>", answer.text)) == set(
                re.findall(rf'<script[^>]* nonce="{nonce}"[^>]*>', answer.text)
            )
            assert re.findall(r"""\s(on[a-z]+|style)=["']""", answer.text) == []
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            nonces.add(nonce)
        assert len(nonces) == 3


async def test_the_cookie_is_closed_to_scripts_and_other_sites(panel: Panel):
    async with panel.browser() as browser:
        answer = await browser.post("/sign-in", data={"login": "anna", "password": PASSWORD})
        cookie = answer.headers["set-cookie"]
        assert re.sub(r"panel=[\w-]{40,}", "panel=*", cookie) == "panel=*; HttpOnly; Path=/; SameSite=lax"


async def test_behind_https_the_browser_itself_guards_the_cookie(panel: Panel):
    panel.app.state.settings = panel.app.state.settings.model_copy(update={"secure_cookies": True})
    async with panel.browser() as browser:
        answer = await browser.post("/sign-in", data={"login": "anna", "password": PASSWORD})
        cookie = answer.headers["set-cookie"]
        assert re.sub(r"=[\w-]{40,}", "=*", cookie) == "__Host-panel=*; HttpOnly; Path=/; SameSite=lax; Secure"


async def test_signing_out_ends_the_session_not_only_the_cookie(both_panels: Panel):
    async with both_panels.browser(both_panels.cast.anna) as anna:
        stolen = anna.cookies["panel"]
        await anna.post("/sign-out")
        async with both_panels.browser() as thief:
            thief.cookies.set("panel", stolen)
            assert (await thief.get("/me")).status_code == 303


async def test_an_idle_browser_is_signed_out_and_a_live_part_does_not_keep_it(panel: Panel):
    async with panel.browser(panel.cast.anna) as anna:
        for _minute in range(31):
            clock.set_to(clock.now() + clock.timedelta(minutes=1))
            live = await anna.get("/me", headers={"X-Live": "1"})
        assert live.status_code == 401
        assert (await anna.get("/me")).status_code == 303


async def test_the_longest_session_ends_however_busy(panel: Panel):
    async with panel.browser(panel.cast.anna) as anna:
        for _step in range(30):
            clock.set_to(clock.now() + clock.timedelta(minutes=20))
            answer = await anna.get("/me")
        assert answer.status_code == 303


async def test_a_browser_is_listed_and_can_be_signed_out_from_another(panel: Panel):
    async with panel.browser(panel.cast.anna) as here, panel.browser(panel.cast.anna) as there:
        handle = re.search(r'name="handle" value="([0-9a-f]{64})"', (await here.get("/me")).text)[1]
        assert (await here.post("/me/sign-out", data={"handle": handle})).status_code == 303
        assert (await there.get("/me")).status_code == 303
        assert (await here.get("/me")).status_code == 200


async def test_a_colleague_cannot_sign_another_one_out(panel: Panel):
    async with panel.browser(panel.cast.anna) as anna, panel.browser(panel.cast.elena) as elena:
        await anna.get("/me")
        async with panel.browser(panel.cast.anna) as second:
            handle = re.search(r'name="handle" value="([0-9a-f]{64})"', (await second.get("/me")).text)[1]
        assert (await elena.post("/me/sign-out", data={"handle": handle})).status_code in (403, 404)
        assert (await anna.get("/me")).status_code == 200


async def test_a_wrong_password_and_an_unknown_name_are_told_the_same_and_slowed_down(panel: Panel):
    async with panel.browser() as browser:
        for login in ("anna", "nobody"):
            answers = [
                await browser.post("/sign-in", data={"login": login, "password": "гатанка"}) for _try in range(6)
            ]
            assert [answer.status_code for answer in answers] == [401] * 6
            told = [re.search(r'role="alert">✗ ([^<]+)', answer.text)[1] for answer in answers]
            assert (len(set(told[:5])), told[5] != told[4]) == (1, True)
        right = await browser.post("/sign-in", data={"login": "anna", "password": PASSWORD})
        assert right.status_code == 401


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/tasks?x=1", "/tasks?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\n/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
async def test_signing_in_leads_only_to_our_own_pages(panel: Panel, wanted, leads):
    assert own_path(wanted) == leads
    async with panel.browser() as browser:
        await browser.post("/sign-in", data={"login": "anna", "password": PASSWORD})
        answer = await browser.post("/sign-in/second", data={"code": code_of("anna"), "next": wanted})
        assert answer.headers["location"] == leads


async def signs_in_again(browser, login, sealed):
    """Both steps, with a form that was sent too late."""
    second = await browser.post("/sign-in", data={"login": login, "password": PASSWORD, "kept": sealed})
    kept = re.search(r'name="kept" value="([^"]*)"', second.text)[1]
    return await browser.post("/sign-in/second", data={"code": code_of(login), "kept": kept})


async def test_what_was_typed_comes_back_after_the_sign_in_expired(panel: Panel):
    async with panel.browser(panel.cast.admin) as admin:
        clock.set_to(clock.now() + clock.timedelta(minutes=31))
        asked = await admin.post(
            "/staff/new", data={"name": "Калина Нова", "login": "kalina", "password": "много тайна"}
        )
        assert asked.status_code == 401
        assert "Калина" not in asked.text
        sealed = re.search(r'name="kept" value="([^"]+)"', asked.text)[1]
        back = await signs_in_again(admin, "admin", sealed)
        assert 'value="Калина Нова"' in back.text
        assert 'data-address="/staff/new"' in back.text
        assert "много тайна" not in back.text
        assert say("bg", _("Somebody has this login already. Please choose another.")) not in back.text
        assert "Калина Нова" not in (await admin.get("/staff")).text


@pytest.mark.parametrize("path", ["/staff/2", "/records/offices/edit?pk=1", "/records/offices/create"])
async def test_a_form_about_a_record_comes_back_too(panel: Panel, path):
    async with panel.browser(panel.cast.admin) as admin:
        clock.set_to(clock.now() + clock.timedelta(minutes=31))
        asked = await admin.post(path, data={"name": "Ново име", "role": "kitchen", "version": "1"})
        sealed = re.search(r'name="kept" value="([^"]+)"', asked.text)[1]
        back = await signs_in_again(admin, "admin", sealed)
        assert (back.status_code, 'value="Ново име"' in back.text) == (200, True)
        assert "Още нищо не е записано" in text_of(back)
        assert (await admin.get("/me")).status_code == 200


async def test_what_one_typed_does_not_come_back_to_another(panel: Panel):
    sealed = kept.seal(kept.Kept("/staff/new", panel.cast.admin.key, kept.ImmutableMultiDict({"name": "Калина Нова"})))
    async with panel.browser() as browser:
        answer = await signs_in_again(browser, "burgas", sealed)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_a_text_with_signs_of_html_stays_a_text(panel: Panel):
    cast = panel.cast
    async with cast.database.unit(cast.person(cast.maria)) as session:
        await open_task(session, cast.person(cast.maria), kind=TaskKind.HELP, words="<script>alert(1)</script>")
    async with panel.browser(cast.anna) as anna:
        answer = await anna.get("/tasks")
        assert "<script>alert" not in answer.text
        assert "<script>alert(1)</script>" in text_of(answer)


async def test_a_page_that_breaks_apologises_and_says_nothing_of_itself(panel: Panel, monkeypatch):
    async def broken(*_args, **_facts):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("admin.tasks.open_tasks", broken)
    async with panel.browser(panel.cast.anna) as anna:
        anna._transport.raise_app_exceptions = False
        answer = await anna.get("/tasks")
        assert answer.status_code == 500
        assert "secret detail" not in answer.text
        assert "Нещо се счупи" in text_of(answer)
