/// The shape of a JSON value, as far as this API needs JSON Schema 2020-12.
indirect enum Schema: Sendable {
    case text(Text)
    case choice([String])
    case whole(ClosedRange<Int>?)
    case decimal(ClosedRange<Double>?)
    case numberOrText
    case boolean
    case null
    case list(of: Schema, count: ClosedRange<Int>?, isUnique: Bool)
    case shape(Shape)
    case nullable(Schema)
    /// A shape with a name of its own, written once under `components/schemas`.
    case named(String, Schema)

    struct Text: Sendable {
        /// A JSON Schema format such as `date-time` or `binary`.
        var format: String?
        /// In code points.
        var length: ClosedRange<Int>?
        /// An ECMA 262 regular expression that the text must match somewhere.
        var pattern: String?
    }

    struct Shape: Sendable {
        var fields: [Field]
        /// Of fields that are not listed; nil says nothing about them.
        var others: Schema?
        /// Of the names of fields that are not listed.
        var names: Schema?
        /// How many fields there may be.
        var most: Int?
        var rules: [Rule] = []
        /// Whether other fields are refused.
        var isClosed = false
    }

    /// What holds between the fields of an object.
    enum Rule: Sendable {
        /// Exactly one of these fields is given.
        case one(of: [String])
        /// At least one of these fields is given.
        case any(of: [String])
        /// At most one of these fields is given.
        case atMostOne(of: [String])
        /// Of these sets of fields, exactly one is given whole.
        case oneSet(of: [[String]])
        /// Where this field is given, so are these.
        case with(String, need: [String])
    }

    struct Field: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool
        let description: String?

        init(_ name: String, _ schema: Schema, isRequired: Bool = true, _ description: String? = nil) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
            self.description = description
        }

        /// A field that may be left out.
        static func optional(_ name: String, _ schema: Schema, _ description: String? = nil) -> Field {
            Field(name, schema, isRequired: false, description)
        }
    }

    static func string(format: String? = nil, length: ClosedRange<Int>? = nil, pattern: String? = nil) -> Schema {
        .text(Text(format: format, length: length, pattern: pattern))
    }

    static var integer: Schema { .whole(nil) }
    static var number: Schema { .decimal(nil) }
    static let binary = Schema.string(format: "binary")
    /// What ``Domain/Identifier`` takes.
    static let id = Schema.string(pattern: "^[0-9A-Za-z_-]{1,64}$")
    static let time = Schema.string(format: "date-time")

    static func array(_ item: Schema) -> Schema { .list(of: item, count: nil, isUnique: false) }

    static func object(_ fields: [Field], rules: [Rule] = []) -> Schema {
        .shape(Shape(fields: fields, rules: rules))
    }

    /// An object whose field names are not known beforehand.
    static func map(of value: Schema, names: Schema? = nil, atMost most: Int? = nil) -> Schema {
        .shape(Shape(fields: [], others: value, names: names, most: most))
    }

    /// The success envelope round `data`.
    static func envelope(_ data: Schema) -> Schema {
        .object([
            Field("success", .boolean), Field("data", data), .optional("message", .string()),
        ])
    }

    /// One part of a list.
    static func page(of item: Schema) -> Schema {
        .object([Field("items", .array(item)), Field("next_cursor", .nullable(.string()))])
    }

    /// All named shapes in it, its own and those inside.
    func collectNamed(into found: inout [String: Schema]) {
        switch self {
        case .named(let name, let schema):
            guard found[name] == nil else { return }
            found[name] = schema
            schema.collectNamed(into: &found)
        case .list(let inner, _, _), .nullable(let inner):
            inner.collectNamed(into: &found)
        case .shape(let shape):
            for field in shape.fields { field.schema.collectNamed(into: &found) }
            shape.others?.collectNamed(into: &found)
        case .text, .choice, .whole, .decimal, .numberOrText, .boolean, .null:
            break
        }
    }
}

extension Schema: JSONValue {
    func write(to json: inout JSONWriter) { json.object(writeFields) }

    /// What stands between the braces, so that a description can stand beside it.
    fileprivate func writeFields(to json: inout JSONWriter) {
        if case .nullable(let inner) = self {
            guard let type = inner.type else { return json.field("anyOf", [inner, .null]) }
            json.field("type", [type, "null"])
            return inner.writeRules(to: &json)
        }
        if let type { json.field("type", type) }
        writeRules(to: &json)
    }

    /// Nil for what has a name or lists its values: JSON Schema has no short form for those that may also be null.
    private var type: String? {
        switch self {
        case .text: "string"
        case .whole: "integer"
        case .decimal: "number"
        case .boolean: "boolean"
        case .null: "null"
        case .list: "array"
        case .shape: "object"
        case .choice, .numberOrText, .named, .nullable: nil
        }
    }

    /// All but the type.
    private func writeRules(to json: inout JSONWriter) {
        switch self {
        case .text(let text):
            if let format = text.format { json.field("format", format) }
            if let length = text.length {
                if length.lowerBound > 0 { json.field("minLength", length.lowerBound) }
                if length.upperBound < .max { json.field("maxLength", length.upperBound) }
            }
            if let pattern = text.pattern { json.field("pattern", pattern) }
        case .choice(let values):
            json.field("type", "string")
            json.field("enum", values)
        case .numberOrText:
            json.field("type", ["number", "string"])
        case .whole(let range):
            if let range {
                if range.lowerBound > .min { json.field("minimum", range.lowerBound) }
                if range.upperBound < .max { json.field("maximum", range.upperBound) }
            }
        case .decimal(let range):
            if let range {
                json.field("minimum", range.lowerBound)
                json.field("maximum", range.upperBound)
            }
        case .list(let item, let count, let isUnique):
            json.field("items", item)
            if let count {
                json.field("minItems", count.lowerBound)
                json.field("maxItems", count.upperBound)
            }
            if isUnique { json.field("uniqueItems", true) }
        case .named(let name, _):
            json.field("$ref", "#/components/schemas/\(name)")
        case .shape(let shape): shape.write(to: &json)
        case .boolean, .null, .nullable: break
        }
    }
}

extension Schema.Shape {
    fileprivate func write(to json: inout JSONWriter) {
        json.field(
            "properties",
            object: { json in
                for field in fields { json.field(named: field.name, Property(field: field)) }
            })
        let required = fields.filter(\.isRequired).map(\.name)
        if !required.isEmpty { json.field("required", required) }
        if let others { json.field("additionalProperties", others) }
        if let names { json.field("propertyNames", names) }
        if let most { json.field("maxProperties", most) }
        if isClosed { json.field("additionalProperties", false) }
        if !rules.isEmpty { json.field("allOf", rules) }
    }

    /// A property's schema with its description, which stands beside a `$ref` since JSON Schema 2019-09.
    private struct Property: JSONValue {
        let field: Schema.Field

        func write(to json: inout JSONWriter) {
            json.object { json in
                if let description = field.description { json.field("description", description) }
                field.schema.writeFields(to: &json)
            }
        }
    }
}

extension Schema.Rule: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .one(let names): json.field("oneOf", names.map { Given(names: [$0]) })
            case .any(let names): json.field("anyOf", names.map { Given(names: [$0]) })
            case .oneSet(let sets): json.field("oneOf", sets.map(Given.init))
            case .atMostOne(let names):
                json.field(
                    "not",
                    object: { json in
                        let pairs = names.indices.flatMap { first in
                            names[(first + 1)...].map { Given(names: [names[first], $0]) }
                        }
                        json.field("anyOf", pairs)
                    })
            case .with(let name, let needed):
                json.field("dependentRequired", object: { json in json.field(named: name, needed) })
            }
        }
    }

    /// Fields that are there and not null.
    private struct Given: JSONValue {
        let names: [String]

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("required", names)
                json.field(
                    "properties",
                    object: { json in for name in names { json.field(named: name, NotNull()) } })
            }
        }
    }

    private struct NotNull: JSONValue {
        func write(to json: inout JSONWriter) {
            json.object { json in json.field("not", object: { $0.field("type", "null") }) }
        }
    }
}
