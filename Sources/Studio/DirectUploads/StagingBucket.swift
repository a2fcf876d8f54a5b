import Domain
import Logging
import Storage

/// A bucket while somebody waits: it is asked again where that may help, and its faults become words for whoever waits.
struct StagingBucket: Sendable {
    private let mirror: any DirectStore
    private let logger: Logger

    init(_ mirror: any DirectStore, logger: Logger) {
        self.mirror = mirror
        self.logger = logger
    }

    func begin(_ key: String) async throws -> MirrorUpload {
        try await ask { mirror throws(MirrorError) in
            try await mirror.beginUpload(of: key, label: MirrorLabel(sha256: nil))
        }
    }

    /// Where the parts can be put that are not there.
    func addresses(of upload: DirectUpload, besides there: Set<Int>) throws -> [DirectUploads.Part] {
        do {
            return try upload.parts.map { part in
                guard !there.contains(part.number) else { return DirectUploads.Part(place: part, address: nil) }
                let address =
                    if let multipart = upload.multipart {
                        try mirror.partAddress(part.number, of: multipart, lifetime: DirectUploads.addressLifetime)
                    } else {
                        try mirror.putAddress(of: upload.key, lifetime: DirectUploads.addressLifetime)
                    }
                return DirectUploads.Part(place: part, address: address)
            }
        } catch { throw fault("\(error)") }
    }

    /// The numbers of the parts that the bucket has as they should be.
    func partsThere(of upload: DirectUpload) async throws -> Set<Int> {
        let all = Set(upload.parts.map(\.number))
        if try await object(of: upload)?.sizeBytes == upload.sizeBytes { return all }
        guard let multipart = upload.multipart else { return [] }
        return Set(Self.right(try await parts(of: multipart), for: upload).map(\.number))
    }

    /// Puts the parts together. Afterwards the bucket has an object of the size that was announced.
    /// - Throws: ``StudioError/tooLarge(limitBytes:)`` for more, ``StudioError/conflict(_:)`` for less.
    func assemble(_ upload: DirectUpload) async throws {
        if try await object(of: upload) == nil, let multipart = upload.multipart {
            let found = try await parts(of: multipart)
            let there = Self.right(found, for: upload)
            guard found.reduce(0, { $0 + min($1.sizeBytes, Int64.max >> 16) }) <= upload.sizeBytes else {
                throw StudioError.tooLarge(limitBytes: upload.sizeBytes)
            }
            let missing = Set(upload.parts.map(\.number)).subtracting(there.map(\.number)).sorted()
            guard missing.isEmpty else { throw Self.incomplete(missing) }
            do {
                try await ask { mirror throws(MirrorError) in try await mirror.complete(multipart, parts: there) }
            } catch MirrorError.missing {
                // It was put together before, and the answer was lost; or it is gone.
            }
        }
        guard let object = try await object(of: upload) else {
            throw upload.multipart == nil ? Self.incomplete([1]) : Self.lost
        }
        guard object.sizeBytes <= upload.sizeBytes else {
            throw StudioError.tooLarge(limitBytes: upload.sizeBytes)
        }
        guard object.sizeBytes == upload.sizeBytes else { throw Self.incomplete([1]) }
    }

    /// Writes these bytes of the object to the same place of a file that is there.
    func read(_ upload: DirectUpload, bytes: ClosedRange<Int64>, into path: String) async throws {
        do {
            try await ask { mirror throws(MirrorError) in
                try await mirror.read(upload.key, bytes: bytes, into: path)
            }
        } catch MirrorError.missing { throw Self.lost }
    }

    private func parts(of multipart: MirrorUpload) async throws -> [MirrorPart] {
        do {
            return try await ask { mirror throws(MirrorError) in try await mirror.parts(of: multipart) }
        } catch MirrorError.missing { throw Self.lost }
    }

    /// Those that are as they should be, by their number.
    private static func right(_ found: [MirrorPart], for upload: DirectUpload) -> [MirrorPart] {
        let sizes = Dictionary(uniqueKeysWithValues: upload.parts.map { ($0.number, $0.sizeBytes) })
        return found.filter { sizes[$0.number] == $0.sizeBytes }.sorted { $0.number < $1.number }
    }

    private func object(of upload: DirectUpload) async throws -> MirrorObject? {
        try await ask { mirror throws(MirrorError) in try await mirror.facts(of: upload.key) }
    }

    /// - Throws: ``MirrorError/missing`` and ``StudioError``.
    private func ask<Value: Sendable>(
        _ question: (any DirectStore) async throws(MirrorError) -> Value
    ) async throws -> Value {
        let patient = PatientMirror(mirror, pauses: [.milliseconds(500), .seconds(2)])
        let answer: Value?
        do {
            answer = try await patient.ask { [mirror] _ throws(MirrorError) in try await question(mirror) }
        } catch StoreError.full { throw StudioError.storageFull }
        guard let answer else { throw fault(patient.silence ?? "it does not answer") }
        return answer
    }

    private func fault(_ reason: String) -> StudioError {
        logger.error(
            "a bucket cannot be used for uploads", metadata: ["mirror": "\(mirror.name)", "reason": "\(reason)"])
        return .provider("the bucket cannot be used right now; try again in a moment")
    }

    static let lost = StudioError.conflict(
        Conflict("upload_lost", "the bucket no longer has this upload; begin again"))

    private static func incomplete(_ missing: [Int]) -> StudioError {
        let named = missing.prefix(10).map(String.init).joined(separator: ", ")
        let more = missing.count > 10 ? ", and \(missing.count - 10) more" : ""
        return .conflict(
            Conflict("upload_incomplete", "the bucket does not have all bytes; missing parts: \(named)\(more)"))
    }
}
