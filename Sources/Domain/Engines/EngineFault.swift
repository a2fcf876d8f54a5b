/// A manifest that is no engine, and why.
package struct EngineFault: Equatable, Sendable {
    /// Absolute.
    package let file: String
    /// Where in the file, as a JSON path: `$.steps[0].program`.
    package let path: String
    /// A clause without a full stop.
    package let reason: String

    package init(file: String, path: String, reason: String) {
        self.file = file
        self.path = path
        self.reason = reason
    }
}
