"""What somebody does before an animation: crops and trims, looks at the first second, and asks for several at once."""

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


def test_a_clip_is_trimmed_and_a_picture_cropped(harness: Harness):
    page = ready(harness, viewport={"width": 1280, "height": 900})
    clip = page.locator('file-drop[kind="video"]')
    clip.get_by_role("button", name="Trim").click()
    dialog = page.get_by_role("dialog", name="Trim the clip")
    dialog.get_by_label("End").evaluate("(input) => { input.value = 1500; input.dispatchEvent(new Event('input')); }")
    dialog.get_by_label("Start").evaluate("(input) => { input.value = 500; input.dispatchEvent(new Event('input')); }")
    expect(dialog.get_by_text("1 second long")).to_be_visible()
    dialog.get_by_role("button", name="Use this part").click()
    expect(dialog).to_have_count(0, timeout=60_000)
    expect(clip.locator(".caption")).to_contain_text("0:01")

    image = page.locator('file-drop[kind="image"]')
    before = image.locator(".caption .text span").inner_text()
    image.get_by_role("button", name="Crop").click()
    dialog = page.get_by_role("dialog", name="Crop the picture")
    frame = dialog.get_by_role("application", name="The part that is kept")
    frame.focus()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowDown")
    dialog.get_by_role("button", name="Use this part").click()
    expect(dialog).to_have_count(0, timeout=60_000)
    expect(image.locator(".caption .text span")).not_to_have_text(before)
    harness.expect_ready(page)

    page.get_by_role("link", name="Library").click()
    page.get_by_role("link", name="Uploads").click()
    expect(page.locator("file-row")).to_have_count(4)


def test_the_first_second_is_seen_before_the_work(harness: Harness):
    page = ready(harness, viewport={"width": 1280, "height": 900})
    page.get_by_role("button", name="Preview the first second").click()
    dialog = page.get_by_role("dialog", name="The first second")
    sheet = dialog.get_by_role("img")
    expect(sheet).to_be_visible(timeout=60_000)
    page.wait_for_function("() => document.querySelector('look-dialog img')?.naturalHeight === 728")
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Preview the first second")).to_be_focused()
    assert page.evaluate("async () => (await (await fetch('/api/v1/tasks')).json()).data.items.length") == 0


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
