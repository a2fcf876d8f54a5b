import FoundationEssentials
import Glibc

/// The job an engine reads on standard input: one JSON object.
struct Job: Decodable, Sendable {
    struct Parameters: Decodable, Sendable {
        /// `wan-std` or `wan-pro`.
        let mode: String?
    }

    struct Inputs: Decodable, Sendable {
        /// Absolute paths.
        let image: String
        let video: String
    }

    let taskId: String
    let kind: String
    let engine: String
    let parameters: Parameters
    let inputs: Inputs
    /// Absolute, exists, empty.
    let outputDirectory: String
    let cacheDirectory: String?
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

    private static func path(_ keys: [any CodingKey]) -> String { keys.map(\.stringValue).joined(separator: ".") }
}

/// Why a job cannot be started; its code on the wire is `invalid_job`.
struct JobError: Error, Equatable {
    let message: String
}

/// What an engine says on standard output, one JSON object a line; the last one is `output`, `check` or `error`.
enum JobLine: Encodable, Sendable {
    struct Result: Encodable, Sendable {
        /// Name of the file in the job's output directory.
        var video: String
        var width: Int
        var height: Int
        var durationMs: Int
        var frames: Int
        /// Which way of the engine was taken: `face`.
        var path: String
        /// What could not be done as asked, in words.
        var fallbacks: [String]
    }

    struct Check: Encodable, Sendable {
        /// Estimated time to make it on this machine.
        var seconds: Double
        var frames: Int
        var warnings: [String]
    }

    struct Failure: Encodable, Sendable {
        var code: String
        var message: String
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

/// Says lines to whoever started the engine.
enum Report {
    static func say(_ line: JobLine) {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return }
        Output.write(line: String(decoding: data, as: UTF8.self))
    }

    static func fail(code: String, _ message: String) { say(.error(.init(code: code, message: message))) }
}
