import Domain

/// What a field of a request takes: its schema, and how it is read. What is refused names the field and the limit.
struct Input<Value: Sendable>: Sendable {
    let schema: Schema
    /// - Throws: 400 for another type, 422 for what is outside its values.
    let read: @Sendable (_ value: JSONInput, _ field: String) throws(ErrorBody) -> Value

    init(
        _ schema: Schema, read: @escaping @Sendable (_ value: JSONInput, _ field: String) throws(ErrorBody) -> Value
    ) {
        self.schema = schema
        self.read = read
    }

    /// The same as another value.
    /// - Parameter convert: nil for what it cannot be.
    func map<Other>(
        to requirement: String, _ schema: Schema? = nil, _ convert: @escaping @Sendable (Value) -> Other?
    ) -> Input<Other> {
        Input<Other>(schema ?? self.schema) { value, field throws(ErrorBody) in
            guard let other = convert(try read(value, field)) else {
                throw .invalid(field, "`\(field)` must be \(requirement).")
            }
            return other
        }
    }

    private static func wrongType(_ field: String, _ wanted: String) -> ErrorBody {
        .badRequest("`\(field)` must be \(wanted).", field: field)
    }
}

extension Input where Value == String {
    /// Any text, for what is only compared with what is known: passwords, tokens.
    static var text: Input { text(0...Int.max) }

    /// - Parameters:
    ///   - length: in code points.
    ///   - pattern: told in the document; who reads the field enforces it.
    static func text(_ length: ClosedRange<Int>, format: String? = nil, pattern: String? = nil) -> Input {
        let isBounded = length != 0...Int.max
        return Input(.string(format: format, length: isBounded ? length : nil, pattern: pattern)) {
            value, field throws(ErrorBody) in
            guard case .string(let text) = value else { throw wrongType(field, "a string") }
            if isBounded, !length.contains(text.unicodeScalars.count) {
                throw .invalid(field, "`\(field)` \(Self.requirement(length)).")
            }
            return text
        }
    }

    private static func requirement(_ length: ClosedRange<Int>) -> String {
        switch (length.lowerBound, length.upperBound) {
        case (let least, .max): "must have at least \(least) character\(least == 1 ? "" : "s")"
        case (0, let most): "may have at most \(most) characters"
        case (let least, let most): "must have \(least) to \(most) characters"
        }
    }

    static var email: Input { text(3...254, format: "email") }

    /// A name or title for people to read; ``Studio/Title`` makes it harmless.
    static func title(_ longest: Int) -> Input { text(1...longest, pattern: Self.visible) }

    /// Something that is neither a blank nor a control character, nor one that turns the text around.
    private static let visible =
        #"[^\s\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff󰀀-􏿿]"#
}

extension Input where Value == Bool {
    static var flag: Input {
        Input(.boolean) { value, field throws(ErrorBody) in
            guard case .boolean(let flag) = value else { throw wrongType(field, "true or false") }
            return flag
        }
    }
}

extension Input where Value == Int {
    static func whole(_ range: ClosedRange<Int>) -> Input {
        Input(.whole(range)) { value, field throws(ErrorBody) in
            guard case .number(let digits) = value else { throw wrongType(field, "a whole number") }
            // `2.0` and `2e0` are whole numbers, too (JSON Schema 2020-12, section 4.2.3).
            guard let number = Int(digits) ?? Double(digits).flatMap(Int.init(exactly:)) else {
                throw wrongType(field, "a whole number")
            }
            guard range.contains(number) else {
                throw .invalid(field, "`\(field)` must be from \(range.lowerBound) to \(range.upperBound).")
            }
            return number
        }
    }
}

extension Input where Value == Double {
    static func number(_ range: ClosedRange<Double>) -> Input {
        Input(.decimal(range)) { value, field throws(ErrorBody) in
            guard case .number(let digits) = value, let number = Double(digits) else {
                throw wrongType(field, "a number")
            }
            guard range.contains(number) else {
                throw .invalid(
                    field,
                    "`\(field)` must be from \(range.lowerBound.formatted()) to \(range.upperBound.formatted()).")
            }
            return number
        }
    }
}

extension Input where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words of the type.
    static var word: Input {
        let words = Value.allCases.map(\.rawValue)
        return Input(.choice(words)) { value, field throws(ErrorBody) in
            guard case .string(let text) = value else { throw wrongType(field, "a string") }
            guard let word = Value(rawValue: text) else { throw .noneOf(words, field) }
            return word
        }
    }
}

extension Input {
    /// The id of a noun.
    static func id<Noun>(of noun: String) -> Input where Value == Identifier<Noun> {
        Input<String>.text.map(to: "the id of \(noun)", .id) { Identifier<Noun>(rawValue: $0) }
    }

    /// A list, each item of which is read as a field of its own: `scenes[2]`.
    static func list<Item>(of item: Input<Item>, _ count: ClosedRange<Int>) -> Input where Value == [Item] {
        Input(.list(of: item.schema, count: count, isUnique: false)) { value, field throws(ErrorBody) in
            guard case .array(let values) = value else { throw wrongType(field, "a list") }
            guard count.contains(values.count) else {
                throw .invalid(field, "`\(field)` must have \(count.lowerBound) to \(count.upperBound) items.")
            }
            var items: [Item] = []
            for (index, value) in values.enumerated() { items.append(try item.read(value, "\(field)[\(index)]")) }
            return items
        }
    }

    /// A list without repetitions.
    static func set<Item>(of item: Input<Item>, _ count: ClosedRange<Int>) -> Input
    where Value == [Item], Item: Hashable {
        Input(.list(of: item.schema, count: count, isUnique: true)) { value, field throws(ErrorBody) in
            guard case .array(let values) = value else { throw wrongType(field, "a list") }
            guard count.contains(values.count) else {
                throw .invalid(field, "`\(field)` must have \(count.lowerBound) to \(count.upperBound) items.")
            }
            var items: [Item] = []
            for value in values { items.append(try item.read(value, field)) }
            guard Set(items).count == items.count else {
                throw .invalid(field, "`\(field)` must have each item once.")
            }
            return items
        }
    }
}

extension Input where Value == Timestamp {
    static var time: Input {
        Input<String>.text.map(to: "a time such as 2027-01-31T09:30:00Z", .time) { Timestamp(rfc3339: $0) }
    }
}

extension ErrorBody {
    /// - Parameter words: what would have been taken.
    static func noneOf(_ words: [String], _ field: String) -> ErrorBody {
        let list =
            words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
        return .invalid(field, "`\(field)` must be \(list).")
    }
}
