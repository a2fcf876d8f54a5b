import Domain
import Storage
import Synchronization

/// A medium on its way in: what is written goes to the disk and through the hash, with bounded memory. It ends with
/// ``Files/arrive(_:)`` or ``discard()``; one that is simply dropped removes itself.
package struct IncomingMedium: Sendable {
    let file: IncomingFile
    private let allowance: Int64
    private let written: WrittenBytes

    init(file: IncomingFile, allowance: Int64) {
        self.file = file
        self.allowance = allowance
        written = WrittenBytes()
    }

    /// Waits when the disk is slower than the client.
    /// - Throws: ``StudioError/tooLarge(limitBytes:)``, ``StudioError/storageFull``.
    package func write(_ bytes: some Collection<UInt8> & Sendable) async throws {
        guard written.add(Int64(bytes.count)) <= allowance else {
            throw StudioError.tooLarge(limitBytes: allowance)
        }
        do {
            try await file.write(bytes)
        } catch StoreError.full {
            throw StudioError.storageFull
        }
    }

    package func discard() async { await file.discard() }
}

/// A medium that lies on the disk with every byte, and that has not been looked at yet: it may be no medium at all. It ends with
/// ``Files/keep(_:title:kind:account:)`` or ``Files/discard(_:)``.
package struct ArrivedMedium: Sendable {
    let path: String
    let hash: BlobHash

    /// SHA-256 of its bytes, 64 hexadecimal digits.
    package var sha256: String { hash.hex }
}

private final class WrittenBytes: Sendable {
    private let count = Atomic<Int64>(0)

    func add(_ bytes: Int64) -> Int64 { count.add(bytes, ordering: .relaxed).newValue }
}
