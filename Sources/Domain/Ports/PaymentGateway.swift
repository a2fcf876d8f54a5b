import Foundation

/// Takes money: one service, or several that work alike. What only some can do is a protocol of its own:
/// ``SubscribingGateway``, ``StatementGateway``.
package protocol PaymentGateway: Sendable {
    var facts: GatewayFacts { get }

    /// Opens a payment of the order. The same order again is the same payment.
    func create(_ request: PaymentRequest) async throws(PaymentError) -> PaymentOffer
    /// How the payment stands now.
    func query(_ payment: PaymentReference) async throws(PaymentError) -> PaymentReport
    /// Lets nobody pay any more; what has been paid stays paid.
    func close(_ payment: PaymentReference) async throws(PaymentError)
    /// Gives money back. The same id again is the same refund.
    func refund(_ request: RefundRequest) async throws(PaymentError) -> RefundState
    /// Reads a call-back and verifies that it comes from the gateway.
    /// - Throws: ``PaymentError/forged(_:)``, ``PaymentError/unreadable(_:)``.
    func parse(_ call: PaymentCall) async throws(PaymentError) -> PaymentNotice
}

/// A gateway that renews by itself.
package protocol SubscribingGateway: PaymentGateway {
    func subscription(_ id: String) async throws(PaymentError) -> SubscriptionReport
    /// Cancels it at the end of the period, or takes that back.
    func setCancelled(_ id: String, _ isCancelled: Bool) async throws(PaymentError)
    /// Ends it now; one that has ended stays so.
    func end(_ id: String) async throws(PaymentError)
    /// Moves it to another plan now; the difference is paid at once where the plan costs more.
    /// - Parameter key: makes a repetition the same change.
    func change(_ id: String, to plan: PaymentRequest.Plan, price: Money, isUpgrade: Bool, key: String)
        async throws(PaymentError)
    /// What such a change would charge at once.
    func cost(ofChanging id: String, to plan: PaymentRequest.Plan, price: Money) async throws(PaymentError) -> Money
    /// A page of the gateway where the customer changes cards.
    func portal(customer: String, returnURL: String) async throws(PaymentError) -> String
}

/// A gateway that tells again what it has told, so that what did not arrive is found.
package protocol RetellingGateway: PaymentGateway {
    /// The oldest first.
    func told(since: Timestamp) async throws(PaymentError) -> [Retold]
}

/// What a gateway has told, as it was told.
package struct Retold: Equatable, Sendable {
    package let notice: PaymentNotice
    package let body: Data

    package init(notice: PaymentNotice, body: Data) {
        self.notice = notice
        self.body = body
    }
}

/// A gateway that tells what it has booked on a day.
package protocol StatementGateway: PaymentGateway {
    /// - Parameter day: `2026-11-21`, in the gateway's own time.
    func statement(of day: String) async throws(PaymentError) -> [StatementLine]
}

/// A gateway that does not tell with a payment how much of it went back.
package protocol RefundTellingGateway: PaymentGateway {
    /// How a refund stands, by the number that the gateway knows it by.
    func refund(numbered number: String) async throws(PaymentError) -> RefundReport
}

package struct GatewayFacts: Equatable, Sendable {
    /// 1...32 lower-case letters.
    package let id: String
    package let name: String
    package let currencies: Set<Currency>
    package let ways: [PaymentRequest.Way]
    /// Whether plans that are bought with it are renewed.
    package let renews: Bool
    /// By whose names it knows people inside its app.
    package var people: People?

    /// A sign-in that tells the same names.
    package struct People: Equatable, Sendable {
        package let provider: String
        package let realm: String

        package init(provider: String, realm: String) {
            self.provider = provider
            self.realm = realm
        }
    }

    package init(
        id: String, name: String, currencies: Set<Currency>, ways: [PaymentRequest.Way], renews: Bool = false
    ) {
        self.id = id
        self.name = name
        self.currencies = currencies
        self.ways = ways
        self.renews = renews
    }
}

package struct PaymentRequest: Sendable {
    /// How the buyer gets to pay.
    package enum Way: String, CaseIterable, Sendable {
        /// A page of the gateway.
        case page
        /// A code that a phone reads.
        case native
        /// A phone's browser that opens the gateway's app.
        case h5
        /// A page inside the gateway's app.
        case jsapi
    }

    package struct Plan: Equatable, Sendable {
        package let id: String
        package let version: Int
        package let title: String

        package init(id: String, version: Int, title: String) {
            self.id = id
            self.version = version
            self.title = title
        }
    }

    package let order: Order
    package let way: Way
    /// To be renewed by the gateway; nil for what is paid once.
    package var plan: Plan?
    /// What the gateway calls the buyer, if it knows them.
    package var customer: String?
    package var email: String?
    /// Of the buyer inside the gateway's app.
    package var openID: String?
    package var address = ""
    /// How browsers reach the server, without a slash at its end.
    package let publicURL: String

    package init(order: Order, way: Way, publicURL: String) {
        self.order = order
        self.way = way
        self.publicURL = publicURL
    }

    package var returnURL: String { "\(publicURL)/billing/orders/\(order.id)" }
}

/// A call-back as it came.
package struct PaymentCall: Sendable {
    /// By lower-case name.
    package let headers: [String: String]
    package let body: Data

    package init(headers: [String: String], body: Data) {
        self.headers = headers
        self.body = body
    }
}

/// A call-back that is known to come from the gateway: what to look at.
package struct PaymentNotice: Equatable, Sendable {
    package enum Subject: Equatable, Sendable {
        case order(OrderID)
        /// Of the order, by the number that the gateway knows it by.
        case refund(OrderID, number: String)
        case payment(String)
        case subscription(String)
    }

    /// 1...255 characters; the same for what is told twice.
    package let id: String
    package let kind: String
    /// None for what does not concern us.
    package let subjects: [Subject]

    package init(id: String, kind: String, subjects: [Subject]) {
        self.id = id
        self.kind = kind
        self.subjects = subjects
    }
}

/// One payment or refund in a gateway's own books.
package struct StatementLine: Equatable, Sendable {
    /// The order's number as the gateway was told it.
    package let reference: String
    package let paid: Money
    package let refunded: Money

    package init(reference: String, paid: Money, refunded: Money) {
        self.reference = reference
        self.paid = paid
        self.refunded = refunded
    }
}

/// Why a gateway did not do it. The words are for administrators, without secrets.
package enum PaymentError: Error, Equatable, Sendable {
    /// It does not answer, or says that it cannot now: try again.
    case unavailable(String)
    /// It says no, for good.
    case refused(String)
    /// It knows nothing of this.
    case unknown
    /// The call-back is not the gateway's.
    case forged(String)
    /// The call-back is the gateway's, and says nothing that can be understood.
    case unreadable(String)
    /// The gateway cannot do that at all.
    case unsupported
}
