/// What people may ask about what is kept of them.
package struct Privacy: Sendable {
    package let erasure: Erasure

    package init(erasure: Erasure) { self.erasure = erasure }
}
