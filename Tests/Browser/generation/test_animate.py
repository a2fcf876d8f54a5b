"""Several animations are asked for at once."""

import re

from playwright.sync_api import Page, expect

from harness import Harness


def ready(harness: Harness, **options) -> Page:
    page = harness.page(**options)
    harness.sign_up(page)
    harness.choose(page, "image", harness.portrait)
    harness.choose(page, "video", harness.clip)
    harness.expect_ready(page)
    return page


def test_several_pictures_and_clips_are_asked_for_at_once(harness: Harness):
    page = ready(harness, viewport={"width": 1280, "height": 900})
    other = harness.make("other.png", harness.portrait.read_bytes())
    page.locator('more-files[kind="image"] input').set_input_files([other])
    expect(page.locator('more-files[kind="image"] li')).to_have_count(1)
    page.reload()
    expect(page.locator('more-files[kind="image"] li')).to_contain_text("other.png")
    button = page.get_by_role("button", name=re.compile("Generate 2 videos"))
    expect(button).to_be_enabled()
    expect(page.locator("cost-estimate .time")).to_be_visible(timeout=60_000)
    button.click()
    expect(page.locator("recent-tasks task-card")).to_have_count(2)
    expect(page.locator('more-files[kind="image"] li')).to_have_count(0)
