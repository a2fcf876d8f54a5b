"""A stranger's first visit, from the front door to a video of their own and out again."""

import re
import subprocess

from playwright.sync_api import Page, expect

from desktop import drop
from harness import Harness


def test_a_stranger_makes_plays_renames_and_deletes_a_video(harness: Harness):
    page = harness.page(viewport={"width": 1440, "height": 900})
    page.goto(harness.address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Email address").fill(harness.new_email())
    page.get_by_label("Password", exact=True).fill(harness.password)
    page.get_by_role("button", name="Create account").click()
    expect(page).to_have_url(f"{harness.address}/studio")

    drop(page.locator("studio-page"), (harness.portrait.name, "image/png", harness.portrait.read_bytes()))
    drop(page.locator('file-drop[kind="video"] .drop-area'), (harness.clip.name, "video/mp4", harness.clip.read_bytes()))
    harness.expect_ready(page)
    page.get_by_label("Title").fill("First night")
    harness.submit(page)

    expect_moving(page)
    expect(page.locator("compare-player")).to_be_visible(timeout=harness.work_limit)
    expect(page.get_by_role("heading", level=1)).to_have_text("First night")
    expect(page.locator("compare-player").get_by_text("AI-generated")).to_be_visible()
    expect_to_play(page)
    expect_download(page)
    expect_play_in_view_of_a_phone(page)

    page.get_by_role("link", name="Library").click()
    rename(page, "First night", "Second night")
    page.get_by_role("button", name="Delete Second night").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("video-card h2")).to_have_text("Second night")
    delete(page, "Second night")
    page.reload()
    expect(page.locator("empty-state")).to_be_visible()
    erase(page, "Second night")

    page.get_by_role("button", name=re.compile("Account:")).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("home-page")).to_be_visible()
    page.goto(f"{harness.address}/library")
    expect(page).to_have_url(f"{harness.address}/signin?next=%2Flibrary")


def expect_moving(page: Page):
    bar = page.get_by_role("progressbar")
    expect(bar).not_to_have_attribute("aria-valuenow", "0", timeout=60_000)
    seen = int(bar.get_attribute("aria-valuenow"))
    expect(bar).not_to_have_attribute("aria-valuenow", str(seen), timeout=60_000)
    assert int(bar.get_attribute("aria-valuenow")) > seen


def expect_to_play(page: Page):
    player = page.locator("compare-player")
    result, source = (player.locator(f'[data-side="{side}"] video') for side in ("result", "source"))
    player.get_by_role("button", name="Play").click()
    expect(player.locator(".clock")).to_have_text(re.compile(r"^0:0[1-9]"))
    player.get_by_role("button", name="Pause").click()
    places = [video.evaluate("(video) => video.currentTime") for video in (result, source)]
    assert min(places) > 0.4 and abs(places[0] - places[1]) < 0.3, places

    player.get_by_text("Off").click()
    assert [video.evaluate("(video) => video.muted") for video in (result, source)] == [True, True]
    player.get_by_text("Original", exact=True).click()
    assert [video.evaluate("(video) => video.muted") for video in (result, source)] == [True, False]


def expect_play_in_view_of_a_phone(page: Page):
    usual = page.viewport_size
    page.set_viewport_size({"width": 375, "height": 667})
    page.evaluate("() => scrollTo(0, 0)")
    play = page.locator("compare-player").get_by_role("button", name="Play").bounding_box()
    nav = page.locator(".main-nav").bounding_box()
    assert play["y"] + play["height"] <= nav["y"], (play, nav)
    page.set_viewport_size(usual)


def expect_download(page: Page):
    with page.expect_download() as download:
        page.get_by_role("link", name="Download", exact=True).click()
    content = open(download.value.path(), "rb").read()
    assert download.value.suggested_filename.endswith(".mp4"), download.value.suggested_filename
    assert content[4:8] == b"ftyp" and len(content) > 10_000


def rename(page: Page, old: str, new: str):
    page.get_by_role("button", name=f"Rename {old}").click()
    page.get_by_label("New title").fill(new)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Renamed.")).to_be_visible()


def delete(page: Page, title: str):
    page.get_by_role("button", name=f"Delete {title}").click()
    expect(page.locator("video-card")).to_have_count(0)
    expect(page.get_by_text("Moved to the trash.")).to_be_visible()


def erase(page: Page, title: str):
    page.get_by_role("link", name="Trash", exact=True).click()
    expect(page.locator("trash-page h2")).to_have_text(title)
    page.get_by_role("button", name=f"Delete {title} permanently").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete permanently").click()
    expect(page.locator("trash-page empty-state")).to_be_visible()


def test_one_of_several_people_is_chosen(harness: Harness):
    couple = harness.make("couple.png", couple_of(harness.portrait))
    page = harness.member_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{harness.address}/studio")
    harness.choose(page, "image", couple)
    harness.choose(page, "video", harness.clip)
    harness.expect_ready(page)
    several = page.locator("cost-estimate .warning", has_text="Only one of them is used.")
    expect(several).to_be_visible()

    page.get_by_role("button", name="Choose which one").click()
    picture = page.locator("face-picker .place")
    expect(picture.locator("img")).to_have_js_property("complete", True)
    box = picture.bounding_box()
    picture.click(position={"x": 0.75 * box["width"], "y": 0.4 * box["height"]})
    page.keyboard.press("ArrowRight")
    expect(picture).to_have_attribute("aria-label", re.compile("7[67] % from the left and 40 % from the top"))
    with page.expect_request(re.compile("/estimate$")) as asked:
        page.get_by_role("button", name="Use this face").click()
    face = asked.value.post_data_json["face"]
    assert abs(face["x"] - 0.77) < 0.01 and abs(face["y"] - 0.4) < 0.01, face
    harness.expect_ready(page)
    expect(several).to_have_count(0)
    expect(page.get_by_role("button", name="Choose someone else")).to_be_visible()

    page.get_by_role("button", name=re.compile("^Remove couple")).click()
    expect(page.get_by_role("button", name="Choose someone else")).to_have_count(0)


def couple_of(portrait) -> bytes:
    """The portrait beside its mirror image."""
    beside = "split[a][b];[b]hflip[c];[a][c]hstack"
    made = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", portrait, "-vf", beside, "-f", "image2pipe", "-c:v", "png", "-"],
        check=True, stdout=subprocess.PIPE)
    return made.stdout
