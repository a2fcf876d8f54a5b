import Domain
import Foundation

/// A text with places in braces, such as `--image={image}`; `{{` is a brace. Filled for each job; never read by a shell.
struct ArgumentTemplate: Equatable, Sendable {
    /// What a template can name.
    enum Place: Equatable, Sendable {
        /// The path of an input: `image`, `video`, `audio`, `avatar`, `profile`, `statement`.
        case input(String)
        /// `output`, `work`, `cache`: folders.
        case folder(String)
        /// `task_id`, `kind`, `mode`, `gpu`.
        case fact(String)
        /// `parameter.NAME`: what the task was asked for.
        case parameter(String)
        /// `setting.NAME`: of the server.
        case setting(String)
        /// `choice.NAME`: of the manifest's own choices.
        case choice(String)
    }

    enum Part: Equatable, Sendable {
        case text(String)
        case place(Place, isJSON: Bool)
    }

    private static let inputs: Set<String> = ["image", "video", "audio", "avatar", "profile", "statement"]
    private static let folders: Set<String> = ["output", "work", "cache"]
    private static let facts: Set<String> = ["task_id", "kind", "mode", "gpu"]

    let parts: [Part]

    /// - Parameter choices: that the manifest makes.
    init(_ field: ManifestField, choices: Set<String> = []) throws(ManifestMistake) {
        guard case .text(let text) = field.value else { throw field.mistake("no_text", "must be a text") }
        guard text.utf8.count <= 16_000 else {
            throw field.mistake("length", "must have at most 16000 bytes", ["most": .number(16_000)])
        }
        guard !text.utf8.contains(0) else { throw field.mistake("zero_byte", "must not have a zero byte") }
        var parts: [Part] = []
        var rest = Substring(text)
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            parts.append(.text(String(rest[..<brace])))
            let after = rest.index(after: brace)
            if after < rest.endIndex, rest[after] == rest[brace] {
                parts.append(.text(String(rest[brace])))
                rest = rest[rest.index(after: after)...]
                continue
            }
            guard rest[brace] == "{", let end = rest[after...].firstIndex(of: "}") else {
                throw field.mistake("open_brace", "has a brace that is not closed; write {{ or }} for a brace itself")
            }
            parts.append(try Self.place(String(rest[after..<end]), field, choices))
            rest = rest[rest.index(after: end)...]
        }
        parts.append(.text(String(rest)))
        self.parts = parts.filter { $0 != .text("") }
    }

    private static func place(
        _ words: String, _ field: ManifestField, _ choices: Set<String>
    ) throws(ManifestMistake) -> Part {
        let isJSON = words.hasSuffix("|json")
        let name = isJSON ? String(words.dropLast(5)) : words
        let place: Place
        switch name.firstIndex(of: ".").map({ (String(name[..<$0]), String(name[name.index(after: $0)...])) }) {
        case nil where inputs.contains(name): place = .input(name)
        case nil where folders.contains(name): place = .folder(name)
        case nil where facts.contains(name): place = .fact(name)
        case ("parameter", let rest)? where !rest.isEmpty: place = .parameter(rest)
        case ("setting", let rest)? where rest.wholeMatch(of: /[A-Z][A-Z0-9]*(_[A-Z0-9]+)*/) != nil:
            place = .setting(rest)
        case ("setting", let rest)?:
            throw field.mistake(
                "setting_name", "names the setting \(rest); a setting has capitals, digits and single _ between them",
                ["name": .text(rest)])
        case ("choice", let rest)? where choices.contains(rest): place = .choice(rest)
        case ("choice", let rest)?:
            throw field.mistake(
                "choice_unknown", "names the choice \(rest), which $.choices does not make", ["name": .text(rest)])
        default:
            let known = (inputs.union(folders).union(facts)).sorted().joined(separator: ", ")
            throw field.mistake(
                "place_unknown",
                "names {\(words)}, which is nothing; there is: \(known), parameter.…, setting.…, choice.…",
                ["name": .text("{\(words)}"), "known": .text(known)])
        }
        return .place(place, isJSON: isJSON)
    }

    /// What the template names.
    var places: [Place] { parts.compactMap { if case .place(let place, _) = $0 { place } else { nil } } }

    /// - Returns: nil when something that it names is not there.
    func filled(_ value: (Place) -> String?) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .text(let fixed): text += fixed
            case .place(let place, let isJSON):
                guard let value = value(place) else { return nil }
                text += isJSON ? Self.json(value) : value
            }
        }
        return text
    }

    private static func json(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
