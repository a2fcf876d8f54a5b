import Domain
import Foundation

/// A mirror with what the house is told about it.
package struct MirrorPort: Sendable {
    package let mirror: any ObjectStore
    package let rule: MirrorRule
    /// Whether a CDN stands before it.
    package let isFronted: Bool

    package init(_ mirror: any ObjectStore, rule: MirrorRule, isFronted: Bool = false) {
        self.mirror = mirror
        self.rule = rule
        self.isFronted = isFronted
    }
}

extension [MirrorPort] {
    /// The one whose rule is for an account's country, or else the first.
    /// - Parameter country: asked only where it matters.
    func nearest(to country: () async throws -> String?) async throws -> MirrorPort? {
        guard count > 1 else { return first }
        let rule: MirrorRule = try await country() == "CN" ? .mainland : .elsewhere
        return first { $0.rule == rule } ?? first
    }
}

extension URL {
    /// `https://media.example.com:8443`: what a policy of pages names a host by; nil without a host.
    var origin: String? {
        guard let scheme, let host = host() else { return nil }
        return "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
    }
}
