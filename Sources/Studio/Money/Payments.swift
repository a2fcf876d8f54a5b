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

    func refusal(_ error: PaymentError, gateway: String) -> StudioError {
        logger.warning("a gateway did not do it", metadata: ["gateway": "\(gateway)", "reason": "\(error)"])
        return switch error {
        case .unavailable: .unavailable("\(gateway) does not answer at the moment; nothing was charged")
        case .refused, .unknown, .forged, .unreadable: .provider("\(gateway) refused this; nothing was charged")
        case .unsupported: .conflict("\(gateway) cannot do this")
        }
    }
}
