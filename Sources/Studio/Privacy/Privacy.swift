/// What people may ask about what is kept of them.
package struct Privacy: Sendable {
    package let exports: Exports
    package let erasure: Erasure

    package init(exports: Exports, erasure: Erasure) {
        self.exports = exports
        self.erasure = erasure
    }

    /// Throws away what is over.
    func sweep() async throws {
        try await erasure.sweep()
        try await exports.sweep()
    }
}
