import Media

/// What is to be made: somebody who speaks a recording.
package struct TalkJob: MovieJob, Sendable {
    /// Who speaks.
    package enum Presenter: Equatable, Sendable {
        /// A picture with a face.
        case picture(String)
        /// A prepared avatar.
        case avatar(String)
        /// A clip with a face.
        case video(String)
    }

    /// Absolute paths.
    package var presenter: Presenter
    /// Near the one of several faces in a picture that is to speak; nil leaves the choice to the engine.
    package var face: PicturePlace?
    /// A sound file, or a video whose sound is taken.
    package var speech: String
    /// The sounds of the speech in order, when they are known; else they are guessed from what is heard.
    package var sounds: [SpokenSound]
    /// Drawn into the frames.
    package var burntSubtitles: Subtitles?
    /// The MP4 to write; the folder also takes the engine's temporary files.
    package var output: String
    package var folder: String
    package var size: OutputSize
    /// Written into the movie.
    package var metadata: [String: String]
    /// Whether the frames say that a machine made them.
    package var isMarked: Bool
    /// Longer speeches are refused; seconds.
    package var longest: Double
    /// Cores to use, at least 1.
    package var cores: Int
    /// What blinks and glances depend on: the same number gives the same video.
    package var seed: UInt64
    /// Where an interrupted job resumes; nil starts from the beginning.
    package var checkpoint: Checkpoint?

    package init(
        presenter: Presenter, face: PicturePlace? = nil, speech: String, sounds: [SpokenSound] = [],
        burntSubtitles: Subtitles? = nil,
        output: String, folder: String, size: OutputSize,
        metadata: [String: String], isMarked: Bool = false, longest: Double, cores: Int, seed: UInt64 = 1,
        checkpoint: Checkpoint? = nil
    ) {
        self.checkpoint = checkpoint
        self.presenter = presenter
        self.face = face
        self.speech = speech
        self.sounds = sounds
        self.burntSubtitles = burntSubtitles
        self.output = output
        self.folder = folder
        self.size = size
        self.metadata = metadata
        self.isMarked = isMarked
        self.longest = longest
        self.cores = cores
        self.seed = seed
    }
}

extension TalkJob {
    /// What lies over the frames of the movie.
    func overlays(width: Int, height: Int) throws(PuppetryError) -> [any FrameOverlay] {
        var overlays: [any FrameOverlay] = []
        if let burntSubtitles {
            overlays.append(try BurntSubtitles(burntSubtitles, width: width, height: height))
        }
        if isMarked { overlays.append(VisibleMark(width: width, height: height)) }
        return overlays
    }

    /// How the mouth moves.
    func mouth(_ sound: SpeechSound, frameRate: Double) -> any MouthCurve {
        sounds.isEmpty ? HeardMouth(sound: sound, frameRate: frameRate) : SpokenMouth(sounds: sounds, sound: sound)
    }
}
