/// A JSON object that the server answers with. ``list(_:)`` says each field once: its name, where its value comes from
/// and what the document tells of it. The schema and the writer are two readings of that list; the writer is compiled
/// from it without a table or a closure in between.
protocol Body: WireValue {
    /// The shape's name under `components/schemas`; nil writes it out wherever it is used.
    static var name: String? { get }

    static func list(_ fields: inout some FieldList<Self>)
}

/// What ``Body/list(_:)`` tells its fields to.
protocol FieldList<Owner> {
    associatedtype Owner

    /// - Parameters:
    ///   - name: not escaped: it stands in our source.
    ///   - description: for the document, where the name does not say enough.
    ///   - schema: narrower than that of the value's type.
    mutating func add<Value: WireValue>(
        _ name: StaticString, _ description: @autoclosure () -> String?, as schema: @autoclosure () -> Schema,
        _ value: (Owner) -> Value)

    /// A field that is left out when it has no value.
    mutating func addIfPresent<Value: WireValue>(
        _ name: StaticString, _ description: @autoclosure () -> String?, _ value: (Owner) -> Value?)
}

extension FieldList {
    @inline(__always)
    mutating func add<Value: WireValue>(
        _ name: StaticString, _ description: @autoclosure () -> String? = nil, _ value: (Owner) -> Value
    ) {
        add(name, description(), as: Value.schema, value)
    }

    @inline(__always)
    mutating func add<Value: WireValue>(
        _ name: StaticString, as schema: @autoclosure () -> Schema, _ value: (Owner) -> Value
    ) {
        add(name, nil, as: schema(), value)
    }

    @inline(__always)
    mutating func addIfPresent<Value: WireValue>(_ name: StaticString, _ value: (Owner) -> Value?) {
        addIfPresent(name, nil, value)
    }
}

extension Body {
    static var name: String? { nil }

    static var schema: Schema {
        let shape = Schema.object(fields)
        return name.map { .named($0, shape) } ?? shape
    }

    /// For the schema of a body that has these and more.
    static var fields: [Schema.Field] {
        var described = DescribedFields<Self>()
        list(&described)
        return described.fields
    }

    @inline(__always)
    func write(to json: inout JSONWriter) {
        var written = WrittenFields(owner: self)
        swap(&written.json, &json)
        written.json.open()
        Self.list(&written)
        written.json.close()
        swap(&written.json, &json)
    }
}

private struct DescribedFields<Owner>: FieldList {
    var fields: [Schema.Field] = []

    mutating func add<Value: WireValue>(
        _ name: StaticString, _ description: @autoclosure () -> String?, as schema: @autoclosure () -> Schema,
        _ value: (Owner) -> Value
    ) {
        fields.append(Schema.Field(name.description, schema(), description()))
    }

    mutating func addIfPresent<Value: WireValue>(
        _ name: StaticString, _ description: @autoclosure () -> String?, _ value: (Owner) -> Value?
    ) {
        fields.append(.optional(name.description, Value.schema, description()))
    }
}

private struct WrittenFields<Owner>: FieldList {
    let owner: Owner
    var json = JSONWriter.empty

    @inline(__always)
    mutating func add<Value: WireValue>(
        _ name: StaticString, _ description: @autoclosure () -> String?, as schema: @autoclosure () -> Schema,
        _ value: (Owner) -> Value
    ) {
        json.field(name, value(owner))
    }

    @inline(__always)
    mutating func addIfPresent<Value: WireValue>(
        _ name: StaticString, _ description: @autoclosure () -> String?, _ value: (Owner) -> Value?
    ) {
        if let value = value(owner) { json.field(name, value) }
    }
}
