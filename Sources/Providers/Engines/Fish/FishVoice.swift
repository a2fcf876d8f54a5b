import Domain
import Foundation

/// What is kept of a voice that lies at a service: a profile of ours names it, and no bytes of it are here.
struct FishVoice: Codable, Equatable {
    /// The engine that has it; no other can speak with it.
    let engine: String
    /// What the service calls it.
    let voice: String
    let name: String?

    /// - Throws: ``EngineError/refused(code:message:)`` for a voice of another engine.
    init(reading path: String, for engine: String) throws(EngineError) {
        guard let data = FileManager.default.contents(atPath: path), data.count < 1 << 20,
            let voice = try? JSONDecoder().decode(FishVoice.self, from: data), voice.engine == engine
        else {
            throw .refused(code: "voice_of_another_engine", message: "This voice was cloned by another engine.")
        }
        self = voice
    }

    init(engine: String, voice: String, name: String?) {
        self.engine = engine
        self.voice = voice
        self.name = name
    }

    func write(to path: String) throws(EngineError) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            try encoder.encode(self).write(to: URL(filePath: path))
        } catch {
            throw .failed(code: "write_failed", message: "The result cannot be kept.", detail: "\(error)")
        }
    }
}

/// A text to be spoken by a service.
struct FishOrder {
    let text: String
    /// What the service calls the voice; nil takes its own.
    let voice: String?
    let format: String

    /// A line to try a voice with, as MP3.
    /// - Parameters:
    ///   - named: as we call the voice.
    ///   - prefix: of the names of its voices: `fish:`.
    ///   - engine: that is to have it.
    init(trying named: String, with text: String, prefix: String, engine: String) throws(EngineError) {
        voice = try Self.voice(named, prefix: prefix, engine: engine)
        self.text = text
        format = "mp3"
    }

    /// - Parameters:
    ///   - prefix: of the names of its voices: `fish:`.
    ///   - engine: whose profiles it can use.
    init(_ job: EngineJob, prefix: String, engine: String) throws(EngineError) {
        guard let text = job.parameters["text"], !text.isEmpty else {
            throw .refused(code: "input_missing", message: "This engine needs a text.")
        }
        self.text = text
        if let profile = job.inputs["profile"] {
            voice = try FishVoice(reading: profile, for: engine).voice
        } else if let named = job.parameters["voice"] {
            voice = try Self.voice(named, prefix: prefix, engine: engine)
        } else {
            voice = nil
        }
        format = job.parameters["format"] == "mp3" ? "mp3" : "wav"
    }

    private static func voice(
        _ named: String, prefix: String, engine: String
    ) throws(EngineError) -> String {
        guard named.hasPrefix(prefix) else {
            throw .unknownVoice(named, of: engine)
        }
        return String(named.dropFirst(prefix.count))
    }
}

extension EngineError {
    /// - Parameter name: as it was asked for.
    static func unknownVoice(_ name: String, of engine: String) -> EngineError {
        .refused(code: "unknown_voice", message: "The engine \(engine) does not have the voice \(name.prefix(80)).")
    }
}
