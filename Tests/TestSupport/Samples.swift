import Domain
import Foundation
import Storage

/// Ids that rise, for the samples of one process.
package let sampleIDs = IDSource()

extension Timestamp {
    /// 2026-11-21T09:30:00Z.
    package static let sample = Timestamp(milliseconds: 1_795_253_400_000)
}

extension Account {
    package static func sample(
        id: AccountID = sampleIDs.next(), email: String? = nil, createdAt: Timestamp = .sample
    ) -> Account {
        Account(id: id, email: email ?? "\(id)@example.org", name: "Kim", role: .member, createdAt: createdAt)
    }
}

extension Session {
    /// Good for 30 days.
    package static func sample(of account: AccountID, at: Timestamp = .sample) -> Session {
        Session(
            id: sampleIDs.next(), accountID: account, createdAt: at, lastUsedAt: at,
            expiresAt: at + .seconds(30 * 24 * 3600), userAgent: "test", address: "192.0.2.7")
    }
}

extension AuditEntry {
    package static func sample(by actor: AccountID, _ action: Action = .consentWaive) -> AuditEntry {
        AuditEntry(id: sampleIDs.next(), at: .sample, actor: actor, action: action, address: "", userAgent: "")
    }
}

extension BlobHash {
    /// Any hash, always the same for the same number.
    package static func sample(_ number: Int) -> BlobHash {
        let digits = String(number, radix: 16)
        guard let hash = BlobHash(hex: String(repeating: "0", count: 64 - digits.count) + digits) else {
            preconditionFailure("\(number) is negative")
        }
        return hash
    }

    package static func random() -> BlobHash { sample(.random(in: 0 ... .max)) }
}

extension MediaFacts {
    package static func sample(_ kind: MediaFile.Kind, sizeBytes: Int64 = 1000) -> MediaFacts {
        switch kind {
        case .image:
            MediaFacts(
                kind: .image, container: "png", sizeBytes: sizeBytes,
                video: Video(codec: "png", width: 640, height: 480))
        case .video:
            MediaFacts(
                kind: .video, container: "mp4", durationMs: 4000, sizeBytes: sizeBytes,
                video: Video(codec: "h264", width: 640, height: 480, fps: 25, frames: 100),
                audio: Audio(codec: "aac", sampleRate: 44100, channels: 2))
        case .audio:
            MediaFacts(
                kind: .audio, container: "wav", durationMs: 4000, sizeBytes: sizeBytes,
                audio: Audio(codec: "pcm_s16le", sampleRate: 44100, channels: 1))
        }
    }
}

extension MediaFile {
    package static func sample(
        _ kind: Kind = .image, of account: AccountID, origin: Origin = .upload, blob: BlobHash = .random(),
        sizeBytes: Int64 = 1000
    ) -> MediaFile {
        MediaFile(
            id: sampleIDs.next(), accountID: account, kind: kind, origin: origin, title: "sample", blob: blob,
            facts: .sample(kind, sizeBytes: sizeBytes), createdAt: .sample)
    }
}

extension Upload {
    package static func sample(
        of account: AccountID, lengthBytes: Int64 = 1000, expiresAt: Timestamp = .sample + .seconds(3600)
    ) -> Upload {
        Upload(
            id: sampleIDs.next(), accountID: account, lengthBytes: lengthBytes, metadata: "filename YS5wbmc=",
            title: "a.png", kind: .image, createdAt: .sample, expiresAt: expiresAt)
    }
}

extension GenerationTask {
    /// A queued animation.
    package static func sample(
        of account: AccountID, kind: Kind = .animateMove, image: FileID? = nil, video: FileID? = nil
    ) -> GenerationTask {
        GenerationTask(
            id: sampleIDs.next(), accountID: account, kind: kind, engine: "builtin", mode: .standard,
            title: "a dance", inputs: Inputs(imageFileID: image, videoFileID: video), createdAt: .sample,
            estimatedSeconds: 12)
    }
}

extension GeneratedVideo {
    /// The library entry of the task's result.
    package static func sample(of task: GenerationTask, file: MediaFile) -> GeneratedVideo {
        GeneratedVideo(
            id: sampleIDs.next(), accountID: task.accountID, taskID: task.id, fileID: file.id, title: task.title,
            createdAt: .sample)
    }
}

extension VideoChange {
    package static func title(_ title: String) -> VideoChange {
        var change = VideoChange()
        change.title = title
        return change
    }

    package static func tags(_ names: [String]) -> VideoChange {
        var change = VideoChange()
        change.tags = names
        return change
    }
}

extension Delivery {
    /// A video with its place in the library.
    package static func sample(of task: GenerationTask, file: MediaFile) -> Delivery {
        Delivery(file: file, video: .sample(of: task, file: file))
    }
}

extension Consent {
    /// Good for 30 minutes from ``Timestamp/sample``.
    package static func sample(of account: AccountID, kind: Kind = .voice) -> Consent {
        Consent(
            id: sampleIDs.next(), accountID: account, kind: kind, subject: "Kim", sentence: "I agree: A B C.",
            code: "ABC", createdAt: .sample, expiresAt: .sample + .seconds(1800))
    }
}

extension Store {
    /// An account that is in the store.
    package func someone(email: String? = nil) async throws -> Account {
        try await register(.sample(email: email), passwordHash: "hash")
    }

    /// A file that is in the store, without bytes.
    package func someFile(_ kind: MediaFile.Kind = .image, of account: AccountID) async throws -> MediaFile {
        let file = MediaFile.sample(kind, of: account)
        try await add(file)
        return file
    }

    /// A queued task that is in the store, with its two input files.
    /// - Parameter credits: its price, given to the account first.
    package func someTask(of account: AccountID, holding credits: Int = 0) async throws -> GenerationTask {
        let image = try await someFile(.image, of: account)
        let video = try await someFile(.video, of: account)
        let task = GenerationTask.sample(of: account, image: image.id, video: video.id)
        try await give(credits, to: account)
        try await submit(task, holding: credits)
        return task
    }

    /// Queues the task for these credits, whatever minutes there are.
    @discardableResult
    package func submit(_ task: GenerationTask, holding credits: Int) async throws -> GenerationTask {
        try await submit(task, charging: Charge(credits: credits))
    }

    /// Credits to spend.
    package func give(_ credits: Int, to account: AccountID) async throws {
        let key = (sampleIDs.next() as AccountID).rawValue
        let grant = LedgerTransaction(
            .grant, credits, from: .house(.promotions), to: .available(account), key: key, account: account,
            at: .sample)
        if let grant { _ = try await post(grant) }
    }
}
