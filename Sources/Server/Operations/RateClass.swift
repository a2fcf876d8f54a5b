/// What requests are counted together.
enum RateClass: String, CaseIterable, Sendable {
    /// Signing in and all that concerns it.
    case auth
    /// What changes something.
    case write
    case read
}

extension Operation {
    /// What its requests count as; nil for what is never counted: media, health and documents.
    var rateClass: RateClass? {
        guard !isUnlimited, !isRooted, access != .link else { return nil }
        if method == .get || method == .head || method == .options { return .read }
        return path.hasPrefix("/auth/") ? .auth : .write
    }
}
