"""Credits, plans and orders in the page; and not a word of them where nothing is sold."""

import contextlib
import re

from playwright.sync_api import expect

from harness import Harness
from server import Server
from stand_ins import walk


@contextlib.contextmanager
def selling(harness: Harness):
    """A server that sells, and a browser for it."""
    with (
        Server(harness.binaries, {"BILLING": "on"}) as shop,
        Harness(harness.browsers, shop.address, harness.pictures, shop.stand_ins) as there,
    ):
        yield shop, there


def test_nothing_of_money_is_seen_where_nothing_is_sold(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/settings")
    expect(page.get_by_role("link", name="Profile")).to_be_visible()

    expect(page.get_by_role("link", name="Billing")).to_have_count(0)
    expect(page.get_by_role("link", name="Revenue")).to_have_count(0)
    page.get_by_role("button", name="Account:").click()
    expect(page.get_by_role("link", name="Billing")).to_have_count(0)


def test_credits_are_bought_by_card_and_by_code_and_seen_in_every_list(harness: Harness):
    if harness.binaries is None:
        return
    with selling(harness) as (shop, there):
        page = there.first_page()
        page.goto(f"{shop.address}/billing")
        expect(page.locator("credit-balance .balance")).to_have_text("50 credits")
        page.get_by_label("Payment method").select_option("stripe")
        page.get_by_label("Currency").select_option("JPY")
        page.get_by_role("button", name="100 credits: Buy for ¥1,300").click()
        page.get_by_role("button", name="Pay with 4242 4242 4242 4242").click()

        expect(page.get_by_text("Thank you, this is paid.")).to_be_visible()
        page.get_by_role("link", name="Back to billing").click()
        expect(page.locator("credit-balance .balance")).to_have_text("150 credits")
        expect(page.locator("order-list .chip")).to_have_text(["Paid"])
        expect(page.locator("credit-history tbody tr")).to_have_count(2)
        with page.expect_download() as receipt:
            page.get_by_role("link", name="Receipt").click()
        assert receipt.value.path().read_bytes().startswith(b"%PDF")

        page.get_by_label("Payment method").select_option("wechat")
        page.get_by_role("button", name="500 credits: Buy for CN¥258.00").click()
        expect(page.locator("qr-picture svg")).to_be_visible()
        phone = there.page()
        phone.goto(page.locator("qr-picture").get_attribute("data-text"))
        phone.get_by_role("button", name="Pay").click()
        expect(page.get_by_text("Thank you, this is paid.")).to_be_visible()

        page.goto(f"{shop.address}/admin/money")
        expect(page.locator("order-desk .panel").first).to_contain_text("¥1,300")
        page.get_by_role("button", name="Refund: 100 credits").click()
        page.get_by_label("Reason").fill("Bought twice")
        refund = page.get_by_role("dialog").get_by_role("button", name="Refund")
        page.get_by_label("Amount").fill("1300.5")
        refund.click()
        expect(page.get_by_text("Enter an amount up to ¥1,300.")).to_be_visible()
        page.get_by_label("Amount").fill("650")
        refund.click()
        expect(page.get_by_text("The refund is on its way.")).to_be_visible()
        page.get_by_role("button", name="Check the books").click()
        expect(page.get_by_text("The books balance.")).to_be_visible()
        there.check()


def test_inside_wechat_its_own_dialog_is_asked_and_who_is_unknown_there_gets_a_code(harness: Harness):
    if harness.binaries is None:
        return
    with selling(harness) as (shop, there):
        inside = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 MicroMessenger/8.0.50"
        stranger = there.page(state=there.first_page().context.storage_state(), user_agent=inside)
        stranger.goto(f"{shop.address}/billing")
        stranger.get_by_label("Payment method").select_option("wechat")
        stranger.get_by_role("button", name="100 credits: Buy for CN¥60.00").click()
        expect(stranger.locator("qr-picture svg")).to_be_visible()  # the only way left

        page = there.page(user_agent=inside)
        page.add_init_script("window.WeixinJSBridge = { invoke: (name, fields, done) => { window.asked = [name, fields]; done({}); } }")
        page.goto(f"{shop.address}/signin")
        walk(page, "WeChat", "Kenji Rei")
        expect(page.locator("studio-page")).to_be_visible()
        page.goto(f"{shop.address}/billing")
        page.get_by_label("Payment method").select_option("wechat")
        page.get_by_role("button", name="100 credits: Buy for CN¥60.00").click()
        page.get_by_role("button", name="Pay CN¥60.00").click()
        name, fields = page.evaluate("window.asked")
        assert name == "getBrandWCPayRequest" and fields["package"].startswith("prepay_id="), (name, fields)
        there.check()


def test_a_retry_says_what_it_costs(harness: Harness):
    if harness.binaries is None:
        return
    with selling(harness) as (shop, there):
        page = there.first_page()
        ask = """async ([method, path, body]) => (await (await fetch("/api/v1" + path, {
            method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? undefined),
        })).json()).data"""
        text = "This takes its time. " * 800  # more than the free minutes
        task = page.evaluate(ask, ["POST", "/generate/speech", {"text": text, "voice": "espeak:en-us"}])
        page.evaluate(ask, ["DELETE", f"/tasks/{task['id']}", None])
        page.goto(f"{shop.address}/tasks/{task['id']}")
        held = task["credits"]["held"]
        assert held > 0
        expect(page.get_by_role("button", name=f"Try again · {held} credits")).to_be_visible()
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("button", name="Try again")).to_have_count(0)
        again = page.evaluate(ask, ["GET", f"/tasks/{task['id']}", None])
        assert again["credits"]["held"] == held or again["credits"]["charged"] == held, again["credits"]
        there.check()


def test_months_are_bought_one_after_the_other_and_the_page_asks_first(harness: Harness):
    if harness.binaries is None:
        return
    with selling(harness) as (shop, there):
        page = there.first_page()

        def pay():
            expect(page.get_by_text("Pay the invoice by")).to_be_visible()
            number = page.url.rsplit("/", 1)[1][-12:]
            page.goto(f"{shop.address}/admin/money")
            row = page.locator("order-desk .panel-row", has_text=f"Order {number}")
            expect(row).to_contain_text("@")  # whose it is
            row.get_by_role("button", name="Mark as paid").click()
            page.get_by_role("dialog").get_by_role("button", name="Mark as paid").click()
            expect(row).to_contain_text("Paid")
            page.goto(f"{shop.address}/billing")

        page.goto(f"{shop.address}/billing")
        page.get_by_label("Payment method").select_option("manual")
        page.get_by_label("Currency").select_option("EUR")
        page.get_by_role("button", name="Studio: Buy a month for €99.00").click()
        pay()
        page.get_by_label("Payment method").select_option("manual")
        page.get_by_role("button", name="Standard: Buy a month for €29.00").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Buy Standard as well?")
        expect(dialog).to_contain_text("when Studio ends")
        dialog.get_by_role("button", name="Buy a month for €29.00").click()
        pay()
        expect(page.locator("plan-offers .panel").first).to_contain_text("Changes to Standard on")
        page.get_by_label("Payment method").select_option("stripe")  # it would begin beside what is paid
        expect(page.get_by_text("You can subscribe by card once")).to_be_visible()
        expect(page.get_by_role("button", name="Subscribe for")).to_have_count(0)
        page.goto(f"{shop.address}/admin/money")
        page.get_by_role("button", name="Compare").click()
        expect(page.get_by_text("Your records match the bill.")).to_be_visible()
        there.check()


def test_a_change_of_plan_says_what_is_charged_and_is_seen_everywhere(harness: Harness):
    if harness.binaries is None:
        return
    with selling(harness) as (shop, there):
        page = there.first_page()
        page.goto(f"{shop.address}/billing")
        page.get_by_label("Payment method").select_option("stripe")
        # Only currencies in which something is sold.
        currency = page.get_by_label("Currency")
        expect(currency.locator("option")).to_have_text(["CNY", "EUR", "JPY", "USD"])
        currency.select_option("USD")
        page.get_by_role("button", name="Standard: Subscribe for $29.00 a month").click()
        page.get_by_role("button", name="Pay with 4242 4242 4242 4242").click()
        expect(page.get_by_text("Thank you, this is paid.")).to_be_visible()
        page.get_by_role("link", name="Back to billing").click()
        expect(page.locator("credit-balance .balance")).to_have_text("150 credits")

        # Another currency, or another method, changes nothing of what a subscription is charged in.
        currency.select_option("JPY")
        page.get_by_label("Payment method").select_option("wechat")
        page.get_by_role("button", name="Studio: Change to $99.00 a month").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Studio costs $99.00 a month")
        pay = dialog.get_by_role("button", name="Pay $")
        due = pay.inner_text().removeprefix("Pay ")
        expect(dialog).to_contain_text(f"{due} is charged to your card now")
        pay.click()
        expect(page.locator("plan-offers .panel").first).to_contain_text("Studio")
        expect(page.locator("credit-balance .balance")).to_have_text(re.compile(r"^5[45]\d credits$"))
        expect(page.locator("order-list .panel-row").first).to_contain_text(due)
        expect(page.locator("credit-history tbody tr")).to_have_count(3)

        page.get_by_role("button", name="Standard: Change to $29.00 a month").click()
        expect(dialog).to_contain_text("Nothing is charged now.")
        dialog.get_by_role("button", name="Change plan").click()
        expect(page.locator("plan-offers .panel").first).to_contain_text("Changes to Standard on")
        there.check()
