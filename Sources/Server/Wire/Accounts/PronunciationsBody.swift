import Domain

/// The words that an account wants read otherwise.
struct PronunciationsBody: Body, Sendable {
    let words: [String: String]

    static var name: String? { "Pronunciations" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("words", "Readings by the word as it is written.") { $0.words }
    }
}

/// `PUT /settings/pronunciations`.
struct PronunciationsRequest: InputBody {
    let words: [String: String]

    static let body = BodyReader(
        named: "PronunciationsChange",
        .field("words", .readings, "All of them, readings by the word; at most \(Pronunciations.most).")
    ) { words throws(ErrorBody) in PronunciationsRequest(words: words) }
}

extension Input where Value == [String: String] {
    /// Something to see, and no control characters.
    private static var visible: String {
        let (any, seen) = (#"[^\u0000-\u001f\u007f-\u009f]"#, #"[^\s\u0000-\u001f\u007f-\u009f]"#)
        return "^\(any)*\(seen)\(any)*$"
    }

    fileprivate static var readings: Input {
        let reading = Input<String>.text(1...Pronunciations.longestReading)
        let words = Schema.string(length: 1...Pronunciations.longestWord, pattern: visible)
        let readings = Schema.string(length: 1...Pronunciations.longestReading, pattern: visible)
        return Input(.map(of: readings, names: words, atMost: Pronunciations.most)) { value, field throws(ErrorBody) in
            guard case .object(let object) = value else {
                throw .badRequest("`\(field)` must be an object.", field: field)
            }
            var readings: [String: String] = [:]
            for (word, value) in object { readings[word] = try reading.read(value, field) }
            return readings
        }
    }
}
