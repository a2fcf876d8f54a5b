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


def test_a_pronunciation_can_be_typed_on_the_smallest_phone(harness: Harness):
    for width in (320, 390):
        page = harness.member_page(viewport={"width": width, "height": 800})
        page.goto(f"{harness.address}/settings")
        form = page.locator("pronunciation-list form")
        expect(form).to_be_visible()
        for field in form.get_by_role("textbox").all():
            assert field.bounding_box()["width"] >= 120, f"too narrow to type in at {width} px"
        button = form.get_by_role("button").bounding_box()
        assert button["width"] > button["height"], f"the button is a column at {width} px"
        brand = page.locator("top-bar .brand").bounding_box()
        tool = page.locator("top-bar .tools").bounding_box()
        assert brand["x"] + brand["width"] <= tool["x"], f"the name runs into the buttons at {width} px"
