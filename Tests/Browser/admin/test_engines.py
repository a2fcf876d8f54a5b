"""Engines as administrators and everybody else see them; a stranger's toy engine stands beside the built-in one."""

import re

from playwright.sync_api import expect

from harness import Harness


def test_an_engine_that_somebody_added_is_listed_and_switched_off_and_on(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/engines")
    row = page.locator("engine-list .panel-row", has_text="Toy engine")
    expect(row.locator(".chip")).to_have_text("Ready")

    row.get_by_label("State of Toy engine").select_option("disabled")
    try:
        expect(row.locator(".chip")).to_have_text("Disabled")
        row.get_by_label("Tasks at a time of Toy engine").select_option("2")
        page.reload()
        expect(row.locator(".chip")).to_have_text("Disabled")
        expect(row.get_by_label("Tasks at a time of Toy engine")).to_have_value("2")
        page.goto(f"{harness.address}/studio")
        expect(page.locator("order-form")).to_be_visible()
        choice = page.get_by_label("Engine", exact=True)
        expect(choice.locator("option[value=dashscope]")).to_have_count(1)
        expect(choice.locator("option[value=toy]")).to_have_count(0)
    finally:
        page.goto(f"{harness.address}/admin/engines")
        row.get_by_label("State of Toy engine").select_option("enabled")
        expect(row.locator(".chip")).to_have_text("Ready")


def test_a_rank_is_shown_and_taken_back(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/engines")
    row = page.locator("engine-list .panel-row", has_text="Toy engine")
    expect(row).to_be_visible()
    button = row.get_by_role("button", name="Clear preferences of Toy engine")
    expect(button).to_have_count(0)
    page.evaluate("""async () => {
        const { changeEngine } = await import("/admin/admin-api.js");
        await changeEngine("toy", { preference: { animate_move: 900 } });
    }""")
    page.reload()
    expect(row).to_contain_text("Animation: preference 900")

    button.click()

    expect(button).to_have_count(0)
    expect(row).not_to_contain_text("preference 900")


def test_a_task_is_given_to_the_engine_that_was_chosen(harness: Harness):
    page = harness.member_page()
    page.goto(f"{harness.address}/studio")
    page.get_by_label("Engine", exact=True).select_option("toy")
    harness.choose(page, "image", harness.portrait)
    harness.choose(page, "video", harness.clip)
    expect(page.locator("file-drop .tick")).to_have_count(2)
    page.get_by_role("button", name="Generate").click()
    expect(page).to_have_url(re.compile("/tasks/"))

    expect(page.locator("compare-player")).to_be_visible(timeout=harness.work_limit)


def test_why_an_engine_cannot_work_is_said_in_the_language_of_the_reader(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/engines")
    complaints = page.evaluate("""async () => {
        const { engines } = await import("/admin/admin-api.js");
        return (await engines()).items.map(({ complaint }) => complaint).filter(Boolean);
    }""")
    setting = next(complaint.split()[0] for complaint in complaints if complaint.endswith(" is not set"))
    for language in ("zh-CN", "ja"):
        words = harness.words(language)["engines"]
        with harness.reading(page, language):
            page.reload()
            expect(page.locator("engine-list")).to_contain_text(words["titles"]["builtin"])
            text = page.locator("engine-list").inner_text()
            unset = re.sub(r"\s*\{name\}\s*", ".{0,3}" + setting + ".{0,3}", words["complaints"]["setting_missing"])
            assert re.search(unset, text), text
            for complaint in complaints:
                assert complaint not in text
            assert not re.search(r"\b(is|not|the|it|to|of)\b", text), text


def test_what_an_engine_of_ones_own_says_stays_as_its_author_wrote_it(harness: Harness):
    page = harness.first_page()
    with harness.reading(page, "ja"):
        page.goto(f"{harness.address}/admin/engines")
        expect(page.locator("engine-list .panel-row").first).to_be_visible()
        said = page.evaluate("""async () => {
            const { explain, remark } = await import("/interface/messages/failures.js");
            return [
              explain({ code: "donkey_strikes", message: "Der Esel streikt." }).title,
              explain({ code: "VALIDATION_ERROR", details: { reason: "donkey_strikes" }, message: "Ho." }).advice,
              remark({ code: "other", message: "Der Esel ist alt.", values: {} }),
              explain({ code: "NOT_FOUND", details: {}, message: "English of ours." }).title,
            ];
        }""")
    assert said[:3] == ["Der Esel streikt.", "Ho.", "Der Esel ist alt."], said
    assert said[3] == harness.words("ja")["failures"]["NOT_FOUND"]["title"]


def test_what_the_log_says_is_a_quotation_on_every_page(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/engines")
    expect(page.locator("engine-list .panel-row").first).to_be_visible()
    said = page.evaluate("""async () => {
        const { inLine, logged } = await import("/interface/messages/logged.js");
        const line = document.createElement("p");
        line.append(...inLine(["a", null, logged("it answered 500"), logged("")]));
        return [line.textContent, line.querySelector("code").lang];
    }""")
    assert said == ["a · it answered 500", "en"], said
