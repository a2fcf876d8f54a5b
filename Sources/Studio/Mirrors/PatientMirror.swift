import Domain
import Storage
import Synchronization

/// Asks a mirror many things in a row. Single failures are luck and asked again; one that cannot be asked for good is not
/// asked any more. What it says of one object is no reason not to ask about others.
final class PatientMirror: Sendable {
    let mirror: any ObjectStore
    private let pauses: [Duration]
    private let reason = Mutex<String?>(nil)
    private let refusal = Mutex<String?>(nil)

    /// - Parameter pauses: before each of the next attempts.
    init(_ mirror: any ObjectStore, pauses: [Duration]) {
        self.mirror = mirror
        self.pauses = pauses
    }

    var name: String { mirror.name }

    /// Why it is not asked any more; nil as long as it answers.
    var silence: String? { reason.withLock { $0 } }

    /// Why not all of it could be asked; nil as long as everything was answered.
    var complaint: String? { silence ?? refusal.withLock { $0 } }

    /// - Returns: nil when the mirror cannot be asked.
    /// - Throws: ``MirrorError/missing``, ``MirrorError/damaged``, ``MirrorError/refused(_:)``; ``StoreError/full``,
    ///   `CancellationError`.
    func ask<Value: Sendable>(
        _ question: (any ObjectStore) async throws(MirrorError) -> Value
    ) async throws -> Value? {
        for pause in pauses.map(Optional.some) + [nil] {
            if silence != nil { return nil }
            do {
                return try await question(mirror)
            } catch {
                switch error {
                case .missing, .damaged: throw error
                case .refused(let why):
                    refusal.withLock { $0 = $0 ?? why }
                    throw error
                case .storageFull: throw StoreError.full
                case .cancelled: throw CancellationError()
                case .misconfigured(let why): reason.withLock { $0 = why }
                case .down(let why):
                    if let pause { try await Task.sleep(for: pause) } else { reason.withLock { $0 = why } }
                }
            }
        }
        return nil
    }
}
