import Domain

/// What a letter is about.
package enum Letter: Sendable {
    case verifyAddress(token: String, address: String)
    case resetPassword(token: String)
    case passwordChanged(ended: EndedAccess)
    /// An administrator signed the owner out everywhere.
    case accessEnded(EndedAccess)
    case addressChanged(to: String)
    /// Another account had the recipient's address and gave it up.
    case addressClaimed(String)
    /// - Parameter method: its proper name: `Google`, or that of a passkey.
    case signInMethodAdded(method: String)
    case signInMethodRemoved(method: String)
    case secondFactorOn
    case secondFactorOff
    /// An administrator took it away, because it was lost.
    case secondFactorReset
    case recoveryCodesChanged
    /// - Parameter name: the avatar's.
    case avatarReady(name: String)
    case avatarFailed(name: String)
    /// - Parameters:
    ///   - title: what was bought.
    ///   - price: with its currency.
    case receipt(order: OrderID, number: Int, title: String, price: String)
    /// - Parameter price: what was given back of it.
    case refund(order: OrderID, number: Int, title: String, price: String)
    /// - Parameters:
    ///   - plan: its name.
    ///   - until: the day until which it is good without being paid.
    case renewalFailed(plan: String, until: String)
    /// Files were damaged or missing, and came back from copies.
    case mediaHealed(count: Int)
    /// - Parameters:
    ///   - count: files of which no copy was found.
    ///   - found: those that were damaged or missing.
    case mediaLost(count: Int, of: Int)
    /// - Parameter host: of the webhook that was switched off.
    case webhookFailing(host: String)
    /// It said that it wants no more.
    case webhookGone(host: String)
    /// A task that took long has ended.
    case taskSucceeded(TaskID, title: String)
    case taskFailed(TaskID, title: String)

    static let names = [
        "verify_address", "reset_password", "password_changed", "access_ended", "address_changed",
        "address_claimed", "sign_in_method_added",
        "sign_in_method_removed", "second_factor_on", "second_factor_off", "second_factor_reset",
        "recovery_codes_changed", "avatar_ready", "avatar_failed", "receipt", "refund",
        "renewal_failed", "media_healed", "media_lost",
        "webhook_failing", "webhook_gone", "task_succeeded", "task_failed",
    ]

    var name: String {
        switch self {
        case .verifyAddress: "verify_address"
        case .resetPassword: "reset_password"
        case .passwordChanged: "password_changed"
        case .accessEnded: "access_ended"
        case .addressChanged: "address_changed"
        case .addressClaimed: "address_claimed"
        case .signInMethodAdded: "sign_in_method_added"
        case .signInMethodRemoved: "sign_in_method_removed"
        case .secondFactorOn: "second_factor_on"
        case .secondFactorOff: "second_factor_off"
        case .secondFactorReset: "second_factor_reset"
        case .recoveryCodesChanged: "recovery_codes_changed"
        case .avatarReady: "avatar_ready"
        case .avatarFailed: "avatar_failed"
        case .receipt: "receipt"
        case .refund: "refund"
        case .renewalFailed: "renewal_failed"
        case .mediaHealed: "media_healed"
        case .mediaLost: "media_lost"
        case .webhookFailing: "webhook_failing"
        case .webhookGone: "webhook_gone"
        case .taskSucceeded: "task_succeeded"
        case .taskFailed: "task_failed"
        }
    }

    /// What the letter tells to have ended.
    var ended: EndedAccess? {
        switch self {
        case .passwordChanged(let ended), .accessEnded(let ended): ended
        default: nil
        }
    }

    var values: [String: String] {
        switch self {
        case .verifyAddress(_, let address), .addressChanged(let address), .addressClaimed(let address):
            ["address": address]
        case .signInMethodAdded(let method), .signInMethodRemoved(let method): ["method": method]
        case .avatarReady(let name), .avatarFailed(let name): ["avatar": name]
        case .receipt(_, let number, let title, let price), .refund(_, let number, let title, let price):
            ["title": title, "price": price, "number": String(number)]
        case .renewalFailed(let plan, let until): ["plan": plan, "until": until]
        case .mediaHealed(let count): ["count": String(count)]
        case .mediaLost(let count, let found): ["count": String(count), "found": String(found)]
        case .webhookFailing(let host), .webhookGone(let host): ["receiver": host]
        case .taskSucceeded(_, let title), .taskFailed(_, let title): ["title": title]
        case .resetPassword, .passwordChanged, .accessEnded, .secondFactorOn, .secondFactorOff, .secondFactorReset,
            .recoveryCodesChanged:
            [:]
        }
    }

    /// From the root of the site, with the token behind the `#`, so that it is in no server's log.
    var path: String? {
        switch self {
        case .verifyAddress(let token, _): "/#/verify?token=\(token)"
        case .resetPassword(let token): "/#/reset?token=\(token)"
        case .avatarReady, .avatarFailed: "/avatars"
        case .receipt(let order, _, _, _), .refund(let order, _, _, _): "/billing/orders/\(order)"
        case .renewalFailed: "/billing"
        case .mediaHealed, .mediaLost: "/admin/storage"
        case .webhookFailing, .webhookGone: "/settings/webhooks"
        case .taskSucceeded(let id, _), .taskFailed(let id, _): "/tasks/\(id)"
        case .passwordChanged, .accessEnded, .addressChanged, .addressClaimed, .signInMethodAdded, .signInMethodRemoved,
            .secondFactorOn, .secondFactorOff, .secondFactorReset, .recoveryCodesChanged:
            nil
        }
    }
}
