import Logging

/// Hands each event to the ``Log``. What is known of an event is put into words only when it is written: a handler that
/// keeps its text ready does that for every request, written or not.
struct LogLines: LogHandler {
    let log: Log
    /// Of this logger alone; the log's own may be higher.
    private var floor = Logger.Level.trace
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(log: Log) { self.log = log }

    var logLevel: Logger.Level {
        get { max(floor, log.level) }
        set { floor = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var facts = metadata
        if let provided = metadataProvider?.get() { facts.merge(provided) { $1 } }
        if let own = event.metadata { facts.merge(own) { $1 } }
        log.write(event, facts)
    }
}
