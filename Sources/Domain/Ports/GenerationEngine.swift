/// Turns a task into files: the built-in engine, a command described by a manifest, or a remote service.
package protocol GenerationEngine: Sendable {
    /// What `engine` in the API names, e.g. `builtin`.
    var name: String { get }
    var kinds: Set<GenerationTask.Kind> { get }
    /// How many tasks it may run at a time, at least 1.
    var slots: Int { get }

    /// Says before anything is queued whether the work can succeed and how long it takes.
    func check(_ job: EngineJob) async throws(EngineError) -> EngineEstimate

    /// Carries the job out. Cancelling the surrounding Swift task ends the work and everything it started within 10 s
    /// and throws ``EngineError/cancelled``.
    /// - Parameter report: called in order, from one task at a time.
    func run(_ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void) async throws(EngineError)
        -> EngineOutput
}

/// What an engine is told. Written as JSON in snake_case to a command engine's standard input.
package struct EngineJob: Codable, Equatable, Sendable {
    package let taskID: TaskID
    package let kind: GenerationTask.Kind
    package let engine: String
    package let parameters: [String: String]
    /// Absolute paths by role: `image`, `video`, `audio`, `avatar` (a prepared avatar's tar), `profile` (a cloned voice)
    /// and `statement` (the recorded consent).
    package let inputs: [String: String]
    /// Exists, is empty, and belongs to this job alone.
    package let outputDirectory: String
    /// Kept between jobs; what an engine can make again.
    package let cacheDirectory: String?
    /// Kept between attempts at the same task and gone with its end: what an engine needs to go on where the last attempt
    /// stopped, however that stopped. Nil for a check.
    package let workDirectory: String?
    /// The GPU it may use, by index.
    package let gpu: Int?
    /// RFC 3339.
    package let createdAt: String

    package init(
        taskID: TaskID, kind: GenerationTask.Kind, engine: String, parameters: [String: String],
        inputs: [String: String], outputDirectory: String, cacheDirectory: String? = nil,
        workDirectory: String? = nil, gpu: Int? = nil,
        createdAt: String
    ) {
        self.taskID = taskID
        self.kind = kind
        self.engine = engine
        self.parameters = parameters
        self.inputs = inputs
        self.outputDirectory = outputDirectory
        self.cacheDirectory = cacheDirectory
        self.workDirectory = workDirectory
        self.gpu = gpu
        self.createdAt = createdAt
    }

    private enum CodingKeys: String, CodingKey {
        case taskID = "task_id"
        case kind, engine, parameters, inputs
        case outputDirectory = "output_directory"
        case cacheDirectory = "cache_directory"
        case workDirectory = "work_directory"
        case gpu
        case createdAt = "created_at"
    }
}

package struct EngineEstimate: Codable, Equatable, Sendable {
    /// Expected run time in seconds.
    package var seconds: Double
    package var frames: Int?
    /// About what will work, but not well.
    package var warnings: [Remark]

    package init(seconds: Double, frames: Int? = nil, warnings: [Remark] = []) {
        self.seconds = seconds
        self.frames = frames
        self.warnings = warnings
    }
}

package enum EngineReport: Equatable, Sendable {
    /// `progress` is 0...1 over the whole task.
    case progress(stage: String, progress: Double)
    case log(String)
}

/// What an engine made.
package struct EngineOutput: Equatable, Sendable {
    /// What a file is for, as the engine contract names it.
    package enum Role: String, Sendable, CaseIterable {
        case video, audio
        /// A prepared avatar, as a tar.
        case archive
        /// A cloned voice, as JSON.
        case profile
        /// WebVTT.
        case subtitles
        /// When each word and sound is spoken, as JSON.
        case timings
        /// What a person should know about the input, as JSON.
        case report
    }

    /// Absolute paths of the finished files.
    package var files: [Role: String]

    package init(_ files: [Role: String]) { self.files = files }
}

extension GenerationTask.Kind {
    /// The file without which a task of this kind has not succeeded.
    package var product: EngineOutput.Role {
        switch self {
        case .animateMove, .animateMix, .talkingVideo: .video
        case .speech: .audio
        case .avatarTraining: .archive
        case .voiceClone: .profile
        }
    }
}

package enum EngineError: Error, Equatable, Sendable {
    /// The engine looked at the input and says why it cannot: final, e.g. `no_face_in_source`.
    case refused(code: String, message: Message)
    /// It broke, was killed, or could not start: worth another try. The message is for a person, `detail` for the log.
    case failed(code: String, message: String, detail: String)
    case cancelled
}
