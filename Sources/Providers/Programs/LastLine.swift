import Foundation
import Synchronization

/// The newest line of a child's output that says something.
final class LastLine: Sendable {
    private let line = Mutex<Data?>(nil)

    func set(_ data: Data) { line.withLock { if !data.isEmpty { $0 = data } } }
    func get() -> Data? { line.withLock { $0 } }
}
