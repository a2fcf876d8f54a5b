/// The packs of models that this program knows, and those that are here.
package protocol PackShelf: Sendable {
    /// In the order in which they are shown.
    var packs: [Pack] { get }

    /// Looks at the files; those that changed since they were last checked are read whole.
    func state(of pack: String) async throws(PackError) -> PackState

    /// Fetches what is missing. What was fetched before a failure is kept, and the next attempt continues behind it.
    /// - Parameter report: bytes that are there of those to be fetched; may be called from any thread.
    func add(_ pack: String, report: @escaping @Sendable (_ done: Int64, _ of: Int64) -> Void) async throws(PackError)

    /// Deletes the files that no other pack needs. Work that has one of them open continues with it to its end.
    func remove(_ pack: String) async throws(PackError)
}
