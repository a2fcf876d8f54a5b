import Foundation

/// Reads what a job has written, each time from the beginning, as Ray gives it; what was read before is passed over.
struct RayLog {
    /// A line of the worker, or of a program that it runs.
    enum Word: Equatable {
        case stage(String)
        /// The step of that number begins.
        case step(Int)
        case output(String)
        case errorOutput(String)
        /// All is delivered, with what was told of it by role.
        case done([String: Delivered])
        case failed(code: String, detail: String)
    }

    struct Delivered: Decodable, Equatable {
        let bytes: Int
        let sha256: String
    }

    private struct Body: Decodable {
        let stage: String?
        let step: Int?
        let done: [String: Delivered]?
        let failed: String?
        let detail: String?
    }

    private var read = 0

    /// The words that are new, as far as their lines are whole.
    mutating func words(of text: String) -> [Word] {
        let bytes = text.utf8
        // A log that has become shorter is another one.
        if bytes.count < read { read = 0 }
        let fresh = bytes.dropFirst(read)
        guard let end = fresh.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        read += fresh.distance(from: fresh.startIndex, to: end) + 1
        return fresh[..<end].split(separator: UInt8(ascii: "\n")).compactMap {
            Self.word(String(decoding: $0, as: UTF8.self))
        }
    }

    /// Nil for Ray's own words.
    private static func word(_ line: String) -> Word? {
        if line.hasPrefix("| ") { return .output(String(line.dropFirst(2))) }
        if line.hasPrefix("! ") { return .errorOutput(String(line.dropFirst(2))) }
        guard line.hasPrefix("GREENROOM "),
            let body = try? JSONDecoder().decode(Body.self, from: Data(line.dropFirst(10).utf8))
        else { return nil }
        if let done = body.done { return .done(done) }
        if let failed = body.failed { return .failed(code: failed, detail: body.detail ?? "") }
        if let step = body.step { return .step(step) }
        return body.stage.map { .stage($0) }
    }
}
