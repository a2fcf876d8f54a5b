/// The id of one noun: an opaque text, UUIDv7 in what we make. A `TaskID` does not fit where a `FileID` belongs.
package struct Identifier<Noun>: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    package let rawValue: String

    /// Takes any text of 1...64 letters, digits, `-` and `_`; nil for the rest, so that an id from outside is harmless
    /// wherever it is put.
    package init?(rawValue: String) {
        let allowed = rawValue.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                || byte == 95
        }
        guard allowed, (1...64).contains(rawValue.utf8.count) else { return nil }
        self.rawValue = rawValue
    }

    /// An id newly made by ``UUIDv7``.
    package init(_ uuid: UUIDv7) { rawValue = uuid.text }

    /// The same text as the id of another noun that the first one stands for.
    package init<Other>(_ other: Identifier<Other>) { rawValue = other.rawValue }

    package var description: String { rawValue }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = Self(rawValue: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an id")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
