"""What is left to see once somebody has signed out: nothing."""

import os

from playwright.sync_api import expect

from harness import Harness


def test_signing_out_empties_the_other_pages_of_the_browser(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    other = page.context.new_page()
    other.goto(f"{harness.address}/settings")
    expect(other.locator("settings-page")).to_be_visible()

    harness.sign_out(page)

    expect(other.locator("settings-page")).to_have_count(0, timeout=2000)
    expect(other).to_have_url(f"{harness.address}/signin?next=%2Fsettings")


def test_a_page_shown_again_by_going_back_shows_nothing_of_who_has_left(harness: Harness):
    # The other tests' browser keeps no page that was left.
    browser = harness.browsers.chromium.launch(
        executable_path=os.environ["CHROMIUM"],
        args=["--no-sandbox"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    try:
        page = browser.new_context(locale="en-US").new_page()
        # What the window is called outlives a reload.
        page.add_init_script(
            """addEventListener("pageshow", ({ persisted }) => {
                if (persisted) name = `again: ${document.querySelector("main")?.innerText ?? ""}`;
            });"""
        )
        harness.sign_up(page)
        page.goto(f"{harness.address}/settings")
        expect(page.locator("settings-page h1")).to_be_visible()
        page.goto(f"{harness.address}/library")
        expect(page.locator("library-page h1")).to_be_visible()
        page.get_by_role("button", name="Account:").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("library-page")).to_have_count(0)

        page.go_back()

        expect(page.locator("sign-in h1")).to_be_visible()
        assert page.evaluate("name") in ("", "again: "), page.evaluate("name")
    finally:
        browser.close()
