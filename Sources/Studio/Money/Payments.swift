import Domain
import Foundation
import Logging
import Storage

/// Orders, and what becomes of them. What gateways tell is never believed for what it says: each call-back is kept, and
/// then the gateway is asked how things stand, so that events may come late, twice, in any order, or not at all.
package struct Payments: Sendable {
    let store: Store
    let billing: Billing
    let gateways: [any PaymentGateway]
    let preferences: Preferences
    /// Tells whoever waits for it that an order is paid.
    let feed: EventFeed
    /// How browsers reach the server, without a slash at its end; empty where that is only known by requests.
    let publicURL: String
    let logger: Logger
    let newID: IDSource
    let now: @Sendable () -> Timestamp

    /// The gateway of a studio that has none: an administrator sees the money come.
    package static let manual = GatewayFacts(
        id: Order.invoiced, name: "Invoice", currencies: Set(Currency.allCases), ways: [.page])
    /// How long an order can be paid, and an invoice.
    private static let (lifetime, invoiceLifetime): (Duration, Duration) = (.seconds(3600), .seconds(30 * 86_400))
    /// WeChat Pay closes what nobody pays.
    private static let codeLifetime: Duration = .seconds(900)
    /// Open orders of one account.
    private static let openOrders = 20

    /// In the order in which they are offered; the one that fits the region first.
    package func ways(for account: AccountID, client: Client) async throws -> Offers {
        offers(to: try await preferences.get(of: account, address: client.address))
    }

    private func offers(to preference: Preference) -> Offers {
        let country = preference.likelyCountry
        let facts = gateways.map(\.facts) + [Self.manual]
        let currency = Self.currency(of: country)
        let first = country == "CN" ? "wechat" : "stripe"
        return Offers(
            gateways: facts.filter { $0.id == first } + facts.filter { $0.id != first }, currency: currency)
    }

    package struct Offers: Sendable {
        package let gateways: [GatewayFacts]
        /// That people of the region expect.
        package let currency: Currency
    }

    /// The euro's countries as of 2026 (Regulation (EU) 2025/1408 for Bulgaria).
    private static let euro: Set<String> = [
        "AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL",
        "PT",
        "SI", "SK",
    ]

    private static func currency(of country: String?) -> Currency {
        switch country {
        case "CN": .cny
        case "JP": .jpy
        case "GB": .gbp
        case "CH": .chf
        case "KR": .krw
        case let country? where euro.contains(country): .eur
        default: .usd
        }
    }

    // MARK: Ordering

    package struct Wish: Sendable {
        package enum Item: Equatable, Sendable { case pack(String), plan(String) }

        package let item: Item
        /// Nil takes the first that is offered.
        package var gateway: String?
        package var currency: Currency?
        package var way: PaymentRequest.Way?
        package var openID: String?

        package init(item: Item) { self.item = item }
    }

    /// Makes an order and opens its payment.
    /// - Parameter site: how the buyer's browser reaches the server, without a slash at its end.
    /// - Throws: ``StudioError/invalid(field:reason:)``, ``StudioError/conflict(_:)`` for a plan beside a subscription,
    ///   ``StudioError/provider(_:)``, ``StudioError/unavailable(_:)``.
    package func order(
        _ wish: Wish, by account: Account, client: Client, site: String
    ) async throws -> Order {
        if let id: OrderID = IdempotencyClaim.earlierID(), let made = try await store.order(id),
            made.accountID == account.id
        {
            return made.offer == nil && made.status == .pending
                ? try await open(made, wish, account, client, site) : made
        }
        // What is given to a new account comes before what it buys.
        _ = try await store.credits(of: account.id, welcome: billing.welcome, at: now())
        let order = try await draft(wish, for: account, client)
        // Gateways are asked; an invoice ends with its time.
        let wait = order.gateway == Self.manual.id ? Self.invoiceLifetime : .seconds(5)
        do {
            try await store.add(
                order, watchedBy: work("order \(order.id)", after: wait),
                openSince: Self.yesterday(now()), limit: Self.openOrders)
        } catch StoreError.tooManyOrders {
            throw StudioError.rateLimited(retryAfter: .seconds(3600))
        }
        return try await open(order, wish, account, client, site)
    }

    /// Less than the id of every order of the last day.
    private static func yesterday(_ now: Timestamp) -> OrderID {
        OrderID(UUIDv7(milliseconds: UInt64(max(0, now.milliseconds - 86_400_000)), counter: 0, random: 0))
    }

    private func draft(_ wish: Wish, for account: Account, _ client: Client) async throws -> Order {
        let preference = try await preferences.get(of: account.id, address: client.address)
        let offers = offers(to: preference)
        guard let facts = wish.gateway.map({ id in offers.gateways.first { $0.id == id } }) ?? offers.gateways.first
        else { throw StudioError.invalid(field: "method", reason: "is not available") }
        _ = try await payer(wish, account.id, facts)
        let (name, prices): (Wording, [Currency: Money])
        let (item, credits, days): (Order.Item, Int, Int?)
        switch wish.item {
        case .pack(let id):
            guard let pack = billing.book.pack(id) else {
                throw StudioError.invalid(field: "pack", reason: "is not sold here")
            }
            (name, prices, item, credits, days) = (pack.name, pack.prices, .pack(id), pack.credits, pack.days)
        case .plan(let id):
            guard let plan = billing.book.plan(id), !plan.prices.isEmpty else {
                throw StudioError.invalid(field: "plan", reason: "is not sold here")
            }
            if let current = try await store.subscription(of: account.id), current.externalID != nil,
                current.isGood(at: now())
            {
                throw StudioError.conflict(
                    Conflict("subscribed", "there is a subscription already; change its plan instead"))
            }
            // What was paid would be lost beside it.
            if gateway(facts.id) is any SubscribingGateway, try await store.hasMonths(account.id, at: now()) {
                throw StudioError.conflict(
                    Conflict("plan_is_paid", "your plan is paid; one that renews itself can begin when it has ended"))
            }
            (name, prices, item) = (plan.name, plan.prices, .plan(id, version: plan.version))
            (credits, days) = (plan.terms.credits, nil)
        }
        guard let price = Self.price(among: prices, wish.currency, usual: offers.currency, facts) else {
            throw StudioError.invalid(field: "currency", reason: "has no price for this")
        }
        let lifetime =
            facts.id == Self.manual.id ? Self.invoiceLifetime : facts.id == "wechat" ? Self.codeLifetime : Self.lifetime
        var order = Order(
            id: IdempotencyClaim.id(or: newID), accountID: account.id, item: item,
            title: name[preference.language.rawValue] ?? name["en"] ?? item.id, gateway: facts.id, price: price,
            tax: billing.book.tax(in: preference.country), credits: credits, creditDays: days, createdAt: now(),
            expiresAt: now() + lifetime)
        if case .plan = item { order.renews = gateway(facts.id) is any SubscribingGateway }
        return order
    }

    /// In the currency that is wished; else in that of the region, or the first that the gateway takes.
    private static func price(
        among prices: [Currency: Money], _ wished: Currency?, usual: Currency, _ facts: GatewayFacts
    ) -> Money? {
        if let wished { return facts.currencies.contains(wished) ? prices[wished] : nil }
        let order = [usual, .usd, .eur, .cny] + Currency.allCases
        return order.first { facts.currencies.contains($0) && prices[$0] != nil }.flatMap { prices[$0] }
    }

    private static func way(_ wish: Wish, _ facts: GatewayFacts) throws -> PaymentRequest.Way {
        let way = wish.way ?? facts.ways.first ?? .page
        guard facts.ways.contains(way) else {
            throw StudioError.invalid(field: "type", reason: "is not available for this payment method")
        }
        return way
    }

    /// Who pays inside the gateway's app: as the buyer says, or as their sign-in there has told.
    private func payer(_ wish: Wish, _ account: AccountID, _ facts: GatewayFacts) async throws -> String? {
        guard try Self.way(wish, facts) == .jsapi else { return nil }
        if let told = wish.openID { return told }
        if let people = facts.people,
            let known = try await store.subject(of: account, at: people.provider, realm: people.realm)
        {
            return known
        }
        throw StudioError.invalid(field: "openid", reason: "is not known; sign in with WeChat first, or give it")
    }

    private func open(
        _ order: Order, _ wish: Wish, _ account: Account, _ client: Client, _ site: String
    ) async throws -> Order {
        guard let gateway = gateway(order.gateway) else { return order }
        var request = PaymentRequest(order: order, way: try Self.way(wish, gateway.facts), publicURL: site)
        request.email = account.address
        request.address = client.address
        request.openID = try await payer(wish, account.id, gateway.facts)
        if gateway is any SubscribingGateway {
            let known = try await store.subscription(of: account.id)
            request.customer = known?.gateway == order.gateway ? known?.customer : nil
            if case .plan(let id, let version) = order.item {
                request.plan = PaymentRequest.Plan(id: id, version: version, title: order.title)
            }
        }
        do {
            let offer = try await gateway.create(request)
            return try await store.note(offer, of: order.id) ?? order
        } catch let error as PaymentError {
            throw refusal(error, gateway: gateway.facts.name)
        }
    }

    package func get(_ id: OrderID, of account: AccountID) async throws -> Order {
        guard let order = try await store.order(id), order.accountID == account else {
            throw StudioError.notFound("payment")
        }
        return order
    }

    /// Newest first.
    /// - Parameter account: nil for everybody's.
    package func list(of account: AccountID?, page: PageRequest) async throws -> Page<Order> {
        try await store.orders(of: account, page: page)
    }

    func gateway(_ id: String) -> (any PaymentGateway)? { gateways.first { $0.facts.id == id } }

    // MARK: Call-backs

    /// Verifies a call-back, keeps it, and lets it be worked off.
    /// - Throws: ``StudioError/forged`` for one that is not the gateway's, ``StudioError/invalid(field:reason:)`` for one that
    ///   cannot be read.
    package func hear(_ call: PaymentCall, from id: String) async throws {
        guard let gateway = gateway(id) else { throw StudioError.notFound("gateway") }
        let notice: PaymentNotice
        do {
            notice = try await gateway.parse(call)
        } catch {
            switch error {
            case .forged(let reason):
                // WeChat Pay tries whether wrong signatures are refused; that is no attack.
                let isTest = call.headers["wechatpay-signature"]?.hasPrefix("WECHATPAY/SIGNTEST/") ?? false
                logger.log(
                    level: isTest ? .info : .warning, "a call-back of a payment was refused",
                    metadata: ["gateway": "\(id)", "reason": "\(reason)"])
                throw StudioError.forged
            case .unreadable(let reason):
                logger.warning(
                    "a call-back of a payment cannot be read", metadata: ["gateway": "\(id)", "reason": "\(reason)"])
                throw StudioError.invalid(field: "body", reason: "is signed, and cannot be read")
            default: throw refusal(error, gateway: gateway.facts.name)
            }
        }
        var entries: [OutboxEntry] = []
        for subject in notice.subjects {
            let text: String?
            switch subject {
            case .order(let order): text = "order \(order)"
            case .refund(let order, let number): text = "refunded \(order) \(number)"
            case .subscription(let name): text = "subscription \(id) \(name)"
            case .payment(let payment):
                text =
                    try await store.order(ofPayment: payment, at: id).map { "order \($0.id)" }
                    ?? "payment \(id) \(payment)"
            }
            if let text, text.utf8.count <= 200 { entries.append(work(text, after: .zero)) }
        }
        let isNew = try await store.keep(notice, from: id, body: call.body, workedOffBy: entries, at: now())
        logger.info(
            "a gateway told of a payment",
            metadata: ["gateway": "\(id)", "event": "\(notice.id)", "kind": "\(notice.kind)", "new": "\(isNew)"])
    }

    /// Tells the buyer, where they wait for it, that an order is decided.
    func tell(_ order: Order?) {
        guard let order, order.status != .pending else { return }
        feed.publish(.order(order.id, order.status), account: order.accountID)
    }

    /// What looks at something later. It is nobody's: whoever is erased may still have paid.
    func work(_ subject: String, after delay: Duration) -> OutboxEntry {
        OutboxEntry(
            id: newID.next(), kind: .payment, subject: subject, accountID: nil, createdAt: now(),
            dueAt: now() + delay)
    }

    // MARK: Subscriptions

    package func subscription(of account: AccountID) async throws -> Subscription? {
        try await store.subscription(of: account)
    }

    /// Ends the subscription with its period, or lets it continue after all.
    /// - Throws: ``StudioError/notFound(_:)`` without one that renews itself.
    package func setCancelled(_ isCancelled: Bool, of account: AccountID) async throws -> Subscription {
        let (subscription, id, gateway) = try await renewing(account)
        do {
            try await gateway.setCancelled(id, isCancelled)
            try await refresh(id, at: subscription.gateway)
        } catch let error as PaymentError {
            throw refusal(error, gateway: gateway.facts.name)
        }
        return try await store.subscription(of: account) ?? subscription
    }

    /// Moves the subscription to another plan: to a dearer one now, and what that costs more is paid in proportion at once;
    /// to a cheaper one when the period that is paid ends. The plan of now takes such a wish back.
    package func change(to planID: String, of account: AccountID) async throws -> Subscription {
        let (subscription, id, gateway) = try await renewing(account)
        guard let plan = billing.book.plan(planID), !plan.prices.isEmpty else {
            throw StudioError.invalid(field: "plan", reason: "is not sold here")
        }
        guard planID != subscription.nextPlanID ?? subscription.planID else {
            // An earlier run of the same request has come as far as this.
            if IdempotencyClaim.earlierID(of: Subscription.self) != nil { return subscription }
            throw StudioError.conflict(Conflict("same_plan", "this is the plan already"))
        }
        let last = try await store.orders(of: account, page: PageRequest(limit: 100)).items.first { order in
            if case .plan = order.item { order.gateway == subscription.gateway && order.status == .paid } else { false }
        }
        let currency = last?.price.currency ?? .usd
        guard let price = plan.prices[currency] else {
            throw StudioError.conflict("this plan has no price in \(currency.rawValue)")
        }
        let old = billing.book.plan(subscription.planID)
        let isUpgrade = price.minor > old?.prices[currency]?.minor ?? 0
        func move(to plan: Plan, _ price: Money, isUpgrade: Bool) async throws {
            try await gateway.change(
                id, to: .init(id: plan.id, version: plan.version, title: plan.name["en"] ?? plan.id), price: price,
                isUpgrade: isUpgrade, key: "change \(id) \(plan.id) \(now().milliseconds)")
        }
        do {
            // The difference is to the plan that is paid, not to the cheaper one that was to follow it.
            if isUpgrade, subscription.nextPlanID != nil, let old, let paid = old.prices[currency] {
                try await move(to: old, paid, isUpgrade: false)
            }
            try await move(to: plan, price, isUpgrade: isUpgrade)
            try await refresh(id, at: subscription.gateway)
        } catch let error as PaymentError {
            throw refusal(error, gateway: gateway.facts.name)
        }
        return try await store.subscription(of: account) ?? subscription
    }

    /// A page of the gateway where the customer changes cards.
    package func portal(of account: AccountID, site: String) async throws -> String {
        guard let subscription = try await store.subscription(of: account), let customer = subscription.customer,
            let gateway = gateway(subscription.gateway) as? any SubscribingGateway
        else { throw StudioError.notFound("subscription") }
        do {
            return try await gateway.portal(customer: customer, returnURL: site + "/billing")
        } catch {
            throw refusal(error, gateway: gateway.facts.name)
        }
    }

    private func renewing(
        _ account: AccountID
    ) async throws -> (Subscription, String, any SubscribingGateway) {
        guard let subscription = try await store.subscription(of: account), subscription.status != .ended,
            let id = subscription.externalID, let gateway = gateway(subscription.gateway) as? any SubscribingGateway
        else { throw StudioError.notFound("subscription") }
        return (subscription, id, gateway)
    }

    func refusal(_ error: PaymentError, gateway: String) -> StudioError {
        logger.warning("a gateway did not do it", metadata: ["gateway": "\(gateway)", "reason": "\(error)"])
        return switch error {
        case .unavailable: .unavailable("\(gateway) does not answer at the moment; nothing was charged")
        case .refused, .unknown, .forged, .unreadable: .provider("\(gateway) refused this; nothing was charged")
        case .unsupported: .conflict("\(gateway) cannot do this")
        }
    }
}
