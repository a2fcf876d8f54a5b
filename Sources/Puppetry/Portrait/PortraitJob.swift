import Media

/// What is to be made: a picture whose face acts like the face of a clip.
package struct PortraitJob: Sendable {
    /// Absolute paths.
    package var picture: String
    package var clip: String
    /// The MP4 to write; its folder also takes the engine's nameless temporary file.
    package var output: String
    package var folder: String
    package var size: OutputSize
    /// Written into the movie.
    package var metadata: [String: String]
    /// Whether the frames say that a machine made them.
    package var isMarked: Bool
    /// Longer clips are refused; seconds.
    package var longestClip: Double
    /// Cores to use, at least 1.
    package var cores: Int
    /// Where half-done work outlives the attempt; nil keeps none.
    package var kept: KeptWork?

    package init(
        picture: String, clip: String, output: String, folder: String, size: OutputSize, metadata: [String: String],
        isMarked: Bool = false, longestClip: Double, cores: Int, kept: KeptWork? = nil
    ) {
        self.kept = kept
        self.picture = picture
        self.clip = clip
        self.output = output
        self.folder = folder
        self.size = size
        self.metadata = metadata
        self.isMarked = isMarked
        self.longestClip = longestClip
        self.cores = cores
    }
}

/// What was made.
package struct PortraitResult: Equatable, Sendable {
    package let width: Int
    package let height: Int
    package let durationMs: Int
    package let frames: Int
    /// What could not be done as one might expect, in words.
    package var fallbacks: [String]
}

/// How large the video becomes.
package enum OutputSize: String, Sendable, CaseIterable {
    /// Short side up to 512, long side up to 768 pixels.
    case standard = "wan-std"
    /// Short side up to 720, long side up to 1280 pixels.
    case large = "wan-pro"

    /// Small pictures are not enlarged further than this.
    private static let mostEnlarged = 1.5

    package var shortSide: Int { self == .standard ? 512 : 720 }
    package var longSide: Int { self == .standard ? 768 : 1280 }

    /// The picture's shape in even sides.
    package func fitted(width: Int, height: Int) -> (width: Int, height: Int) {
        let (short, long) = (Double(min(width, height)), Double(max(width, height)))
        let scale = min(Double(shortSide) / short, Double(longSide) / long, Self.mostEnlarged)
        func even(_ side: Int) -> Int { max(2, Int((Double(side) * scale / 2).rounded()) * 2) }
        return (even(width), even(height))
    }
}

/// What the engine says while it works.
package enum PortraitEvent: Equatable, Sendable {
    package enum Stage: String, Sendable {
        case tracking, rendering
        /// Of a speech: making it, hearing it.
        case speaking, listening
        /// Of an avatar: following its face, cutting out its frames, packing what is left.
        case preparing, training, finalizing
    }

    /// Progress of the whole job, 0...1.
    case progress(Stage, Double)
    case log(String)
}
