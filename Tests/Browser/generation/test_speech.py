"""A text becomes a sound."""

import re

from playwright.sync_api import Page, expect

from harness import Harness


def choose_voice(page: Page, wanted: str):
    page.locator("voice-choice .open").click()
    page.get_by_role("searchbox").fill(wanted)
    page.locator("voice-picker .take").first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_text_is_spoken_played_and_downloaded(harness: Harness):
    page = harness.member_page()
    page.goto(f"{harness.address}/voices")
    expect(page.get_by_role("button", name="Generate")).to_be_disabled()
    page.get_by_role("textbox", name="Script").fill("Der Vorhang geht auf, und alle Lichter sind an.")
    choose_voice(page, "deutsch")
    expect(page.locator("voice-choice")).to_contain_text("German")
    expect(page.locator("cost-estimate .time")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Generate").click()

    row = page.locator("speech-row").first
    expect(row.get_by_role("link", name=re.compile("Der Vorhang geht auf"))).to_be_visible()
    expect(row.locator("sound-player")).to_be_visible(timeout=harness.work_limit)
    expect(row).to_contain_text("German")
    row.get_by_role("button", name="Play").click()
    expect(row.locator(".clock")).to_have_text(re.compile(r"^0:0[1-9] / 0:0[2-9]"))
    with page.expect_download() as download:
        row.get_by_role("link", name=re.compile("Download")).click()
    content = open(download.value.path(), "rb").read()
    assert content[:4] == b"RIFF" and content[8:12] == b"WAVE" and len(content) > 50_000
    assert download.value.suggested_filename.startswith("Der Vorhang"), download.value.suggested_filename

    page.reload()
    expect(page.locator("speech-row").first).to_contain_text("Der Vorhang geht auf")


def test_a_voice_is_found_in_any_language_and_heard_before_it_is_chosen(harness: Harness):
    page = harness.member_page(language="ja")
    with harness.reading(page, "ja"):
        page.goto(f"{harness.address}/voices")
        page.locator("voice-choice .open").click()
        search = page.get_by_role("searchbox")
        expect(page.locator("voice-picker .take").nth(99)).to_be_attached()
        for wanted in ("フィンランド", "finnish", "suomi"):
            search.fill(wanted)
            expect(page.locator("voice-picker .take").first).to_contain_text("フィンランド")
        search.fill("no language has this name")
        expect(page.locator("voice-picker .nothing")).to_be_visible()

        search.fill("suomi")
        hear = page.locator("voice-picker voice-preview-button").first
        hear.get_by_role("button").click()
        expect(hear).to_have_attribute("data-state", "playing", timeout=30_000)
        expect(hear).to_have_attribute("data-state", "idle", timeout=30_000)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator("speech-list")).not_to_contain_text("Hei, tältä")
