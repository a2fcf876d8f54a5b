import Domain
import Storage

/// One request's bytes on their way into an upload. Bytes are gathered and written by another thread while the next
/// ones come; at most two parts of a mebibyte are in memory.
package actor UploadWriter {
    private static let partBytes = 1 << 20

    private let file: PartialFile
    private let io: BlockingIO
    private let remaining: Int64
    private var part: [UInt8] = []
    private var flush: Task<Void, any Error>?
    private var taken: Int64 = 0
    private var isClosed = false

    init(file: PartialFile, io: BlockingIO, remaining: Int64) {
        self.file = file
        self.io = io
        self.remaining = remaining
    }

    /// - Throws: ``StudioError/tooLarge(limitBytes:)`` for more than the upload's length,
    ///   ``StudioError/storageFull``, ``StudioError/conflict(_:)`` when another request took the upload over.
    package func write(_ bytes: some Collection<UInt8> & Sendable) async throws {
        guard !isClosed else {
            throw StudioError.conflict(Conflict("upload_busy", "another request has taken over this upload"))
        }
        taken += Int64(bytes.count)
        guard taken <= remaining else { throw StudioError.tooLarge(limitBytes: remaining) }
        part.append(contentsOf: bytes)
        guard part.count >= Self.partBytes else { return }
        try await flush?.value
        startFlush()
    }

    /// Waits for the disk and closes the file, once.
    /// - Parameter isComplete: whether all bytes of the request came.
    func close(isComplete: Bool) async throws {
        guard !isClosed else {
            if isComplete {
                throw StudioError.conflict(Conflict("upload_busy", "another request has taken over this upload"))
            }
            _ = await flush?.result
            return
        }
        isClosed = true
        let pending = flush
        let (file, io, rest) = (file, io, part)
        part = []
        let closing = Task {
            let earlier = await pending?.result
            try await io.run {
                // What came before a failure is kept; it is durable and counted when the client is told the offset.
                let written = Result {
                    try earlier?.get()
                    try file.write(rest)
                }
                try file.finish(isComplete: isComplete)
                try written.get()
            }
        }
        flush = closing
        try await closing.value
    }

    private func startFlush() {
        let (file, io, bytes) = (file, io, part)
        part = []
        flush = Task { try await io.run { try file.write(bytes) } }
    }
}
