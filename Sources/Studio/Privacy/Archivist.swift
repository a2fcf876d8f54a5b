import Domain
import Foundation
import Logging
import Storage

/// Makes the archives that people ask for, in turn, two at a time, so that one of many gigabytes keeps nobody waiting.
/// Records go through memory by the hundred and media by the
/// block; an archive has its name only once it is whole, and one that was cut off is begun anew.
package struct Archivist: OutboxHandler {
    package let kind = OutboxEntry.Kind.export
    package let rules: OutboxRules

    private let store: Store
    private let blobs: BlobStore
    /// Of its own: copying a long medium must not hold up what requests wait for.
    private let io: BlockingIO
    private let home: Home
    private let logger: Logger
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, blobs: BlobStore, home: Home, logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.blobs = blobs
        io = BlockingIO(threads: 2)
        self.home = home
        self.logger = logger
        self.now = now
        var rules = OutboxRules()
        rules.retries.firstWait = .seconds(30)
        rules.attempts = 3
        rules.places = 2
        // The largest archive may take hours; what a killed server had begun is free again at the next start.
        rules.lease = .seconds(24 * 3600)
        self.rules = rules
    }

    package func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        do {
            guard let id = ExportID(rawValue: entry.subject), let export = try await store.beginExport(id) else {
                return  // Nobody waits for it any more, or it is there already.
            }
            try await make(export)
        } catch {
            // What a stop of the server cuts off continues after the next start.
            if Task.isCancelled { throw .interrupted }
            logger.error("an export could not be made", metadata: ["export": "\(entry.subject)", "error": "\(error)"])
            throw .failed("the archive could not be written")
        }
    }

    package func giveUp(_ entry: OutboxEntry) async throws {
        guard let id = ExportID(rawValue: entry.subject) else { return }
        _ = try await store.finishExport(id, sizeBytes: nil, expiresAt: now() + Exports.lifetime)
    }

    private func make(_ export: DataExport) async throws {
        let (draft, target) = (home.exportDraft(export.id), home.export(export.id))
        do {
            let sizeBytes = try await write(export, to: draft)
            try await io.run {
                guard rename(draft, target) == 0 else { throw CocoaError(.fileWriteUnknown) }
            }
            let end = now() + Exports.lifetime
            if try await !store.finishExport(export.id, sizeBytes: sizeBytes, expiresAt: end) { remove(target) }
        } catch {
            remove(draft)
            throw error
        }
    }

    private func write(_ export: DataExport, to path: String) async throws -> Int64 {
        let zip = try await io.run {
            unlink(path)
            return try ZipWriter(path: path)
        }
        for record in PersonalRecord.allCases { try await add(record, of: export, to: zip) }
        try await addMedia(of: export, ofModels: false, folder: "media", to: zip)
        try await addMedia(of: export, ofModels: true, folder: "models", to: zip)
        return try await io.run { try zip.finish() }
    }

    /// A JSON array of the records.
    private func add(_ record: PersonalRecord, of export: DataExport, to zip: ZipWriter) async throws {
        let name =
            switch record {
            case .deedsOfOthers: "deeds_of_others"
            case .shareLinks: "share_links"
            case .webhookDeliveries: "webhook_deliveries"
            case .noticeChoice: "notice_choice"
            default: record.rawValue
            }
        try await io.run { try zip.begin("\(name).json", modifiedAt: export.createdAt) }
        var (after, separator) = ("", "[\n")
        while true {
            try Task.checkCancellation()
            let (objects, last) = try await store.personalRecords(record, of: export.accountID, after: after)
            guard let last, last != after else { break }
            let text = objects.reduce(into: Data()) { text, object in
                text += Data(separator.utf8) + object
                separator = ",\n"
            }
            try await io.run { try zip.append(text) }
            after = last
            if record == .sessions { break }
        }
        let end = Data((separator == ",\n" ? "\n]\n" : "[]\n").utf8)
        try await io.run { try zip.append(end) }
    }

    private func addMedia(
        of export: DataExport, ofModels: Bool, folder: String, to zip: ZipWriter
    ) async throws {
        var after = ""
        while true {
            let part = try await store.personalBytes(ofModels: ofModels, of: export.accountID, after: after)
            guard let last = part.last?.id else { return }
            for medium in part {
                try Task.checkCancellation()
                let stay = try await blobs.bring(medium.blob)
                let name = "\(folder)/\(medium.id)"
                let ending = Self.ending(medium.container)
                // What was deleted meanwhile is not there any more.
                try await io.run {
                    _ = try zip.copy(stay.path, as: "\(name).\(ending)", modifiedAt: medium.createdAt)
                    for (role, text) in medium.sidecars.sorted(by: { $0.key < $1.key }) {
                        let ending = role == "subtitles" ? "vtt" : "json"
                        try zip.begin("\(name).\(role).\(ending)", modifiedAt: medium.createdAt)
                        try zip.append(Data(text.utf8))
                    }
                }
            }
            after = last
        }
    }

    /// The end of a file's name: probes name containers as their files are called, or by several names at once.
    static func ending(_ container: String) -> String {
        let name = container.split(separator: ",").first.map { $0.lowercased() } ?? ""
        let isPlain =
            (1...8).contains(name.utf8.count)
            && name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
        return isPlain ? name : "bin"
    }

    private func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
