import Domain
import Glibc
import Synchronization

/// Blobs leave the disk for mirrors that have them, and come back when they are needed.
extension BlobStore {
    /// Makes sure that the bytes lie on the disk, if there are any, and stay there while the answer is held.
    /// - Throws: ``MirrorError`` when a mirror has them and does not give them, ``StoreError/full``.
    package func bring(_ hash: BlobHash) async throws -> BlobStay {
        let stay = BlobStay(hash, at: path(of: hash), uses: uses)
        do {
            try await arrival(of: hash)?.whole()
        } catch MirrorError.damaged {
            // That copy is known to be no good now; another mirror may have a better one.
            arrivals.drop(hash)
            try await arrival(of: hash)?.whole()
        }
        return stay
    }

    /// The bytes on their way back; nil when they lie on the disk, or are nowhere.
    /// - Throws: ``MirrorError`` when a mirror has them and does not give them, ``StoreError/full``.
    package func arrival(of hash: BlobHash) async throws -> BlobArrival? {
        uses.note(hash)
        guard let source, try await !isOnDisk(hash) else { return nil }
        return try await arrivals.arrival(of: hash) { try await begin(hash, from: source) }
    }

    /// The bytes of a blob that is not on the disk, for somebody who needs them once; nil when they are nowhere.
    /// - Throws: ``MirrorError`` when a mirror has them and does not give them, ``StoreError/full``.
    func loan(of hash: BlobHash) async throws -> BlobLoan? {
        guard let source, let origin = try await source.origin(of: hash) else { return nil }
        guard reserve.hasRoom(for: UInt64(max(0, origin.sizeBytes))) else { throw StoreError.full }
        let path = temporaryPath()
        let arrival = try await BlobArrival(from: origin, at: path, io: io) { path, origin in
            guard try await self.hash(ofFile: path) == hash else {
                await origin.reject()
                throw MirrorError.damaged
            }
        }
        try await arrival.whole()
        return BlobLoan(path: path, arrival: arrival)
    }

    /// It was used, without being brought.
    package func noteUse(of hash: BlobHash) { uses.note(hash) }

    package func isOnDisk(_ hash: BlobHash) async throws -> Bool {
        let path = path(of: hash)
        return try await io.run { access(path, F_OK) == 0 }
    }

    /// Keeps what somebody works with on the disk until ``release(_:)``.
    /// - Parameter work: a word for it that no other has.
    package func hold(_ stays: [BlobStay], for work: String) { uses.hold(stays, for: work) }

    package func release(_ work: String) { uses.release(work) }

    /// The blobs that were used since the last call.
    package func takeUses() -> Set<BlobHash> { uses.take() }

    /// Removes the bytes of a blob that a mirror has.
    /// - Returns: false when they stay, because somebody uses, stores or copies them.
    package func leave(_ hash: BlobHash) async throws -> Bool {
        guard let right = try await rightToRemove() else { return false }
        defer { withExtendedLifetime(right) {} }
        let path = path(of: hash)
        return try await io.run { [uses, adoptions] in
            try uses.unlessUsed(hash) { try adoptions.remove(hash) { try Disk.remove(path) } }
        }
    }

    private func begin(_ hash: BlobHash, from source: any BlobSource) async throws -> BlobArrival? {
        // It may have arrived since.
        guard try await !isOnDisk(hash), let origin = try await source.origin(of: hash) else { return nil }
        guard reserve.hasRoom(for: UInt64(max(0, origin.sizeBytes))) else { throw StoreError.full }
        return try await BlobArrival(from: origin, at: temporaryPath(), io: io) { path, origin in
            defer {
                arrivals.drop(hash)
                // Not there any more once it is a blob.
                unlink(path)
            }
            guard try await self.hash(ofFile: path) == hash else {
                await origin.reject()
                throw MirrorError.damaged
            }
            try await io.run { try adoptNow(path, as: hash, settles: false) }
            // Deleted meanwhile: nobody may find it here.
            if try await !source.arrived(hash) { try await remove(hash) }
        }
    }
}

/// A file with the bytes of a blob. It goes when nobody holds this any more.
struct BlobLoan: Sendable {
    let path: String
    fileprivate let arrival: BlobArrival
}

/// What is on its way, once each. What nobody has asked for lately is let go.
final class BlobArrivals: Sendable {
    private static let patience: Duration = .seconds(60)
    private let flights = Mutex<[BlobHash: Task<BlobArrival?, any Error>]>([:])

    func arrival(
        of hash: BlobHash, _ begin: @escaping @Sendable () async throws -> BlobArrival?
    ) async throws -> BlobArrival? {
        let flight = flights.withLock { flights in
            if let flight = flights[hash] { return flight }
            let flight = Task { [weak self] in
                do {
                    guard let arrival = try await begin() else {
                        self?.drop(hash)
                        return BlobArrival?.none
                    }
                    self?.letGo(arrival, hash)
                    return arrival
                } catch {
                    self?.drop(hash)
                    throw error
                }
            }
            flights[hash] = flight
            return flight
        }
        return try await flight.value
    }

    func drop(_ hash: BlobHash) { flights.withLock { $0[hash] = nil } }

    private func letGo(_ arrival: BlobArrival, _ hash: BlobHash) {
        Task { [weak self, weak arrival] in
            while let isIdle = await arrival?.isIdle(for: Self.patience), !isIdle {
                try await Task.sleep(for: Self.patience)
            }
            self?.drop(hash)
        }
    }
}
