"""The vendors' own libraries against the stand-ins: what those answer and sign is what the libraries expect.

usage: payments.py STAND_INS MERCHANT_KEY PUBLIC_KEY PUBLIC_KEY_ID
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import stripe
from wechatpayv3 import WeChatPay, WeChatPayType

stand_ins, merchant_key, public_key, public_key_id = sys.argv[1:]
heard: list[tuple[str, dict, bytes]] = []
arrived = threading.Semaphore(0)


class Ear(BaseHTTPRequestHandler):
    """Takes call-backs, as a shop does."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        heard.append((self.path, {name: value for name, value in self.headers.items()}, body))
        self.send_response(204)
        self.end_headers()
        arrived.release()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Ear)
threading.Thread(target=server.serve_forever, daemon=True).start()
shop = f"http://127.0.0.1:{server.server_port}"


def press(path: str, **fields: str):
    """Presses a button of a stand-in's page."""
    try:
        urlopen(Request(f"{stand_ins}{path}", urlencode(fields).encode()))
    except OSError:
        pass  # it leads on to a shop that has no pages


def next_call(path: str) -> tuple[dict, bytes]:
    """The next one to a path; one payment may be told by several to another."""
    while True:
        assert arrived.acquire(timeout=20), "no call-back came"
        where, headers, body = heard.pop(0)
        if where == path:
            return headers, body


def try_stripe():
    client = stripe.StripeClient("sk_test_sandbox_000000000000000000", base_addresses={"api": f"{stand_ins}/stripe"})
    press("/stripe/control", do=f"endpoint {shop}/stripe")
    session = client.v1.checkout.sessions.create({
        "mode": "payment", "client_reference_id": "order_42", "success_url": f"{shop}/ok", "cancel_url": f"{shop}/no",
        "line_items": [{
            "price_data": {"currency": "usd", "unit_amount": 1999, "product_data": {"name": "100 credits"}},
            "quantity": 1,
        }],
    })
    assert session.status == "open" and session.amount_total == 1999, session
    press(f"/stripe/pay/{session.id}", decision="pay")
    headers, body = next_call("/stripe")
    secret = "whsec_sandbox_0123456789abcdef0123456789"
    event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], secret)
    assert event.type == "checkout.session.completed" and event.data.object.client_reference_id == "order_42"
    try:
        stripe.Webhook.construct_event(body + b" ", headers["Stripe-Signature"], secret)
        raise AssertionError("a changed body was taken")
    except stripe.SignatureVerificationError:
        pass
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert paid.payment_status == "paid" and paid.payment_intent.latest_charge.amount_refunded == 0
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent.id, "amount": 500})
    assert refund.status == "succeeded"
    next_call("/stripe")
    try:
        client.v1.refunds.create({"payment_intent": paid.payment_intent.id, "amount": 1500})
        raise AssertionError("more than the payment was refunded")
    except stripe.InvalidRequestError:
        pass
    price = client.v1.prices.create({
        "currency": "usd", "unit_amount": 2900, "recurring": {"interval": "month"}, "lookup_key": "sdk",
        "product_data": {"name": "Standard"},
    })
    assert client.v1.prices.list({"lookup_keys": ["sdk"]}).data[0].id == price.id
    session = client.v1.checkout.sessions.create({
        "mode": "subscription", "line_items": [{"price": price.id, "quantity": 1}], "success_url": f"{shop}/ok",
        "subscription_data": {"metadata": {"user_id": "u1"}},
    })
    press(f"/stripe/pay/{session.id}", decision="pay")
    types = {json.loads(next_call("/stripe")[1])["type"] for _ in range(3)}
    assert types == {"invoice.paid", "customer.subscription.created", "checkout.session.completed"}, types
    name = client.v1.checkout.sessions.retrieve(session.id).subscription
    subscription = client.v1.subscriptions.retrieve(name, {"expand": ["latest_invoice.payments"]})
    assert subscription.status == "active" and subscription.metadata["user_id"] == "u1"
    assert subscription.latest_invoice.status == "paid"
    assert client.v1.subscriptions.update(name, {"cancel_at_period_end": True}).cancel_at_period_end
    wrong = stripe.StripeClient("sk_test_wrong", base_addresses={"api": f"{stand_ins}/stripe"})
    try:
        wrong.v1.prices.list()
        raise AssertionError("a wrong key was taken")
    except stripe.AuthenticationError:
        pass
    press("/stripe/control", do="endpoint")


def try_wechat(with_public_key: bool):
    known = {"public_key": Path(public_key).read_text(), "public_key_id": public_key_id} if with_public_key else {}
    if not with_public_key:
        press("/wechatpay/control", do="mode")
    # The library has one address and offers no other; it fetches certificates as soon as it is made.
    import wechatpayv3.core as core

    ask = core.requests

    class There:
        def __getattr__(self, name):
            real = getattr(ask, name)
            if name not in ("get", "post", "put", "delete", "patch"):
                return real
            return lambda url, **rest: real(
                url.replace("https://api.mch.weixin.qq.com", f"{stand_ins}/wechatpay"), **rest)

    core.requests = There()
    pay = WeChatPay(
        wechatpay_type=WeChatPayType.NATIVE, mchid="1900000001", private_key=Path(merchant_key).read_text(),
        cert_serial_no="5A0DB0C0DE5A0DB0C0DE5A0DB0C0DE5A0DB0C0DE", apiv3_key="sandbox-apiv3-key-0123456789abcd",
        appid="wx5a0db0c0de000002", notify_url=f"{shop}/wechat", **known)
    number = f"SDK{'P' if with_public_key else 'C'}00000001"
    status, answer = pay.pay(description="100 credits", out_trade_no=number, amount={"total": 1999, "currency": "CNY"})
    assert status == 200 and "code_url" in json.loads(answer), (status, answer)
    press(f"/wechatpay/pay/{number}", decision="pay")
    headers, body = next_call("/wechat")
    result = pay.callback(headers, body)
    assert result and result["event_type"] == "TRANSACTION.SUCCESS", result
    assert result["resource"]["out_trade_no"] == number and result["resource"]["amount"]["total"] == 1999
    assert not pay.callback(headers, body.replace(b"TRANSACTION", b"TRANSACTIOM"))
    status, answer = pay.query(out_trade_no=number)
    assert status == 200 and json.loads(answer)["trade_state"] == "SUCCESS", answer
    status, answer = pay.refund(
        out_trade_no=number, out_refund_no=f"R{number}", amount={"refund": 500, "total": 1999, "currency": "CNY"})
    assert status == 200 and json.loads(answer)["status"] == "SUCCESS", answer
    headers, body = next_call("/wechat")
    assert pay.callback(headers, body)["event_type"] == "REFUND.SUCCESS"
    status, _ = pay.pay(description="never paid", out_trade_no=f"X{number}", amount={"total": 1, "currency": "CNY"})
    assert status == 200
    status, _ = pay.close(f"X{number}")
    assert status == 204, status
    core.requests = ask
    if not with_public_key:
        press("/wechatpay/control", do="mode")


try_stripe()
try_wechat(with_public_key=True)
try_wechat(with_public_key=False)
print("the vendors' libraries agree with the stand-ins")
