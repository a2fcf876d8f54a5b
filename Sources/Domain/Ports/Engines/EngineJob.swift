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
    /// Kept between attempts at the same task and gone with its end: what an engine needs to continue where the last attempt
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
