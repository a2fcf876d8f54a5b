"""Files that are dropped, and what the page says of them."""

from playwright.sync_api import expect

from desktop import drop
from harness import Harness


def test_three_dropped_pictures_make_three_uploads(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    picture = harness.portrait.read_bytes()
    drop(page.locator("studio-page"), *((f"portrait-{n}.png", "image/png", picture) for n in (1, 2, 3)))

    expect(page.locator('file-drop[kind="image"] .caption')).to_contain_text("portrait-1")
    for more in ("portrait-2.png", "portrait-3.png"):
        expect(page.locator("studio-page").get_by_text(more)).to_be_visible()
    expect(page.get_by_role("button", name="Generate 3 videos")).to_be_visible()
    page.get_by_role("link", name="Library", exact=True).click()
    page.get_by_role("link", name="Uploads", exact=True).click()
    expect(page.locator("file-row")).to_have_count(3, timeout=30_000)


def test_the_sizes_shown_are_those_that_are_made(harness: Harness):
    page = harness.member_page()
    figures = page.locator('option-choice[setting="mode"] .figure')
    expect(figures).to_have_text(["up to 768 px", "up to 1280 px"])

    page.get_by_role("radio", name="Replace the person in the clip").check()
    expect(figures).to_have_text(["up to 960 px", "up to 1280 px"])


def test_a_file_is_used_from_the_uploads(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    harness.choose(page, "image", harness.portrait)
    expect(page.locator('file-drop[kind="image"] .tick')).to_be_visible()
    page.get_by_role("button", name="Remove portrait").click()
    page.goto(f"{harness.address}/uploads")
    page.get_by_role("link", name="Use in Studio: portrait").click()

    expect(page).to_have_url(f"{harness.address}/studio")
    expect(page.locator('file-drop[kind="image"] .tick')).to_be_visible()
