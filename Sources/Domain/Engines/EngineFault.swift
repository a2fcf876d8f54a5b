/// A manifest that is no engine, and why.
package struct EngineFault: Equatable, Sendable {
    /// Absolute.
    package let file: String
    /// Where in the file, as a JSON path: `$.steps[0].program`.
    package let path: String
    /// A clause without a full stop.
    package let remark: Remark

    /// In English.
    package var reason: String { remark.message }

    package init(file: String, path: String, remark: Remark) {
        self.file = file
        self.path = path
        self.remark = remark
    }
}
