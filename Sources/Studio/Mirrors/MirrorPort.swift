import Domain

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
