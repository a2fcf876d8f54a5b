import Domain

/// What a service says when something has happened to work of ours: its name for the work is read, and nothing else.
/// EventBridge of Alibaba Cloud, which tells of DashScope, has it in `data`.
struct EngineNews: InputBody {
    /// Of which at least one may be what the service calls the work.
    let works: [RemoteWork]

    static let body = BodyReader(
        named: "EngineNews", .optional("task_id", .text, "What the service calls the work."),
        .optional("job_id", .text, "The same, as other services name it."),
        .optional("id", .text, "The same, or the event's own."),
        .optional("data", EngineNews.data.input, "Of a CloudEvent.")
    ) { task, job, id, data in
        EngineNews(works: [task, job, id, data ?? nil].compactMap(\.self).compactMap(RemoteWork.init))
    }

    private static let data = BodyReader<String?>(.optional("task_id", .text)) { $0 }
}
