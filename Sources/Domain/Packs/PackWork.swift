/// What is being done about a pack.
package enum PackWork: Equatable, Sendable {
    case waiting
    /// Bytes that are there of those to be fetched.
    case adding(done: Int64, of: Int64)
    /// How the last attempt ended.
    case failed(PackError)

    package var isUnderWay: Bool {
        switch self {
        case .waiting, .adding: true
        case .failed: false
        }
    }
}
