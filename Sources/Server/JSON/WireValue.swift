import Domain

/// What can be written as JSON and whose shape is known beforehand.
protocol WireValue: JSONValue {
    static var schema: Schema { get }
}

/// One of a few words.
protocol WireWord: WireValue, RawRepresentable, CaseIterable where RawValue == String {}

extension WireWord {
    static var schema: Schema { .choice(allCases.map(\.rawValue)) }

    func write(to json: inout JSONWriter) { json.plain(rawValue) }
}

extension String: WireValue {
    static var schema: Schema { .string() }
}

extension Int: WireValue {
    static var schema: Schema { .integer }
}

extension Int64: WireValue {
    static var schema: Schema { .integer }
}

extension Double: WireValue {
    static var schema: Schema { .number }
}

extension Bool: WireValue {
    static var schema: Schema { .boolean }
}

extension Identifier: WireValue {
    static var schema: Schema { .id }
}

extension Timestamp: WireValue {
    static var schema: Schema { .time }
}

extension BlobHash: WireValue {
    static var schema: Schema { .string(pattern: "^[0-9a-f]{64}$") }
}

extension Optional: WireValue where Wrapped: WireValue {
    static var schema: Schema { .nullable(Wrapped.schema) }
}

extension Array: WireValue where Element: WireValue {
    static var schema: Schema { .array(Element.schema) }
}

extension Dictionary: JSONValue, WireValue where Key == String, Value: WireValue {
    static var schema: Schema { .map(of: Value.schema) }

    /// In the order of the names, so that equal values are equal texts.
    func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in sorted(by: { $0.key < $1.key }) { json.field(named: name, value) }
        }
    }
}

/// The `null` of an answer that has nothing to tell.
struct Nothing: WireValue {
    static var schema: Schema { .null }

    func write(to json: inout JSONWriter) { json.literal("null") }
}
