"""Somebody says something: a picture reads a script, a clip speaks a sound, a character plays a part."""

import re

from playwright.sync_api import Page, expect

from harness import Harness


def open_presenter(harness: Harness) -> Page:
    page = harness.member_page(viewport={"width": 1280, "height": 900})
    page.get_by_role("link", name="Presenter", exact=True).click()
    expect(page.locator("presenter-page")).to_be_visible()
    return page


def test_a_picture_reads_a_script_with_subtitles_beside_it(harness: Harness):
    page = open_presenter(harness)
    expect(page.get_by_role("button", name="Generate")).to_be_disabled()
    harness.choose(page, "image", harness.portrait)
    page.get_by_role("textbox", name="Script").fill("Good evening. The lights are low, and the stage is yours.")
    page.get_by_text("Separate file", exact=True).click()
    expect(page.locator("cost-estimate .time")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Generate").click()

    expect(page).to_have_url(re.compile("/tasks/"))
    expect(page.locator("task-inputs blockquote")).to_contain_text("Good evening.")
    expect(page.locator("compare-player")).to_be_visible(timeout=harness.work_limit)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good evening.")
    expect(page.locator("compare-player").get_by_text("AI-generated")).to_be_visible()
    expect_subtitles(page)

    page.get_by_role("link", name="Library").click()
    card = page.locator("video-card").first
    expect(card).to_contain_text("Good evening.")
    expect(card.locator("footer")).to_contain_text("Presenter")


def expect_subtitles(page: Page):
    video = page.locator('compare-player [data-side="result"] video')
    page.get_by_role("button", name="Play").click()
    expect(page.locator("compare-player .clock")).to_have_text(re.compile(r"^0:0[1-9]"))
    shown = "(video) => [...video.textTracks[0].activeCues ?? []].map((cue) => cue.text).join(' ')"
    assert video.evaluate("(video) => video.textTracks[0].cues.length") > 0
    page.get_by_role("button", name="Pause").click()
    video.evaluate("(video) => { video.currentTime = 0.5; }")
    page.wait_for_function(f"() => ({shown})(document.querySelector('[data-side=result] video')).includes('Good')")

    toggle = page.locator("compare-player").get_by_role("button", name="Show subtitles")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    assert video.evaluate("(video) => video.textTracks[0].mode") == "hidden"
    with page.expect_download() as download:
        page.get_by_role("link", name="Download subtitles").click()
    assert open(download.value.path()).read().startswith("WEBVTT")
    assert download.value.suggested_filename.endswith(".vtt")


def test_a_clip_speaks_a_sound_and_each_file_finds_its_side(harness: Harness):
    page = open_presenter(harness)
    sound = harness.spoken(page, "This sound was there before the clip that speaks it, and it is long enough.")

    page.locator("file-drop, script-field").first.wait_for()
    page.get_by_text("Audio", exact=True).click()
    harness.choose(page, "audio", sound)
    page.get_by_text("Clip", exact=True).click()
    harness.choose(page, "video", harness.clip)
    expect(page.locator("file-drop .tick")).to_have_count(2)
    expect(page.locator("cost-estimate .time")).to_be_visible(timeout=60_000)

    page.reload()
    expect(page.locator("file-drop .tick")).to_have_count(2)
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("compare-player")).to_be_visible(timeout=harness.work_limit)
    expect(page.locator("compare-player .subtitles")).to_have_count(0)
    expect(page.get_by_role("link", name="Create another")).to_be_visible()


def test_a_sound_without_speech_is_refused_with_what_was_measured(harness: Harness):
    page = open_presenter(harness)
    harness.choose(page, "image", harness.portrait)
    page.get_by_text("Audio", exact=True).click()
    harness.choose(page, "audio", harness.tone(4))

    note = page.locator('file-drop[kind="audio"] failure-note')
    expect(note).to_contain_text(harness.words()["failures"]["no_speech"]["title"], timeout=60_000)
    expect(note.locator("p")).to_contain_text(re.compile(r"\d"))
    expect(page.get_by_role("button", name="Generate")).to_be_disabled()


def test_a_character_takes_the_place_of_the_person_in_a_clip(harness: Harness):
    page = harness.member_page()
    page.get_by_role("radio", name=re.compile("Replace the person in the clip")).check()
    harness.choose(page, "image", harness.portrait)
    harness.choose(page, "video", harness.clip)
    harness.expect_ready(page)
    page.get_by_label("Title").fill("Understudy")
    with page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/animate-mix")):
        page.get_by_role("button", name="Generate").click()

    expect(page.locator(".page-title .facts")).to_contain_text("Character replacement")
    expect(page.locator("compare-player")).to_be_visible(timeout=harness.work_limit)
    expect(page.locator('compare-player [data-side="source"]')).to_be_visible()
    page.get_by_role("link", name="Library").click()
    card = page.locator("video-card", has_text="Understudy")
    expect(card.locator("footer")).to_contain_text("Character replacement")
