import Domain
import Foundation

/// A report as Sentry takes it: an envelope of one event (develop.sentry.dev/sdk/data-model/envelopes).
struct SentryEnvelope {
    let report: ErrorReport
    /// 32 hexadecimal digits.
    let eventID: String
    /// `greenroom@0.2.0`.
    let release: String
    let environment: String

    private struct Header: Encodable {
        let eventID, sentAt: String

        enum CodingKeys: String, CodingKey {
            case eventID = "event_id"
            case sentAt = "sent_at"
        }
    }

    private struct ItemHeader: Encodable {
        let type = "event"
        let contentType = "application/json"
        let length: Int

        enum CodingKeys: String, CodingKey {
            case type, length
            case contentType = "content_type"
        }
    }

    private struct Event: Encodable {
        struct Frame: Encodable {
            let filename, function, module: String
            let lineno: Int
            let inApp = true

            enum CodingKeys: String, CodingKey {
                case filename, function, module, lineno
                case inApp = "in_app"
            }
        }
        struct Stack: Encodable { let frames: [Frame] }
        struct Exception: Encodable {
            let type, value: String
            let stacktrace: Stack
        }
        struct Exceptions: Encodable { let values: [Exception] }
        struct Message: Encodable { let formatted: String }

        let eventID, timestamp, level, logger, release, environment: String
        let platform = "other"
        let message: Message
        let exception: Exceptions
        let tags: [String: String]

        enum CodingKeys: String, CodingKey {
            case timestamp, level, logger, release, environment, platform, message, exception, tags
            case eventID = "event_id"
        }
    }

    func bytes(at moment: Timestamp) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let frame = Event.Frame(
            filename: report.file, function: report.function, module: report.source, lineno: report.line)
        let exception = Event.Exception(
            type: report.thrown?.type ?? report.message, value: report.thrown?.text ?? report.message,
            stacktrace: .init(frames: [frame]))
        let event = try encoder.encode(
            Event(
                eventID: eventID, timestamp: report.at.rfc3339, level: report.level, logger: report.source,
                release: release, environment: environment, message: .init(formatted: report.message),
                exception: .init(values: [exception]), tags: report.tags))
        let header = try encoder.encode(Header(eventID: eventID, sentAt: moment.rfc3339))
        let item = try encoder.encode(ItemHeader(length: event.count))
        let feed = Data("\n".utf8)
        return header + feed + item + feed + event + feed
    }
}
