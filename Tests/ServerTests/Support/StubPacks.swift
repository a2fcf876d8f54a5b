import Domain
import Synchronization

/// Two packs, of which one can be installed.
final class StubPacks: PackShelf {
    private let state = Mutex<(isThere: Bool, failure: PackError?)>((false, nil))

    let packs = [pack("basic", isBasic: true), pack("japanese", isBasic: false)]

    private static func pack(_ id: String, isBasic: Bool) -> Pack {
        Pack(
            id: id, title: id, what: "", languages: [], isBasic: isBasic, licences: ["MIT"], downloadBytes: 10,
            installedBytes: 20)
    }

    /// What the next installations end with.
    func fail(with error: PackError) { state.withLock { $0.failure = error } }

    func state(of pack: String) async throws(PackError) -> PackState {
        pack == "basic" || state.withLock { $0.isThere } ? .installed : .absent
    }

    func add(_ pack: String, report: @escaping @Sendable (Int64, Int64) -> Void) async throws(PackError) {
        report(0, 10)
        if let failure = state.withLock({ $0.failure }) { throw failure }
        state.withLock { $0.isThere = true }
        report(10, 10)
    }

    func remove(_ pack: String) async throws(PackError) {
        if pack == "basic" { throw .basic }
        if let failure = state.withLock({ $0.failure }) { throw failure }
        state.withLock { $0.isThere = false }
    }
}
