"""The page runs under a strict policy. `Harness` holds every other test to it as well."""

from playwright.sync_api import expect

from harness import Harness


def test_a_script_in_the_page_does_not_run_and_is_noticed(harness: Harness):
    page = harness.page()
    page.goto(harness.address)
    expect(page.locator("home-page")).to_be_visible()
    harness.check()

    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'taken over'";
            document.head.append(script);
        }"""
    )

    expect(page).to_have_title("Greenroom")
    assert any("script" in fault for fault in harness.faults)
    harness.faults.clear()


def test_a_title_is_text_and_never_markup(harness: Harness):
    page = harness.member_page()
    name = "<img src=x onerror=alert(1)>.png"
    harness.choose(page, "image", harness.make(name, harness.portrait.read_bytes()))
    expect(page.locator('file-drop[kind="image"] .tick')).to_be_visible()
    expect(page.locator('file-drop[kind="image"] .caption b')).to_have_text(name)
    page.goto(f"{harness.address}/uploads")
    expect(page.locator("file-row h2").first).to_have_text(name)


def test_tokens_are_out_of_reach_of_scripts(harness: Harness):
    page = harness.member_page()
    expect(page.locator("studio-page")).to_be_visible()
    assert "greenroom_" not in page.evaluate("() => document.cookie")
    stored = page.evaluate("() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    assert "eyJ" not in stored
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies(f"{harness.address}/api/v1/auth")}
    for name in ("greenroom_access", "greenroom_refresh"):
        assert cookies[name]["httpOnly"] and cookies[name]["sameSite"] == "Lax"
