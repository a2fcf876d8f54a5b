import Domain
import Glibc

/// A picture or a clip as a service takes it.
struct PreparedInput: Sendable {
    let path: String
    let facts: MediaFacts

    /// By the container's usual name.
    var type: String { Self.types[facts.container] ?? "application/octet-stream" }
    /// - Parameter name: without an extension.
    func fileName(_ name: String) -> String { "\(name).\(facts.container == "jpeg" ? "jpg" : facts.container)" }

    private static let types = [
        "mp4": "video/mp4", "mov": "video/quicktime", "avi": "video/x-msvideo", "webm": "video/webm",
        "matroska": "video/x-matroska", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
        "bmp": "image/bmp", "wav": "audio/wav", "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg",
        "flac": "audio/flac", "aac": "audio/aac",
    ]
}

/// What engines that call services do with media.
package struct MediaTools: Sendable {
    package let probe: any MediaProbe
    package let converter: ChildProcessConverter

    package init(probe: any MediaProbe, converter: ChildProcessConverter) {
        self.probe = probe
        self.converter = converter
    }
}

/// Looks at a job's inputs before anything of them leaves this machine.
struct InputDesk: Sendable {
    let media: MediaTools

    /// What the service takes is left as it is, the rest is converted; not in a check, which has no folder to work in.
    /// - Parameter noun: for a person.
    /// - Throws: ``EngineError/refused(code:message:)`` for what the service does not take.
    func prepare(
        _ role: String, _ noun: String, of job: EngineJob, by rules: InputRules
    ) async throws(EngineError) -> PreparedInput {
        let input = try await look(role, noun, of: job)
        if let fault = rules.fault(of: input.facts, noun) {
            throw .refused(code: "input_not_taken", message: fault)
        }
        guard !rules.takes(input.facts), let folder = job.workDirectory else { return input }
        let goal = rules.goal(of: input.facts)
        let path = "\(folder)/\(role).\(goal.form.rawValue)"
        // An earlier attempt may have left it.
        if access(path, R_OK) != 0 { try await media.converter.convert(input.path, to: path, goal) }
        let made = try await look(at: path, noun)
        guard rules.takes(made.facts) else {
            throw .refused(
                code: "input_not_taken", message: Message("This engine does not take this kind or size of \(noun)."))
        }
        return made
    }

    func look(_ role: String, _ noun: String, of job: EngineJob) async throws(EngineError) -> PreparedInput {
        guard let path = job.inputs[role] else {
            throw .refused(code: "input_missing", message: Message("This engine needs a \(noun)."))
        }
        return try await look(at: path, noun)
    }

    private func look(at path: String, _ noun: String) async throws(EngineError) -> PreparedInput {
        do {
            return PreparedInput(path: path, facts: try await media.probe.insistently(path))
        } catch {
            switch error {
            case .notMedia(let found):
                throw .refused(code: "input_unreadable", message: Message("The \(noun) cannot be read: \(found)"))
            case .timedOut:
                throw .refused(
                    code: "input_unreadable", message: Message("The \(noun) takes too long to read."))
            case .unavailable(let why):
                throw .unavailable(.filesUnseen, detail: why)
            }
        }
    }
}

extension MediaProbe {
    /// Asks again when the probe itself broke: work that is paid for must not be done again because a program of ours was
    /// killed.
    func insistently(_ path: String) async throws(ProbeError) -> MediaFacts {
        for _ in 1..<3 {
            do {
                return try await probe(path)
            } catch {
                guard case .unavailable = error, !Task.isCancelled else { throw error }
            }
        }
        return try await probe(path)
    }
}
