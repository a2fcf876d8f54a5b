/// An uploaded or produced medium. Its bytes are a blob; this is what is known about them.
package struct MediaFile: Codable, Equatable, Sendable, Identifiable {
    package enum Kind: String, Codable, Sendable, CaseIterable { case audio, image, video }
    /// Where the medium came from.
    package enum Origin: String, Codable, Sendable, CaseIterable { case upload, url, result }

    package let id: FileID
    package let accountID: AccountID
    package let kind: Kind
    package let origin: Origin
    /// 1...200 characters; an upload's is its file name without folders.
    package var title: String
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    package let blob: BlobHash
    package let facts: MediaFacts
    package let createdAt: Timestamp

    package init(
        id: FileID, accountID: AccountID, kind: Kind, origin: Origin, title: String, blob: BlobHash,
        facts: MediaFacts, createdAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.kind = kind
        self.origin = origin
        self.title = title
        self.blob = blob
        self.facts = facts
        self.createdAt = createdAt
    }
}

/// The SHA-256 that names a blob: 64 lower-case hexadecimal digits.
package struct BlobHash: Hashable, Sendable, Codable, CustomStringConvertible {
    package let hex: String

    /// Nil unless `hex` is 64 lower-case hexadecimal digits, so that it is always safe in a path.
    package init?(hex: String) {
        let allowed = hex.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard hex.utf8.count == 64, allowed else { return nil }
        self.hex = hex
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let hash = BlobHash(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a SHA-256")
        }
        self = hash
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }

    package var description: String { hex }
}

/// What the probe found in a medium. Written as JSON in snake_case by the probe and by the API alike.
package struct MediaFacts: Codable, Equatable, Sendable {
    package struct Video: Codable, Equatable, Sendable {
        package var codec: String
        /// In pixels, as shown: after rotation.
        package var width: Int
        package var height: Int
        /// Average frames a second; nil for a picture.
        package var fps: Double?
        /// Degrees clockwise the container asks the player to turn: 0, 90, 180 or 270.
        package var rotation: Int
        package var frames: Int?
        package var pixelFormat: String?

        package init(
            codec: String, width: Int, height: Int, fps: Double? = nil, rotation: Int = 0, frames: Int? = nil,
            pixelFormat: String? = nil
        ) {
            self.codec = codec
            self.width = width
            self.height = height
            self.fps = fps
            self.rotation = rotation
            self.frames = frames
            self.pixelFormat = pixelFormat
        }
    }

    package struct Audio: Codable, Equatable, Sendable {
        package var codec: String
        /// In hertz.
        package var sampleRate: Int
        package var channels: Int

        package init(codec: String, sampleRate: Int, channels: Int) {
            self.codec = codec
            self.sampleRate = sampleRate
            self.channels = channels
        }
    }

    package var kind: MediaFile.Kind
    /// `mp4`, `mov`, `webm`, `matroska`, `avi`, `wav`, `mp3`, `m4a`, `ogg`, `flac`, `aac`, `jpeg`, `png`, `webp` or `bmp`.
    package var container: String
    /// The container's own figure, or counted where it has none; rounded down. Nil for a picture.
    package var durationMs: Int?
    package var sizeBytes: Int64
    package var video: Video?
    package var audio: Audio?
    /// The codec of the only sound when it cannot be decoded: the video is taken without it.
    package var unreadableSound: String?

    package init(
        kind: MediaFile.Kind, container: String, durationMs: Int? = nil, sizeBytes: Int64, video: Video? = nil,
        audio: Audio? = nil, unreadableSound: String? = nil
    ) {
        self.kind = kind
        self.container = container
        self.durationMs = durationMs
        self.sizeBytes = sizeBytes
        self.video = video
        self.audio = audio
        self.unreadableSound = unreadableSound
    }
}
