import Media

/// A job whose result is a movie.
protocol MovieJob {
    /// The MP4 to write, an absolute path.
    var output: String { get }
    /// Written into the movie.
    var metadata: [String: String] { get }
    /// Cores to use, at least 1.
    var cores: Int { get }
    /// Where an interrupted job resumes; nil starts from the beginning.
    var checkpoint: Checkpoint? { get }
}

/// What is to be made: a picture that moves like the person in a clip, or takes that person's place.
package struct AnimationJob: MovieJob, Sendable {
    /// Absolute paths.
    package var picture: String
    package var clip: String
    /// Near the one of several faces that is to act; nil leaves the choice to the engine.
    package var face: PicturePlace?
    package var output: String
    /// Takes the engine's temporary files.
    package var folder: String
    package var size: OutputSize
    package var metadata: [String: String]
    /// Whether the frames say that a machine made them.
    package var isMarked: Bool
    /// Longer clips are refused; seconds.
    package var longestClip: Double
    package var cores: Int
    package var checkpoint: Checkpoint?

    package init(
        picture: String, clip: String, output: String, folder: String, size: OutputSize, metadata: [String: String],
        face: PicturePlace? = nil, isMarked: Bool = false, longestClip: Double, cores: Int,
        checkpoint: Checkpoint? = nil
    ) {
        self.face = face
        self.checkpoint = checkpoint
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
package struct MovieResult: Equatable, Sendable {
    package let width: Int
    package let height: Int
    package let durationMs: Int
    package let frames: Int
    /// What could not be done as one might expect, in words.
    package var fallbacks: [String]
}

/// What a look at a job's inputs says before the work begins.
package struct JobCheck: Equatable, Sendable {
    /// Estimated time the job takes on this machine.
    package var seconds: Double
    package var frames: Int
    package var warnings: [Remark]
}
