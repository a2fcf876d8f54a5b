/// One unit of generation in the queue: what is to be made from which files, and how far it has come.
package struct GenerationTask: Codable, Equatable, Sendable, Identifiable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case animateMove = "animate_move"
        case animateMix = "animate_mix"
        case avatarTraining = "avatar_training"
        case voiceClone = "voice_clone"
        case speech
        case talkingVideo = "talking_video"
    }

    package enum Status: String, Codable, Sendable, CaseIterable {
        case queued, running, succeeded, failed, cancelled

        package var isFinished: Bool { self != .queued && self != .running }
    }

    /// The size class of an animation: 512 (`wan-std`) or 720 (`wan-pro`) on the shorter side.
    package enum Mode: String, Codable, Sendable, CaseIterable {
        case standard = "wan-std"
        case pro = "wan-pro"
    }

    /// What a task is made from.
    package struct Inputs: Codable, Equatable, Sendable {
        package var imageFileID: FileID?
        package var videoFileID: FileID?
        package var audioFileID: FileID?
        /// A prepared avatar.
        package var videoModelID: ModelID?
        /// A cloned voice.
        package var voiceModelID: ModelID?
        /// How the text begins that is to be spoken; the whole of it is kept apart, because it may be long.
        package var scriptExcerpt: String?
        /// What the engine is told besides: `voice`, `rate`, `subtitles`.
        package var parameters: [String: String]

        package init(
            imageFileID: FileID? = nil, videoFileID: FileID? = nil, audioFileID: FileID? = nil,
            videoModelID: ModelID? = nil, voiceModelID: ModelID? = nil, scriptExcerpt: String? = nil,
            parameters: [String: String] = [:]
        ) {
            self.imageFileID = imageFileID
            self.videoFileID = videoFileID
            self.audioFileID = audioFileID
            self.videoModelID = videoModelID
            self.voiceModelID = voiceModelID
            self.scriptExcerpt = scriptExcerpt
            self.parameters = parameters
        }

        package var files: [FileID] { [imageFileID, videoFileID, audioFileID].compactMap { $0 } }
        package var models: [ModelID] { [videoModelID, voiceModelID].compactMap { $0 } }
    }

    /// Why a task failed, in words for a person; never with internals.
    package struct Failure: Codable, Equatable, Sendable {
        package var code: String
        package var message: String
        /// Whether the same task may well succeed when tried again.
        package var isRetryable: Bool

        package init(code: String, message: String, isRetryable: Bool) {
            self.code = code
            self.message = message
            self.isRetryable = isRetryable
        }
    }

    package let id: TaskID
    package let accountID: AccountID
    package let kind: Kind
    package let engine: String
    package let mode: Mode
    /// The result's title; 1...200 characters.
    package var title: String
    package let inputs: Inputs
    /// Higher goes first; 0 is ordinary.
    package let priority: Int
    package var status: Status
    /// What the engine says it is doing, e.g. `tracking`; empty before it starts.
    package var stage: String
    /// 0...1 over the whole task.
    package var progress: Double
    /// Starts that counted, from 0 while queued for the first time.
    package var attempt: Int
    package let maxAttempts: Int
    package var failure: Failure?
    /// The library entry of a task that succeeded, when it made a video.
    package var videoID: VideoID?
    /// What can be played of a task that succeeded.
    package var resultFileID: FileID?
    /// Credits reserved while it runs, and taken when it succeeded.
    package var creditsHeld: Int
    package var creditsCharged: Int
    package let createdAt: Timestamp
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?
    /// Not to be started before this: the back-off of a retry.
    package var notBefore: Timestamp?
    /// Rendering time that the engine's check foretold, in seconds.
    package var estimatedSeconds: Double?

    package init(
        id: TaskID, accountID: AccountID, kind: Kind, engine: String, mode: Mode, title: String, inputs: Inputs,
        priority: Int = 0, maxAttempts: Int = 3, createdAt: Timestamp, estimatedSeconds: Double? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.kind = kind
        self.engine = engine
        self.mode = mode
        self.title = title
        self.inputs = inputs
        self.priority = priority
        status = .queued
        stage = ""
        progress = 0
        attempt = 0
        self.maxAttempts = maxAttempts
        creditsHeld = 0
        creditsCharged = 0
        self.createdAt = createdAt
        self.estimatedSeconds = estimatedSeconds
    }
}
