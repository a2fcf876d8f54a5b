/// A JSON object that a request brings. ``body`` says each field once: its name, what it takes and what the document
/// tells of it; the schema, the reading and its errors follow from that.
protocol InputBody: Sendable {
    static var body: BodyReader<Self> { get }
}

extension InputBody {
    static var schema: Schema { body.schema }
}

/// A field of a request.
struct InputField<Value: Sendable>: Sendable {
    let described: Schema.Field
    /// - Parameter value: nil for a field that is not there.
    fileprivate let read: @Sendable (_ value: JSONInput?, _ field: String) throws(ErrorBody) -> Value

    static func field(_ name: String, _ input: Input<Value>, _ description: String? = nil) -> InputField {
        InputField(described: Schema.Field(name, input.schema, description)) { value, field throws(ErrorBody) in
            guard let value else { throw .invalid(field, "`\(field)` is missing.") }
            return try input.read(value, field)
        }
    }

    /// A field that may be left out, or be null.
    static func optional<Wrapped>(
        _ name: String, _ input: Input<Wrapped>, _ description: String? = nil
    ) -> InputField where Value == Wrapped? {
        InputField(described: .optional(name, .nullable(input.schema), description)) { value, field throws(ErrorBody) in
            guard let value, value != .null else { return nil }
            return try input.read(value, field)
        }
    }
}

/// What a field says that may be left out, and whose null says something of its own.
enum FieldChange<Value: Sendable>: Sendable {
    case keep, clear
    case set(Value)
}

extension InputField {
    /// A field that leaves something as it is when it is left out, and empties it when it is null.
    static func change<Wrapped>(
        _ name: String, _ input: Input<Wrapped>, _ description: String? = nil
    ) -> InputField where Value == FieldChange<Wrapped> {
        InputField(described: .optional(name, .nullable(input.schema), description)) { value, field throws(ErrorBody) in
            guard let value else { return .keep }
            return value == .null ? .clear : .set(try input.read(value, field))
        }
    }
}

/// Makes a value of the fields of a JSON object.
struct BodyReader<Output: Sendable>: Sendable {
    let schema: Schema
    /// - Parameter path: of the object within the body, with a dot at its end; empty for the body itself.
    private let make: @Sendable (_ object: [String: JSONInput], _ path: String) throws(ErrorBody) -> Output

    /// - Parameters:
    ///   - name: under `components/schemas`; nil writes the shape out wherever it is used.
    ///   - rules: told in the document; ``make`` enforces them.
    ///   - make: usually the memberwise initialiser: its parameters are the fields in their order.
    init<each Value: Sendable>(
        named name: String? = nil, _ fields: repeat InputField<each Value>, rules: [Schema.Rule] = [],
        make: @escaping @Sendable (repeat each Value) throws(ErrorBody) -> Output
    ) {
        var described: [Schema.Field] = []
        for field in repeat each fields { described.append(field.described) }
        let shape = Schema.object(described, rules: rules)
        schema = name.map { .named($0, shape) } ?? shape
        self.make = { object, path throws(ErrorBody) in
            try make(
                repeat try (each fields).read(
                    object[(each fields).described.name], path + (each fields).described.name))
        }
    }

    func read(_ value: JSONInput) throws(ErrorBody) -> Output {
        guard case .object(let object) = value else { throw .badRequest("The body must be an object.") }
        return try make(object, "")
    }

    /// As a field of another body.
    var input: Input<Output> {
        Input(schema) { value, field throws(ErrorBody) in
            guard case .object(let object) = value else {
                throw .badRequest("`\(field)` must be an object.", field: field)
            }
            return try make(object, field + ".")
        }
    }
}
