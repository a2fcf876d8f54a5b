/// Makes another medium of one that is there, outside this process: the bytes are hostile.
package protocol MediaEditor: Sendable {
    /// Writes a piece of a picture or a video: a picture as JPEG, or as PNG where it is transparent, a video as MP4.
    /// - Parameters:
    ///   - path: absolute, of a complete file.
    ///   - output: is not there yet; gone again when this throws.
    func cut(_ path: String, to output: String, _ cut: MediaCut) async throws(ProbeError)

    /// Writes the same video in another format.
    /// - Parameter output: is not there yet; gone again when this throws.
    func convert(_ path: String, to output: String, as form: MediaForm) async throws(ProbeError)
}

/// What a video can be had as, besides what it is.
package enum MediaForm: String, Codable, CaseIterable, Sendable {
    /// An MP4 of 640 pixels at most.
    case small
    /// The first seconds without sound, over and over.
    case gif, webp
    /// The sound alone, as MP3.
    case audio
    /// ProRes 422 in a QuickTime movie, for editors.
    case prores

    /// In the words of ``MediaFacts/container``.
    package var container: String {
        switch self {
        case .small: "mp4"
        case .gif: "gif"
        case .webp: "webp"
        case .audio: "mp3"
        case .prores: "mov"
        }
    }

    package var kind: MediaFile.Kind {
        switch self {
        case .small, .prores: .video
        case .gif, .webp: .image
        case .audio: .audio
        }
    }
}

/// Which piece of a medium is kept.
package struct MediaCut: Equatable, Sendable {
    /// A longer piece of a video is refused.
    package static let longestMs = 180_000
    /// A shorter one, too.
    package static let shortestMs = 200
    /// The smallest share of a side that is kept.
    package static let leastShare = 0.05

    /// A part of the picture, as shares of its upright sides, from the upper left corner.
    package struct Area: Equatable, Sendable {
        package var x: Double
        package var y: Double
        package var width: Double
        package var height: Double

        package init(x: Double, y: Double, width: Double, height: Double) {
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }
    }

    /// Of a video; nil is its beginning.
    package var startMs: Int?
    /// Of a video; nil is its end.
    package var endMs: Int?
    /// Nil keeps the whole picture.
    package var area: Area?

    package init(startMs: Int? = nil, endMs: Int? = nil, area: Area? = nil) {
        (self.startMs, self.endMs, self.area) = (startMs, endMs, area)
    }
}
