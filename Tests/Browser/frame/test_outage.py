"""What a page does while the server cannot be reached, and once it can be again."""

from playwright.sync_api import Page, expect

from harness import Harness


def lists(harness: Harness, page: Page, blocked: str, path: str, label: str):
    """Goes to a page of the app while one address does not answer."""
    page.route(blocked, lambda route: route.abort())
    page.get_by_role("link", name=label, exact=True).first.click()
    expect(page).to_have_url(f"{harness.address}{path}")


def test_a_library_that_could_not_be_loaded_says_so_and_loads_by_a_button(harness: Harness):
    page = harness.member_page()
    lists(harness, page, "**/api/v1/videos?*", "/library", "Library")
    alert = page.locator("library-page").get_by_role("alert")
    expect(alert).to_contain_text(harness.words()["list"]["failed"])

    button = alert.get_by_role("button", name=harness.words()["list"]["retry"]).element_handle()
    page.unroute("**/api/v1/videos?*")
    button.evaluate("button => button.click()")  # at once: the page tries again by itself, too
    expect(page.locator("library-page video-card, library-page empty-state").first).to_be_visible()
    expect(alert).to_have_count(0)


def test_a_library_loads_by_itself_once_the_connection_is_back(harness: Harness):
    page = harness.member_page()
    expect(page.locator("studio-page")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("link", name="Library", exact=True).first.click()
    alert = page.locator("library-page").get_by_role("alert")
    expect(alert).to_be_visible()

    page.context.set_offline(False)
    expect(alert).to_have_count(0, timeout=30_000)
    expect(page.locator("library-page video-card, library-page empty-state").first).to_be_visible()


def test_icons_that_could_not_be_loaded_come_later(harness: Harness):
    page = harness.page()
    page.route("**/icons.svg", lambda route: route.abort())
    page.goto(f"{harness.address}/signin")
    expect(page.locator("sign-in form")).to_be_visible()
    expect(page.locator("svg.sprite")).to_have_count(0)

    page.unroute("**/icons.svg")
    harness.sign_in(page, harness.new_email(), "not a password of anybody")  # the next answer tells that all is well
    expect(page.locator("svg.sprite symbol").first).to_be_attached()


def test_a_download_link_that_has_expired_is_renewed_before_it_is_followed(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    page.goto(f"{harness.address}/voices")
    page.get_by_role("textbox", name="Script").fill("One two three.")
    page.get_by_role("button", name="Generate", exact=True).click()
    row = page.locator("speech-row", has_text="One two three.")
    link = row.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=harness.work_limit)

    link.evaluate("(link) => { link.href = link.href.replace(/expires=\\d+/, 'expires=1000'); }")
    with page.expect_download() as download:
        link.click()
    assert open(download.value.path(), "rb").read(4) == b"RIFF"
