import Domain

/// A mirror with what the house is told about it.
package struct MirrorPort: Sendable {
    package let mirror: any ObjectStore
    package let rule: MirrorRule

    package init(_ mirror: any ObjectStore, rule: MirrorRule) {
        self.mirror = mirror
        self.rule = rule
    }
}
