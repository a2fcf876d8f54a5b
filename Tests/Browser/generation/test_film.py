"""Scenes are put together to a film: saved as one types, made, and one of them made again."""

import re

from playwright.sync_api import Page, expect

from harness import Harness


def open_film(harness: Harness) -> Page:
    page = harness.page(viewport={"width": 1280, "height": 900})
    harness.sign_up(page)
    page.get_by_role("link", name="Presenter", exact=True).click()
    page.get_by_role("link", name="Make a film of several scenes").click()
    expect(page.locator("scene-card").first).to_be_visible()
    return page


def script_of(page: Page, number: int):
    return page.locator("scene-card").nth(number - 1).get_by_role("textbox", name="Script")


def test_a_film_is_put_together_kept_and_made_and_a_scene_made_again(harness: Harness):
    page = open_film(harness)
    expect(page.get_by_role("button", name="Generate")).to_be_disabled()
    harness.choose(page, "image", harness.portrait)
    expect(page.locator("scene-card .tick")).to_be_visible()
    script_of(page, 1).fill("The second.")
    page.get_by_role("button", name="Add a scene").click()
    expect(page.locator("scene-card").nth(1).locator(".tick")).to_be_visible()
    expect(script_of(page, 2)).to_be_focused()
    script_of(page, 2).fill("The first.")
    page.locator("scene-card").nth(1).get_by_role("button", name="Move up").click()
    expect(script_of(page, 1)).to_have_value("The first.")
    expect(page.locator("scene-card h2").first).to_have_text("Scene 1")
    page.locator("scene-card").nth(1).get_by_text("More settings").click()
    page.locator("scene-card").nth(1).get_by_label("Transition").select_option("fade")
    page.locator("scene-card").nth(1).get_by_role("combobox", name="Background").select_option("color")
    page.get_by_text("Square", exact=True).click()
    expect(page.locator("film-page .saved")).to_have_text("All changes are saved.")
    expect(page.locator("cost-estimate .time")).to_be_visible(timeout=60_000)

    page.reload()
    expect(script_of(page, 1)).to_have_value("The first.")
    expect(script_of(page, 2)).to_have_value("The second.")
    expect(page.get_by_role("radio", name="Square")).to_be_checked()
    expect(page.locator("scene-card .tick")).to_have_count(2)
    page.get_by_role("button", name="Generate").click()

    expect(page).to_have_url(re.compile("/tasks/"))
    expect(page.locator("film-scenes li")).to_have_count(2)
    expect(page.locator("compare-player")).to_be_visible(timeout=harness.work_limit)
    expect(page.locator("film-scenes li").first).to_contain_text("The first.")
    first = page.url
    page.get_by_role("link", name="Library").click()
    expect(page.locator("video-card")).to_have_count(1)
    expect(page.locator("video-card footer")).to_contain_text("Film")

    page.goto(first)
    page.get_by_role("button", name="Make scene 2 again").click()
    expect(page.locator("film-scenes li").first).to_contain_text("Already made")
    assert page.url != first
    expect(page.locator("compare-player")).to_be_visible(timeout=harness.work_limit)


def test_of_two_tabs_the_later_one_says_that_the_draft_has_changed(harness: Harness):
    page = open_film(harness)
    script_of(page, 1).fill("Written here.")
    expect(page.locator("film-page .saved")).to_have_text("All changes are saved.")
    other = page.context.new_page()
    other.goto(page.url)
    expect(script_of(other, 1)).to_have_value("Written here.")
    script_of(other, 1).fill("Written there.")
    expect(other.locator("film-page .saved")).to_have_text("All changes are saved.")

    script_of(page, 1).fill("Written here, later.")
    note = page.locator("film-page .conflict")
    expect(note).to_contain_text("another tab")
    note.get_by_role("button", name="Keep this version").click()
    expect(page.locator("film-page .saved")).to_have_text("All changes are saved.")
    script_of(other, 1).fill("Written there, too.")
    other.get_by_role("button", name="Load the other version").click()
    expect(script_of(other, 1)).to_have_value("Written here, later.")
    other.close()


def test_a_film_that_was_made_is_changed(harness: Harness):
    page = open_film(harness)
    harness.choose(page, "image", harness.portrait)
    expect(page.locator("scene-card .tick")).to_be_visible()
    script_of(page, 1).fill("Words of the first film.")
    page.get_by_role("button", name="Generate").click()
    expect(page).to_have_url(re.compile("/tasks/"))
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Cancel task").click()
    expect(page.get_by_role("button", name="Change inputs")).to_be_visible()
    made = page.url
    page.goto(f"{harness.address}/film")
    script_of(page, 1).fill("Another film.")
    expect(page.locator("film-page .saved")).to_have_text("All changes are saved.")

    page.goto(made)
    page.get_by_role("button", name="Change inputs").click()
    page.get_by_role("dialog", name="Replace the unfinished film?").get_by_role("button", name="Replace").click()
    expect(page).to_have_url(f"{harness.address}/film")
    expect(script_of(page, 1)).to_have_value("Words of the first film.")
    expect(page.locator("scene-card .tick")).to_be_visible()
    expect(page.locator("film-page .saved")).to_have_text("All changes are saved.")
