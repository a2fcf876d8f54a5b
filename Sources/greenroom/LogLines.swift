import Domain
import Foundation
import Logging
import Studio

/// Writes each event as one line on standard error, by ``LogSink``. What is known of an event is put into words only when it is
/// written: a handler that keeps its text ready does that for every request, written or not.
struct LogLines: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var facts = metadata
        if let provided = metadataProvider?.get() { facts.merge(provided) { $1 } }
        if let own = event.metadata { facts.merge(own) { $1 } }
        var line = "\(Timestamp.now().rfc3339) \(event.level) \(event.source): \(event.message)"
        for (name, value) in facts.sorted(by: { $0.key < $1.key }) { line += " \(name)=\(value)" }
        // A line in a value must not pass for a line of ours.
        let flat = line.replacing("\n", with: "\\n").replacing("\r", with: "\\r")
        LogSink.standardError.write(MaskedAddresses.text(flat) + "\n")
    }
}
