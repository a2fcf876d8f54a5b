import Domain
import Foundation
import Storage

/// Ordering: the order is durable before the gateway hears of it.
extension Payments {
    /// How long an order can be paid, and an invoice.
    private static let (lifetime, invoiceLifetime): (Duration, Duration) = (.seconds(3600), .seconds(30 * 86_400))
    /// WeChat Pay closes what nobody pays.
    private static let codeLifetime: Duration = .seconds(900)
    /// Open orders of one account.
    private static let openOrders = 20

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
    static func price(
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
}
