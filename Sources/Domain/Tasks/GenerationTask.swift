/// One unit of generation in the queue: what is to be made from which files, and how far it has come.
package struct GenerationTask: Codable, Equatable, Sendable, Identifiable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case animateMove = "animate_move"
        case animateMix = "animate_mix"
        case avatarTraining = "avatar_training"
        case voiceClone = "voice_clone"
        case speech
        case talkingVideo = "talking_video"
        /// Scenes, each a task of its own, joined.
        case film
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

    /// A place in a task that is made of several.
    package struct Part: Codable, Equatable, Sendable {
        package let taskID: TaskID
        package let number: Int

        package init(taskID: TaskID, number: Int) {
            self.taskID = taskID
            self.number = number
        }
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
    /// That carries it out.
    package let engine: String
    /// The only one that may do it: it was asked for by name, or has the voice; nil when any will do.
    package var engineWish: String?
    /// The index of the GPU that it has.
    package var gpu: Int?
    /// What a remote engine calls the work, and its last word about it.
    package var remoteID: String?
    package var remoteState: String?
    /// Since when a service is asked to take it, without an answer yet.
    package var handedOverAt: Timestamp?
    /// The task that this one is a part of, such as a scene, and its place there, from 0.
    package var parent: Part?
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
    /// What it is worth as a whole, whoever pays, and the length of what it makes as it was foreseen; 0 where nothing is
    /// paid by length.
    package var fullPrice = 0
    package var lengthMs: Int64 = 0
    /// How much of the length the minutes of a plan cover, and when the period began that they are of.
    package var coveredMs: Int64 = 0
    package var usagePeriod: Timestamp?
    /// What the rest of it costs: reserved whenever it is queued, and taken when it succeeded.
    package var creditsPrice: Int
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
        creditsPrice = 0
        creditsHeld = 0
        creditsCharged = 0
        self.createdAt = createdAt
        self.estimatedSeconds = estimatedSeconds
    }
}
