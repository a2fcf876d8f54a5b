/// Writes into a medium that it is made by a machine, outside this process: engines are foreign, and so are their files.
package protocol MediaMarker: Sendable {
    /// Copies the medium as it is, with the mark.
    /// - Parameter output: is not there yet; beside the medium.
    func mark(_ path: String, _ mark: ProvenanceMark, to output: String) async throws(ProbeError)
}

/// What a result says of where it comes from, for machines.
package struct ProvenanceMark: Equatable, Sendable {
    package let engine: String
    package let task: TaskID
    package let kind: MediaFile.Kind
    package let createdAt: Timestamp

    package init(engine: String, task: TaskID, kind: MediaFile.Kind, createdAt: Timestamp) {
        self.engine = engine
        self.task = task
        self.kind = kind
        self.createdAt = createdAt
    }
}
