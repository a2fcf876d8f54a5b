import Domain
import Foundation
import Sandbox
import Storage
import TestSupport
import Testing

@testable import Server

/// Money from the button to the books, with services that double, delay, shuffle, forge and lose what they tell.
struct PaymentTests {
    @Test func `a pack that is paid by card is credited once, however often that is told`() async throws {
        try await PaymentStage.with { stage in
            for mishap in ["doubled", "forged", "late", "reversed"] {
                try await stage.control("stripe", "toggle \(mishap)")
            }
            let order = try await stage.order(#"{"pack": "minutes", "method": "stripe", "currency": "JPY"}"#)
            let (id, url) = (order["id"].string ?? "", order["url"].string ?? "")
            #expect(order["price"]["amount"].int == 1300 && order["price"]["decimal"].string == "1300")

            let back = try await stage.press("pay", at: url)
            #expect(back.headers["location"]?.contains("/billing/orders/\(id)?paid=1") == true)
            try await stage.control("stripe", "toggle late")

            let paid = try await stage.decided(id)
            #expect(paid["status"].string == "paid" && paid["number"].int == 1)
            await stage.stripe.settle()
            #expect(try await stage.credits()["available"].int == 150)
            try await stage.checkBooks()
            let pages = try await stage.standIns.get(try #require(URL(string: url)?.path()))
            #expect(pages.status == 410)
        }
    }

    @Test func `a card that is declined or asks more pays nothing before it is through`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"pack": "minutes", "method": "stripe"}"#)
            let url = order["url"].string ?? ""

            #expect(try await stage.press("decline", at: url).text.contains("declined"))
            #expect(try await stage.press("3ds", at: url).text.contains("bank"))
            #expect(try await stage.press("abandon", at: url).status == 302)
            #expect(
                try await stage.kim.get("/api/v1/payments/\(order["id"].string ?? "")").data["status"].string
                    == "pending")
            try await stage.press("pay", at: url)

            #expect(try await stage.decided(order["id"].string ?? "")["status"].string == "paid")
        }
    }

    @Test func `a payment whose events are lost is found, and an order that nobody pays ends`() async throws {
        try await PaymentStage.with { stage in
            try await stage.control("stripe", "toggle lost")
            let first = try await stage.order(#"{"pack": "minutes", "method": "stripe"}"#)
            let second = try await stage.order(#"{"pack": "credits-500", "method": "stripe"}"#)
            try await stage.press("pay", at: first["url"].string ?? "")

            stage.house.clock.advance(by: .seconds(3700))
            try await stage.wake()

            #expect(try await stage.decided(first["id"].string ?? "")["status"].string == "paid")
            #expect(try await stage.decided(second["id"].string ?? "")["status"].string == "cancelled")
            try await stage.press("pay", at: second["url"].string ?? "")
            #expect(try await stage.credits()["available"].int == 150)
        }
    }

    @Test func `one key is one order, and only its owner sees it`() async throws {
        try await PaymentStage.with { stage in
            let json = #"{"pack": "minutes", "method": "stripe"}"#
            let first = try await stage.order(json, ["Idempotency-Key": "k"])
            let again = try await stage.order(json, ["Idempotency-Key": "k"])
            let lee = try await stage.house.http.signedUp("lee@example.org")

            #expect(first["id"].string == again["id"].string && first["url"].string == again["url"].string)
            let path = "/api/v1/payments/\(first["id"].string ?? "")"
            #expect(try await lee.get(path).status == 404)
            #expect(try await stage.kim.get("/api/v1/billing/invoices").data["items"].array.count == 1)
            for (json, field) in [
                (#"{"pack": "nothing"}"#, "pack"), (#"{"plan": "free"}"#, "plan"), (#"{}"#, "pack"),
                (#"{"pack": "minutes", "method": "cash"}"#, "method"),
                (#"{"pack": "minutes", "method": "wechat", "currency": "USD"}"#, "currency"),
                (#"{"pack": "minutes", "method": "stripe", "type": "native"}"#, "type"),
            ] {
                let refused = try await stage.kim.post("/api/v1/billing/checkout", json: json)
                #expect(refused.status == 422, "\(refused.text)")
                #expect(refused.json["error"]["details"]["field"].string == field)
            }
        }
    }

    @Test func `a call-back that is not the service's changes nothing and is refused`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"pack": "minutes", "method": "stripe"}"#)
            let event =
                #"{"id": "evt_1", "type": "checkout.session.completed", "data": {"object": {"id": "cs_1", "client_reference_id": "\#(order["id"].string ?? "")", "payment_status": "paid"}}}"#
            for headers in [[:], ["Stripe-Signature": "t=1,v1=00"], ["Stripe-Signature": "t=1"]] as [[String: String]] {
                let reply = try await stage.house.http.post("/api/v1/payments/webhook/stripe", json: event, headers)
                #expect(reply.status == 400, "\(reply.text)")
            }
            let long = String(repeating: "x", count: 300_000)
            #expect(try await stage.house.http.post("/api/v1/payments/webhook/stripe", json: long).status == 413)
            #expect(try await stage.house.http.post("/api/v1/payments/webhook/wechat", json: event).status == 400)
            #expect(try await stage.credits()["available"].int == 50)
        }
    }

    @Test func `a refund takes back credits in proportion, and never what was spent`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"pack": "minutes", "method": "stripe", "currency": "USD"}"#)
            let id = order["id"].string ?? ""
            try await stage.press("pay", at: order["url"].string ?? "")
            _ = try await stage.decided(id)
            let path = "/api/v1/admin/orders/\(id)/refund"

            let tooMuch = try await stage.kim.post(path, json: #"{"amount": 901, "reason": "x"}"#)
            let half = try await stage.kim.post(path, json: #"{"amount": 450, "reason": "half"}"#)
            #expect(tooMuch.status == 409 && half.status == 200)
            _ = try await stage.until(stage.credits) { $0["available"].int == 100 }
            // 60 of the rest are spent elsewhere.
            let me = stage.account.rawValue
            _ = try await stage.kim.post("/api/v1/admin/users/\(me)/credits", json: #"{"credits": -80, "reason": "x"}"#)
            _ = try await stage.kim.post(path, json: #"{"reason": "the rest"}"#)

            _ = try await stage.until(stage.credits) { $0["available"].int == 0 }
            let orders = try await stage.kim.get("/api/v1/admin/orders").data["items"][0]
            #expect(orders["refunded"]["amount"].int == 900 && orders["missed_credits"].int == 30, "\(orders)")
            let revenue = try await stage.kim.get("/api/v1/admin/revenue").data["items"][0]
            #expect(revenue["paid"]["amount"].int == 900 && revenue["refunded"]["amount"].int == 900)
            await stage.stripe.settle()
            try await stage.checkBooks()
        }
    }

    @Test func `a refund that the bank takes days for is one refund, and is not asked for twice`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"pack": "minutes", "method": "stripe", "currency": "USD"}"#)
            let id = order["id"].string ?? ""
            try await stage.press("pay", at: order["url"].string ?? "")
            _ = try await stage.decided(id)
            try await stage.control("stripe", "refunds slow")
            let path = "/api/v1/admin/orders/\(id)/refund"
            _ = try await stage.kim.post(path, json: #"{"amount": 300, "reason": "a third"}"#)
            let ask = {
                try await stage.kim.get("/api/v1/admin/orders").data["items"].array.first { $0["id"].string == id }!
            }
            _ = try await stage.until(ask) { _ in stage.stripe.refundsMade == [300] }
            #expect(try await stage.credits()["available"].int == 150, "nothing has gone back yet")

            // Stripe has forgotten the key by then.
            stage.stripe.forgetAnswers()
            stage.house.clock.advance(by: .seconds(2 * 86_400))
            try await stage.wake()
            #expect(try await stage.kim.post(path, json: #"{"amount": 601, "reason": "x"}"#).status == 409)
            #expect(try await stage.kim.post(path, json: #"{"reason": "the rest"}"#).status == 200)
            _ = try await stage.until(ask) { _ in stage.stripe.refundsMade == [300, 600] }
            try await stage.control("stripe", "refunds done")
            stage.house.clock.advance(by: .seconds(3601))
            try await stage.wake()

            _ = try await stage.until(ask) { $0["refunded"]["amount"].int == 900 }
            #expect(stage.stripe.refundsMade == [300, 600])
            #expect(try await stage.credits()["available"].int == 50)
            try await stage.checkBooks()
        }
    }

    @Test func `a payment is not lost by an hour with a wrong key`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"pack": "minutes", "method": "stripe", "currency": "USD"}"#)
            let id = order["id"].string ?? ""
            try await stage.control("stripe", "keys")
            try await stage.press("pay", at: order["url"].string ?? "")
            await stage.stripe.settle()
            _ = try await stage.until({ try await stage.kim.get("/api/v1/admin/outbox").data }) { waiting in
                waiting["items"].array.contains { $0["last_error"].string?.contains("401") == true }
            }

            try await stage.control("stripe", "keys")
            stage.house.clock.advance(by: .seconds(3601))
            try await stage.wake()

            #expect(try await stage.decided(id)["status"].string == "paid")
            try await stage.checkBooks()
        }
    }

    @Test(arguments: ["won", "lost"]) func `a disputed payment sets its credits aside until that is decided`(
        end: String
    )
        async throws
    {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"pack": "minutes", "method": "stripe"}"#)
            try await stage.press("pay", at: order["url"].string ?? "")
            _ = try await stage.decided(order["id"].string ?? "")
            let id = try #require(OrderID(rawValue: order["id"].string ?? ""))
            let payment = try #require(try await stage.house.store.order(id)?.payment)

            try await stage.control("stripe", "dispute \(payment)")
            let open = try await stage.until(stage.credits) { $0["frozen"].int != 0 }
            #expect(open["available"].int == 50 && open["frozen"].int == 100)
            try await stage.control("stripe", "\(end) \(payment)")

            let decided = try await stage.until(stage.credits) { $0["frozen"].int == 0 }
            #expect(decided["available"].int == (end == "won" ? 150 : 50))
            try await stage.checkBooks()
        }
    }

    @Test func `a year of a subscription: every period once, an upgrade in between, and an end`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"plan": "standard", "method": "stripe", "currency": "EUR"}"#)
            try await stage.press("pay", at: order["url"].string ?? "")
            let ask = { try await stage.kim.get("/api/v1/billing/subscription").data }
            _ = try await stage.until(ask) { $0["plan"].string == "standard" }
            #expect(try await stage.kim.get("/api/v1/billing/usage").data["included_ms"].int == 3_600_000)
            #expect(try await stage.credits()["available"].int == 150)
            #expect(
                try await stage.kim.post("/api/v1/billing/checkout", json: #"{"plan": "studio"}"#).status == 409)

            try await stage.control("stripe", "toggle doubled")
            for _ in 1...12 {
                let before = try await ask()["ends_at"].string
                try await stage.control("stripe", "advance 2678400")
                stage.house.clock.advance(by: .seconds(2_678_400))
                await stage.stripe.settle()
                _ = try await stage.until(ask) { $0["ends_at"].string != before }
            }
            // The invoice of a period may be heard of after the period.
            let invoices = { try await stage.kim.get("/api/v1/billing/invoices?limit=100").data["items"] }
            let paid = try await stage.until(invoices) { all in
                all.array.filter { $0["status"].string == "paid" }.count >= 13
            }.array
            #expect(Set(paid.compactMap { $0["number"].int }).count == paid.count)
            let given = try await stage.kim.get("/api/v1/users/credits/transactions?limit=100").data["items"].array
            #expect(given.filter { $0["cause"].string == "allowance" }.count == paid.count)
            try await stage.checkBooks()

            let up = try await stage.kim.post("/api/v1/billing/plan", json: #"{"plan": "studio"}"#)
            #expect(up.status == 200 && up.data["plan"].string == "studio", "\(up.text)")
            #expect(try await stage.kim.get("/api/v1/billing/usage").data["included_ms"].int == 14_400_000)
            let url = try await stage.kim.post("/api/v1/billing/portal", json: "").data["url"].string ?? ""
            #expect(
                try await stage.standIns.get(String(url.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" })).status
                    == 200)
            let ending = try await stage.kim.post("/api/v1/billing/cancel", json: "")
            #expect(ending.data["renews"].bool == false, "\(ending.text)")
            try await stage.control("stripe", "advance 2678400")
            stage.house.clock.advance(by: .seconds(2_678_400))
            _ = try await stage.until(ask) { $0["status"].string == "ended" }
            #expect(try await stage.kim.get("/api/v1/billing/usage").data["included_ms"].int == 300_000)
            try await stage.checkBooks()
        }
    }

    @Test func `a renewal that is not paid leaves the plan past due`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"plan": "standard", "method": "stripe"}"#)
            try await stage.press("pay", at: order["url"].string ?? "")
            let ask = { try await stage.kim.get("/api/v1/billing/subscription").data }
            _ = try await stage.until(ask) { $0["plan"].string == "standard" }

            try await stage.control("stripe", "renewals")
            try await stage.control("stripe", "advance 2678400")

            let late = try await stage.until(ask) { $0["status"].string == "past_due" }
            #expect(late["ends_at"].string != nil)
            #expect(try await stage.credits()["available"].int == 150)
            try await stage.checkBooks()
        }
    }

    @Test(arguments: [false, true]) func `a code is paid with WeChat, by either kind of key`(certificates: Bool)
        async throws
    {
        try await PaymentStage.with(certificates: certificates) { stage in
            for mishap in ["doubled", "forged"] { try await stage.control("wechatpay", "toggle \(mishap)") }
            let order = try await stage.kim.post("/api/v1/payments/wechat/create", json: #"{"pack": "minutes"}"#)
            #expect(order.status == 201 && order.data["price"]["currency"].string == "CNY", "\(order.text)")
            let (id, code) = (order.data["id"].string ?? "", order.data["code_url"].string ?? "")

            let told = try await EventReader.with(stage.kim, "/api/v1/events") { reader in
                try await stage.press("pay", at: code)
                return try await reader.next { $0.data["id"].string == id }
            }

            #expect(told?.data["status"].string == "paid")
            #expect(try await stage.decided(id)["status"].string == "paid")
            await stage.weChatPay.settle()
            #expect(try await stage.credits()["available"].int == 150)
            let refund = try await stage.kim.post("/api/v1/admin/orders/\(id)/refund", json: #"{"reason": "x"}"#)
            #expect(refund.status == 200)
            _ = try await stage.until(stage.credits) { $0["available"].int == 50 }
            try await stage.checkBooks()
        }
    }

    @Test func `a refund that somebody makes on WeChat's merchant platform takes its credits, once`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"pack": "minutes", "method": "wechat"}"#)
            try await stage.press("pay", at: order["code_url"].string ?? "")
            let id = order["id"].string ?? ""
            _ = try await stage.decided(id)
            try await stage.control("wechatpay", "toggle doubled")

            try await stage.control("wechatpay", "refund \(id.replacing("-", with: "")) 1500")
            _ = try await stage.until(stage.credits) { $0["available"].int == 125 }
            let path = "/api/v1/admin/orders/\(id)/refund"
            #expect(try await stage.kim.post(path, json: #"{"amount": 4501, "reason": "too much"}"#).status == 409)
            _ = try await stage.kim.post(path, json: #"{"amount": 1500, "reason": "ours"}"#)

            _ = try await stage.until(stage.credits) { $0["available"].int == 100 }
            await stage.weChatPay.settle()
            let heard = try await stage.kim.get("/api/v1/admin/orders").data["items"][0]
            #expect(heard["refunded"]["amount"].int == 3000 && heard["missed_credits"].int == 0)
            let day = String((Timestamp.now() + .seconds(8 * 3600)).rfc3339.prefix(10))
            let bill = try await stage.kim.get("/api/v1/admin/orders/differences?date=\(day)")
            #expect(bill.data["ok"].bool == true, "\(bill.text)")
            // A refund that nobody told of.
            try await stage.control("wechatpay", "toggle doubled")
            try await stage.control("wechatpay", "toggle lost")
            try await stage.control("wechatpay", "refund \(id.replacing("-", with: "")) 100")
            let other = try await stage.kim.get("/api/v1/admin/orders/differences?date=\(day)").data
            #expect(other["ok"].bool == false, "\(other)")
            #expect(other["faults"][0].string == "the order \(id) is refunded here with 30.00, and there with 31.00")
            let line = other["items"][0]
            #expect(line["what"].string == "refunded" && line["order"].string == id, "\(other)")
            #expect(line["here"]["amount"].int == 3000 && line["there"]["amount"].int == 3100, "\(other)")
            try await stage.checkBooks()
        }
    }

    @Test func `inside WeChat the buyer is who signed in there, and nobody orders what nobody can pay`() async throws {
        try await PaymentStage.with { stage in
            let json = #"{"pack": "minutes", "method": "wechat", "type": "jsapi"}"#
            let stranger = try await stage.kim.post("/api/v1/billing/checkout", json: json)
            #expect(stranger.status == 422 && stranger.errorField == "openid", "\(stranger.text)")
            #expect(try await stage.kim.get("/api/v1/billing/invoices").data["items"].array.isEmpty)

            let moment = Timestamp.now()
            let person = ProvenIdentity(
                keys: [
                    IdentityKey(realm: "unionid", subject: "u1"),
                    IdentityKey(realm: WeChatPay.appID, subject: "oKim"),
                ], name: "Kim")
            _ = try await stage.house.store.link(
                Identity(
                    id: sampleIDs.next(), accountID: stage.account, provider: "wechat", name: "Kim", email: nil,
                    createdAt: moment, lastUsedAt: moment), as: person)
            let order = try await stage.order(json)

            #expect(order["parameters"]["package"].string?.hasPrefix("prepay_id=") == true)
            try await stage.press(
                "pay", at: "http://x/wechatpay/pay/\((order["id"].string ?? "").replacing("-", with: ""))")
            #expect(try await stage.decided(order["id"].string ?? "")["status"].string == "paid")
        }
    }

    @Test func `WeChat's other ways, its end after 15 minutes, and its bill`() async throws {
        try await PaymentStage.with { stage in
            let h5 = try await stage.order(#"{"pack": "minutes", "method": "wechat", "type": "h5"}"#)
            #expect(h5["url"].string?.contains("redirect_url=") == true)
            let inside = try await stage.order(
                #"{"pack": "minutes", "method": "wechat", "type": "jsapi", "openid": "oX"}"#)
            #expect(inside["parameters"]["paySign"].string?.isEmpty == false)
            try await stage.control("wechatpay", "toggle lost")
            let code = try await stage.order(#"{"pack": "credits-500", "method": "wechat"}"#)
            let day = String((Timestamp.now() + .seconds(8 * 3600)).rfc3339.prefix(10))
            try await stage.press("pay", at: code["code_url"].string ?? "")

            stage.house.clock.advance(by: .seconds(901))
            try await stage.control("wechatpay", "advance 901")
            try await stage.wake()

            #expect(try await stage.decided(h5["id"].string ?? "")["status"].string == "cancelled")
            #expect(try await stage.decided(inside["id"].string ?? "")["status"].string == "cancelled")
            #expect(try await stage.decided(code["id"].string ?? "")["status"].string == "paid")
            let bill = try await stage.kim.get("/api/v1/admin/orders/differences?date=\(day)")
            #expect(bill.status == 200 && bill.data["ok"].bool == true, "\(bill.text)")
        }
    }

    @Test func `an invoice is paid when an administrator says so, and gives a month of a plan`() async throws {
        try await PaymentStage.with { stage in
            let order = try await stage.order(#"{"plan": "standard", "method": "manual", "currency": "CNY"}"#)
            #expect(order["status"].string == "pending" && order["url"].isNull)
            let path = "/api/v1/admin/orders/\(order["id"].string ?? "")"

            let paid = try await stage.kim.post(path + "/mark-paid", json: "")
            let again = try await stage.kim.post(path + "/mark-paid", json: "")
            #expect(paid.data["number"].int == 1 && again.data["number"].int == 1)
            let subscription = try await stage.kim.get("/api/v1/billing/subscription").data
            #expect(subscription["plan"].string == "standard" && subscription["renews"].bool == false)
            #expect(try await stage.kim.get("/api/v1/billing/usage").data["included_ms"].int == 3_600_000)
            #expect(try await stage.credits()["available"].int == 150)
            _ = try await stage.kim.post(path + "/refund", json: #"{"reason": "changed my mind"}"#)
            #expect(try await stage.credits()["available"].int == 50)
            #expect(try await stage.kim.get("/api/v1/billing/subscription").data["status"].string == "ended")
            #expect(try await stage.kim.get("/api/v1/billing/usage").data["included_ms"].int == 300_000)
            try await stage.checkBooks()
            let stripe = try await stage.order(#"{"pack": "minutes", "method": "stripe"}"#)
            let wrong = try await stage.kim.post(
                "/api/v1/admin/orders/\(stripe["id"].string ?? "")/mark-paid", json: "")
            #expect(wrong.status == 409)
        }
    }
}
