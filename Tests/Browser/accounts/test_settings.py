"""What holds for the whole account."""

from playwright.sync_api import expect

from harness import Harness


def test_the_visible_mark_is_switched_on_and_stays_on(harness: Harness):
    page = harness.member_page()
    page.get_by_role("button", name="Account:").click()
    page.get_by_role("link", name="Settings").click()
    mark = page.get_by_role("switch", name="Visible AI mark")
    expect(mark).not_to_be_checked()

    mark.check()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(mark).to_be_checked()
    mark.uncheck()
    expect(page.get_by_text("Saved.").first).to_be_visible()


def test_a_waived_consent_is_kept_on_record_with_its_reason(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/avatars/new")
    page.get_by_label("Whose face is it?").fill("The fox of our logo")
    page.get_by_role("button", name="Show statement").click()
    page.get_by_text("Skip (admin)").click()
    page.get_by_label("Why no statement is needed").fill("A drawing; nobody’s face")
    page.get_by_role("button", name="Skip", exact=True).click()
    expect(page.get_by_text("Statement skipped for The fox of our logo")).to_be_visible()

    page.goto(f"{harness.address}/settings/privacy")
    row = page.locator("consent-list li", has_text="The fox of our logo")
    expect(row).to_contain_text("A drawing; nobody’s face")
    expect(row.locator(".chip")).to_have_text("Skipped by an admin")
