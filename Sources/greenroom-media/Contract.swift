import FoundationEssentials
import Glibc
import Media
import Puppetry

/// The job an engine reads on standard input: one JSON object.
struct Job: Decodable, Sendable {
    let taskId: String
    let kind: String
    let engine: String
    /// Parameters by name; every value is text.
    let parameters: [String: String]
    /// Absolute paths by role: `image`, `video`, `audio`, `avatar`, `profile`.
    let inputs: [String: String]
    /// Absolute, exists, empty.
    let outputDirectory: String
    let cacheDirectory: String?
    /// Absolute, exists, kept between attempts at the same task.
    let workDirectory: String?
    /// ISO 8601, UTC; goes into the result's metadata.
    let createdAt: String?

    /// Reads standard input to its end.
    /// - Throws: ``JobError`` for more than 1 MiB, no JSON, or a missing or mistyped field.
    static func read() throws(JobError) -> Job {
        var input = Data()
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while input.count <= 1 << 20 {
            let count = Glibc.read(STDIN_FILENO, &part, part.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            input.append(contentsOf: part.prefix(count))
        }
        guard input.count <= 1 << 20 else { throw JobError(message: "The job is larger than 1 MiB.") }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(Job.self, from: input)
        } catch let DecodingError.keyNotFound(key, context) {
            throw JobError(message: "The job has no \(path(context.codingPath + [key])).")
        } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context) {
            throw JobError(message: "The job's \(path(context.codingPath)) has the wrong type.")
        } catch {
            throw JobError(message: "The job is not a JSON object.")
        }
    }

    /// - Throws: ``JobError`` when there is no such input.
    func input(_ role: String) throws(JobError) -> String {
        guard let path = inputs[role] else { throw JobError(message: "The job has no inputs.\(role).") }
        return path
    }

    /// - Parameter known: what the parameter may be; the first is taken when it is not given.
    func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ known: Value.Type
    ) throws(JobError) -> Value where Value.AllCases.Index == Int {
        guard let text = parameters[name] else { return known.allCases[0] }
        guard let value = Value(rawValue: text) else {
            let names = known.allCases.map(\.rawValue).joined(separator: " or ")
            throw JobError(message: "The job's parameters.\(name) is not \(names).")
        }
        return value
    }

    /// - Returns: false when the parameter is not given.
    func flag(_ name: String) throws(JobError) -> Bool {
        switch parameters[name] {
        case "true": true
        case "false", nil: false
        default: throw JobError(message: "The job's parameters.\(name) is not true or false.")
        }
    }

    /// - Returns: nil when the parameter is not given.
    func place(_ name: String) throws(JobError) -> PicturePlace? {
        guard let text = parameters[name] else { return nil }
        guard let place = PicturePlace(text) else {
            throw JobError(message: "The job's parameters.\(name) is not two numbers from 0 to 1, such as 0.25,0.4.")
        }
        return place
    }

    private static func path(_ keys: [any CodingKey]) -> String { keys.map(\.stringValue).joined(separator: ".") }
}

/// Why a job cannot be started; its code on the wire is `invalid_job`.
struct JobError: Error, Equatable {
    let message: String
}

/// A line of an engine's standard output, one JSON object each; the last one is `output`, `check` or `error`.
enum JobLine: Encodable, Sendable {
    struct Result: Encodable, Sendable {
        /// Names of files in the job's output directory by role: `video`, `audio`, `archive`, `subtitles`, `report`.
        var files: [String: String]
        var width: Int?
        var height: Int?
        var durationMs: Int?
        var frames: Int?
        /// Which way of the engine was taken: `face`, `picture`, `avatar`.
        var path: String
        /// What could not be done as asked, in words.
        var fallbacks: [String]

        private enum Key: String, CodingKey { case width, height, durationMs, frames, path, fallbacks }

        func encode(to encoder: any Encoder) throws {
            try files.encode(to: encoder)
            var facts = encoder.container(keyedBy: Key.self)
            try facts.encodeIfPresent(width, forKey: .width)
            try facts.encodeIfPresent(height, forKey: .height)
            try facts.encodeIfPresent(durationMs, forKey: .durationMs)
            try facts.encodeIfPresent(frames, forKey: .frames)
            try facts.encode(path, forKey: .path)
            try facts.encode(fallbacks, forKey: .fallbacks)
        }
    }

    struct Check: Encodable, Sendable {
        /// Estimated time to make it on this machine.
        var seconds: Double
        var frames: Int
        var warnings: [Remark]
    }

    struct Failure: Encodable, Sendable {
        var code: String
        var message: String
        var values: Figures = [:]
    }

    /// Progress of the whole task, 0...1.
    case progress(stage: String, Double)
    case log(String)
    case output(Result)
    case check(Check)
    case error(Failure)

    private enum Key: String, CodingKey { case stage, progress, log, output, check, error }

    func encode(to encoder: any Encoder) throws {
        var line = encoder.container(keyedBy: Key.self)
        switch self {
        case .progress(let stage, let progress):
            try line.encode(stage, forKey: .stage)
            let bounded = progress.isFinite ? min(max(progress, 0), 1) : 0
            try line.encode((bounded * 10_000).rounded() / 10_000, forKey: .progress)
        case .log(let text): try line.encode(text, forKey: .log)
        case .output(let result): try line.encode(result, forKey: .output)
        case .check(let check): try line.encode(check, forKey: .check)
        case .error(let failure): try line.encode(failure, forKey: .error)
        }
    }
}

/// Writes lines to the process that started the engine.
enum Report {
    static func say(_ line: JobLine) { Output.write(line: text(of: line)) }

    /// The line without its end.
    static func text(of line: JobLine) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    static func fail(code: String, _ message: String, _ values: Figures = [:]) {
        say(.error(.init(code: code, message: message, values: values)))
    }
}
