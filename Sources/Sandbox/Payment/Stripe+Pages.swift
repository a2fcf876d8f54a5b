import Foundation
import HTTPTypes
import Hummingbird

/// What people see: the page to pay on, its 3-D Secure step, the portal, and the controls.
extension Stripe {
    func registerPages(on group: RouterGroup<BasicRequestContext>) {
        group.get("/pay/{id}") { request, context in self.payPage(context.parameters.get("id") ?? "", request.base) }
        group.post("/pay/{id}") { request, context in
            try await self.decide(context.parameters.get("id") ?? "", request)
        }
        group.get("/portal") { request, _ in self.portalPage(request) }
        group.post("/portal") { request, _ in
            let form = try await request.form()
            _ = self.changeSubscription(
                Asked(
                    id: form["subscription"] ?? "", fields: ["cancel_at_period_end": form["cancel"] ?? "true"],
                    base: request.base + "/stripe"))
            return Page.redirect(to: form["return_url"] ?? "/", [])
        }
        group.get("/control") { _, _ in self.controlPage() }
        group.post("/control") { request, _ in
            self.control(try await request.form())
            return Page.redirect(to: "/stripe/control", [])
        }
    }

    private func payPage(_ id: String, _ base: String, note: String = "") -> Response {
        guard let session = books.withLock({ $0.sessions[id] }), session.status == "open" else {
            return Page.html("Stripe", "<p>This page is closed: it was paid, or has expired.</p>", status: .gone)
        }
        let name = session.form["line_items[0][price_data][product_data][name]"] ?? "Subscription"
        let kind = session.isSubscription ? "a month" : "once"
        let amount = "\(session.amount) \(session.currency.uppercased()) (smallest unit), \(kind)"
        return Page.html(
            "Pay with Stripe",
            "\(note)<p>\(Page.escaped(name)): \(Page.escaped(amount))</p>"
                + Page.choices(
                    action: "\(base)/stripe/pay/\(id)", name: "decision",
                    [
                        ("pay", "Pay with 4242 4242 4242 4242"), ("3ds", "Pay with a card that asks (3-D Secure)"),
                        ("decline", "Pay with a card that is declined"), ("abandon", "Go back without paying"),
                    ], hidden: []))
    }

    private func decide(_ id: String, _ request: Request) async throws -> Response {
        let form = try await request.form()
        let base = request.base
        switch form["decision"] {
        case "pay":
            guard let address = complete(id, base: base + "/stripe") else { return payPage(id, base) }
            return Page.redirect(to: address, [])
        case "3ds":
            return Page.html(
                "Your bank asks",
                Page.choices(
                    action: "\(base)/stripe/pay/\(id)", name: "decision",
                    [("pay", "Yes, this is me"), ("decline", "No")], hidden: []))
        case "decline": return payPage(id, base, note: "<p><b>Your card was declined.</b></p>")
        default:
            let back = books.withLock { $0.sessions[id]?.form["cancel_url"] } ?? "/"
            return Page.redirect(to: back, [])
        }
    }

    private func portalPage(_ request: Request) -> Response {
        let customer = request.asked("customer")
        let mine = books.withLock { books in
            books.subscriptions.values.filter { $0.customer == customer && $0.status != "canceled" }
        }
        let back = request.asked("return_url")
        let forms = mine.map { subscription in
            Page.choices(
                action: "\(request.base)/stripe/portal", name: "cancel",
                subscription.cancels ? [("false", "Renew after all")] : [("true", "Cancel at the end of the period")],
                hidden: [("subscription", subscription.id), ("return_url", back)])
        }
        return Page.html(
            "Your subscriptions",
            forms.joined() + #"<p><a href="\#(Page.escaped(back))">Back</a></p>"#)
    }

    private func controlPage() -> Response {
        let mishaps = deliveries.mishaps
        let (payments, refuses, endpoint) = books.withLock { books in
            (books.payments.values.sorted { $0.id < $1.id }, books.refusesRenewals, books.endpoint)
        }
        let time = Date(timeIntervalSince1970: Double(clock.now)).ISO8601Format()
        let switches = Deliveries.Mishap.allCases.map { mishap in
            ("toggle " + mishap.rawValue, mishap.label + (mishaps.contains(mishap) ? " (on)" : ""))
        }
        let clocks = [("advance 86400", "Move the clock by a day"), ("advance 2678400", "Move the clock by 31 days")]
        let renewals = [
            ("renewals", refuses ? "Let renewals be paid again" : "Refuse the card of renewals"),
            ("settle", "Pay the renewals that are open"),
            ("keys", "Refuse the secret key, or take it again"),
            ("refunds slow", "Let refunds take days"), ("refunds done", "Finish the refunds that are under way"),
            ("refunds fail", "Let the bank send the last refund back"),
        ]
        let money = payments.suffix(20).flatMap { payment in
            payment.dispute == nil
                ? [
                    ("dispute \(payment.id)", "Dispute \(payment.id)"),
                    ("refund \(payment.id)", "Refund \(payment.id)"),
                ]
                : [
                    ("won \(payment.id)", "Dispute won: \(payment.id)"),
                    ("lost \(payment.id)", "Dispute lost: \(payment.id)"),
                ]
        }
        return Page.html(
            "Stripe's controls",
            "<p>\(Page.escaped(time)); events go to \(Page.escaped(endpoint ?? "nobody"))</p>"
                + Page.choices(
                    action: "/stripe/control", name: "do", clocks + renewals + switches + money, hidden: []))
    }

    /// `advance SECONDS`, `toggle MISHAP`, `dispute|won|lost|refund PAYMENT`, `renewals`, `settle`, `keys`,
    /// `refunds slow|done|fail`, `endpoint URL`.
    private func control(_ form: [String: String]) {
        let words = (form["do"] ?? "").split(separator: " ").map(String.init)
        switch (words.first, words.count > 1 ? words[1] : "") {
        case ("advance", let seconds): advance(seconds: min(max(0, Int(seconds) ?? 0), 366 * 86_400 * 2))
        case ("toggle", let name): if let mishap = Deliveries.Mishap(rawValue: name) { deliveries.toggle(mishap) }
        case ("dispute", let id): dispute(id, "needs_response")
        case ("won", let id): dispute(id, "won")
        case ("lost", let id): dispute(id, "lost")
        case ("refund", let id):
            _ = refund(Asked(id: "", fields: ["payment_intent": id], base: ""))
        case ("endpoint", let url): books.withLock { $0.endpoint = url.isEmpty ? nil : url }
        case ("keys", _): books.withLock { $0.refusesKeys.toggle() }
        case ("refunds", "slow"): books.withLock { $0.refundsSlowly = true }
        case ("refunds", "fail"): failLastRefund()
        case ("refunds", _): finishRefunds()
        case ("settle", _): payOpenInvoices()
        case ("renewals", _): books.withLock { $0.refusesRenewals.toggle() }
        default: break
        }
    }
}
