import Domain
import Foundation

/// The objects of Stripe's API as far as they are read here (docs.stripe.com/api, version `2026-10-28.endive`; older
/// versions have some fields elsewhere, which are read, too).
enum StripeObject {
    /// An object, or its id where it was not expanded.
    enum Link<Object: Decodable & Sendable>: Decodable, Sendable {
        case id(String)
        case whole(Object)

        init(from decoder: any Decoder) throws {
            if let id = try? decoder.singleValueContainer().decode(String.self) {
                self = .id(id)
            } else {
                self = .whole(try Object(from: decoder))
            }
        }

        var object: Object? { if case .whole(let object) = self { object } else { nil } }
    }

    struct Session: Decodable, Sendable {
        let id: String
        let url: String?
        let status: String?
        let payment_status: String?
        let amount_total: Int?
        let currency: String?
        let client_reference_id: String?
        let payment_intent: Link<Intent>?
        let subscription: Link<Named>?
        let metadata: [String: String]?
    }

    struct Named: Decodable, Sendable { let id: String }

    struct Intent: Decodable, Sendable {
        let id: String
        let status: String?
        let amount_received: Int?
        let currency: String?
        let created: Int64?
        let latest_charge: Link<Charge>?
    }

    struct Charge: Decodable, Sendable {
        let id: String
        let amount_refunded: Int?
        let disputed: Bool?
        let created: Int64?
        let payment_intent: Link<Named>?
    }

    struct Dispute: Decodable, Sendable {
        let id: String
        let status: String?
        let payment_intent: Link<Named>?
    }

    struct Listed<Item: Decodable & Sendable>: Decodable, Sendable { let data: [Item] }

    struct Refund: Decodable, Sendable {
        let id: String
        let status: String?
        let amount: Int?
        let metadata: [String: String]?

        var state: RefundState {
            switch status {
            case "succeeded": .done
            case "failed", "canceled": .failed
            default: .pending
            }
        }
    }

    struct Price: Decodable, Sendable {
        let id: String
        let lookup_key: String?
        let currency: String?
        let unit_amount: Int?
        /// Of one that is charged again.
        let recurring: Recurring?

        struct Recurring: Decodable, Sendable {}
    }

    struct Page: Decodable, Sendable { let url: String? }

    struct Subscription: Decodable, Sendable {
        struct Item: Decodable, Sendable {
            let id: String
            let price: Price?
            let current_period_start: Int64?
            let current_period_end: Int64?
        }

        let id: String
        let customer: Link<Named>
        let status: String
        let cancel_at_period_end: Bool?
        let cancel_at: Int64?
        let metadata: [String: String]?
        let items: Listed<Item>
        let current_period_start: Int64?
        let current_period_end: Int64?
        let latest_invoice: Link<Invoice>?
    }

    struct Invoice: Decodable, Sendable {
        struct Parent: Decodable, Sendable {
            struct Details: Decodable, Sendable {
                let subscription: Link<Named>?
                /// Of the subscription, as it was when the invoice was made.
                let metadata: [String: String]?
            }

            let subscription_details: Details?
        }

        struct Payment: Decodable, Sendable {
            struct Means: Decodable, Sendable { let payment_intent: Link<Named>? }

            let payment: Means?
        }

        struct Transitions: Decodable, Sendable { let paid_at: Int64? }

        struct Line: Decodable, Sendable {
            struct Period: Decodable, Sendable { let start: Int64? }

            struct Pricing: Decodable, Sendable {
                struct Details: Decodable, Sendable { let price: Link<Named>? }

                let price_details: Details?
            }

            let period: Period?
            let pricing: Pricing?
            let price: Link<Named>?
        }

        let id: String?
        let status: String?
        let amount_paid: Int?
        let amount_due: Int?
        let currency: String?
        let created: Int64?
        let billing_reason: String?
        let lines: Listed<Line>?
        let parent: Parent?
        let subscription: Link<Named>?
        let payments: Listed<Payment>?
        let payment_intent: Link<Named>?
        let status_transitions: Transitions?
    }

    struct Event<Object: Decodable & Sendable>: Decodable, Sendable {
        struct Content: Decodable, Sendable { let object: Object }

        let id: String
        let type: String
        let livemode: Bool?
        let data: Content
    }

    struct Refusal: Decodable, Sendable {
        struct Reason: Decodable, Sendable {
            let type: String?
            let code: String?
            let message: String?
        }

        let error: Reason
    }
}

extension StripeObject.Link where Object == StripeObject.Named {
    var name: String {
        switch self {
        case .id(let id): id
        case .whole(let object): object.id
        }
    }
}

extension StripeObject.Link where Object == StripeObject.Intent {
    var name: String {
        switch self {
        case .id(let id): id
        case .whole(let object): object.id
        }
    }
}
