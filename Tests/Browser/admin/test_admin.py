"""What administrators see and do. The first account of a fresh server is one."""


from playwright.sync_api import Locator, Page, expect

from harness import Harness


def test_a_suspended_member_is_out_at_once_and_the_log_tells_who_did_it(harness: Harness):
    member = harness.page()
    email = harness.sign_up(member)
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/users")
    page.get_by_role("searchbox").fill(email.split("@")[0])
    row = page.locator("user-row")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Actions for").click()
    row.get_by_role("button", name="Suspend").click()
    page.get_by_role("dialog").get_by_role("button", name="Suspend").click()
    expect(row.locator(".chip")).to_have_text("Suspended")

    member.goto(f"{harness.address}/library")
    harness.sign_in(member, email)
    expect(member.get_by_role("alert")).to_be_visible()

    page.goto(f"{harness.address}/admin/audit")
    page.get_by_label("Type of event").select_option("user.suspend")
    entry = page.locator(".entry", has_text=f"about {email}")
    expect(entry).to_be_visible()
    expect(entry).to_contain_text("Suspended")

    page.goto(f"{harness.address}/admin/users")
    page.get_by_label("Status").select_option("suspended")
    expect(row.locator(".chip")).to_have_text(["Suspended"])
    expect(row).to_contain_text(email)
    row.get_by_role("button", name="Actions for").click()
    row.get_by_role("button", name="Reactivate").click()
    expect(row.locator(".chip")).to_have_text("Active")
    harness.sign_in(member, email)
    expect(member).to_have_url(f"{harness.address}/library")


def test_the_last_administrator_cannot_step_down(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/users")
    page.get_by_label("Role").select_option("admin")
    row = page.locator("user-row")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Actions for").click()
    expect(row.get_by_role("button", name="Suspend")).to_have_count(0)
    row.get_by_role("button", name="Make member").click()
    page.get_by_role("dialog").get_by_role("button", name="Make member").click()

    expect(page.locator(".toast")).to_contain_text("last administrator")
    expect(row.locator(".role")).to_have_text("Administrator")


def test_registration_is_closed_and_opened_again(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/users")
    switch = registration(page)
    expect(switch).to_be_checked()
    switch.uncheck()
    try:
        expect(page.get_by_text("Saved.")).to_be_visible()
        guest = harness.page()
        guest.goto(f"{harness.address}/signin?new")
        closed = harness.words()["entry"]["closed"]["title"]
        expect(guest.get_by_role("heading", level=1, name=closed)).to_be_visible()
    finally:
        switch.check()
        expect(switch).to_be_enabled()  # or no test after this one could sign up
    harness.sign_up(harness.page())


def registration(page: Page) -> Locator:
    """The switch, once it shows how things are: one that stands as it is wanted already would not be clicked."""
    switch = page.get_by_role("switch", name="Anyone can create an account")
    expect(switch).to_be_enabled()
    return switch


def test_an_invitation_opens_a_closed_server_to_one_person(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/users")
    registration(page).uncheck()
    try:
        expect(page.get_by_text("Saved.")).to_be_visible()
        page.get_by_role("button", name="Invite").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Note").fill("For Kim")
        dialog.get_by_role("button", name="Create link").click()
        link = dialog.locator(".secret code").inner_text()
        dialog.get_by_role("button", name="Done").click()
        expect(page.locator("invitation-list .panel-row")).to_contain_text("For Kim")

        guest = harness.page()
        guest.goto(link)
        invited, stale = (harness.words()["entry"][view]["title"] for view in ("invited", "stale"))
        expect(guest.get_by_role("heading", level=1, name=invited)).to_be_visible()
        guest.get_by_label("Email address").fill(harness.new_email())
        guest.get_by_label("Password", exact=True).fill(harness.password)
        guest.get_by_role("button", name="Create account").click()
        expect(guest).to_have_url(f"{harness.address}/studio")

        late = harness.page()
        late.goto(link)
        late.get_by_label("Email address").fill(harness.new_email())
        late.get_by_label("Password", exact=True).fill(harness.password)
        late.get_by_role("button", name="Create account").click()
        expect(late.get_by_role("heading", level=1, name=stale)).to_be_visible()
    finally:
        page.goto(f"{harness.address}/admin/users")
        registration(page).check()
        expect(page.get_by_text("Saved.")).to_be_visible()  # or no test after this one could sign up


def test_a_member_finds_nothing_behind_the_administrators_door(harness: Harness):
    page = harness.member_page()
    page.goto(f"{harness.address}/settings")
    expect(page.get_by_role("link", name="Audit log")).to_have_count(0)
    page.goto(f"{harness.address}/admin/users")
    expect(page.locator("not-found")).to_be_visible()


def test_the_outbox_tells_which_letter_was_delivered_when(harness: Harness):
    harness.sign_up(harness.page())  # a letter that confirms the address is sent
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/outbox")
    expect(page.locator("outbox-list")).to_contain_text("Deliveries")

    page.get_by_label("Status").select_option("Delivered")

    row = page.locator("outbox-list .panel-row", has_text="Email").first
    expect(row.locator(".chip")).to_have_text("Delivered")
    expect(row).to_contain_text("1 attempt")
    page.get_by_label("Status").select_option("Failed")
    expect(page.locator("outbox-list")).to_contain_text("No deliveries")
