/// Carries what stand-ins of workers elsewhere read and leave: they fetch their inputs, and put results where they are told to.
package protocol Porter: Sendable {
    /// - Returns: whether the whole of it lies there.
    func fetch(_ url: String, to path: String) async -> Bool

    /// - Returns: whether it was taken.
    func deliver(_ path: String, to url: String, type: String) async -> Bool
}
