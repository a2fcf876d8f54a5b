import Domain
import Studio

/// A body that only gives a title.
struct TitleRequest: InputBody {
    let title: String

    static let body = BodyReader(named: "Title", .field("title", .title(Title.longest)), make: Self.init)
}

/// A body that only gives a name.
struct NameRequest: InputBody {
    let name: String

    static let body = BodyReader(named: "Name", .field("name", .title(Title.longest)), make: Self.init)
}

/// A file of the account or an address to fetch it from, as a body names them: `image_file_id` or `image_url`.
enum SourceField {
    static func id(_ noun: String, _ what: String) -> InputField<FileID?> {
        .optional("\(noun)_file_id", .id(of: "a file"), "\(what). Or give `\(noun)_url`.")
    }

    static func url(_ noun: String) -> InputField<String?> {
        .optional(
            "\(noun)_url", .text(1...2048, format: "uri"), "The server fetches it: a public http or https address.")
    }

    static func rule(_ noun: String) -> Schema.Rule { .one(of: ["\(noun)_file_id", "\(noun)_url"]) }

    /// Nil when neither is given.
    static func optional(_ id: FileID?, _ url: String?, _ noun: String) throws(ErrorBody) -> FileSource? {
        switch (id, url) {
        case (nil, nil): return nil
        case (let id?, nil): return .file(id)
        case (nil, let url?): return .url(url)
        case (_?, _?): throw .invalid("\(noun)_url", "Give either `\(noun)_file_id` or `\(noun)_url`, not both.")
        }
    }

    static func required(_ id: FileID?, _ url: String?, _ noun: String) throws(ErrorBody) -> FileSource {
        guard let source = try optional(id, url, noun) else {
            throw .invalid("\(noun)_file_id", "`\(noun)_file_id` or `\(noun)_url` is missing.")
        }
        return source
    }
}

/// The engine that shall do the work.
enum EngineField {
    static let engine = InputField.optional(
        "engine", Input.text(1...100), "From `GET /engines`. Chosen by the server if not given.")
}

/// The voice that speaks: a built-in one or a cloned one.
enum VoiceField {
    static let voice = InputField.optional(
        "voice", Input.text(1...100), "From `GET /voices`. Or give `voice_model_id`.")
    static let model = InputField.optional("voice_model_id", Input<ModelID>.id(of: "a voice model"), "A cloned voice.")
    static let rate = InputField.optional("rate", Input.number(0.5...2), "Speed; 1 is the voice's own.")

    static let pauses = InputField.optional(
        "pauses", Input.number(0...3), "Length of the pauses between sentences; 1 is ordinary.")

    static let pitch = InputField.optional(
        "pitch", Input.number(-6...6), "Semitones above the voice's own pitch; 0 is its own.")

    static func parameters(
        voice: String?, model: ModelID?, rate: Double?, pauses: Double?, pitch: Double?
    ) throws(ErrorBody) -> [String: String] {
        var parameters: [String: String] = [:]
        switch (voice, model) {
        case (nil, nil): throw .invalid("voice", "`voice` or `voice_model_id` is missing.")
        case (_?, _?): throw .invalid("voice", "Give either `voice` or `voice_model_id`, not both.")
        case (let voice?, nil): parameters["voice"] = voice
        case (nil, _?): break
        }
        if let rate { parameters["rate"] = String(rate) }
        if let pauses { parameters["pauses"] = String(pauses) }
        if let pitch { parameters["pitch"] = String(pitch) }
        return parameters
    }
}
