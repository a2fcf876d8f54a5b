/// The shape of a JSON value, as far as this API needs JSON Schema 2020-12. Stands beside the wire type it describes.
indirect enum Schema: Sendable {
    /// - Parameter format: a JSON Schema format such as `date-time` or `binary`.
    case string(format: String? = nil)
    case choice([String])
    case integer
    case number
    case boolean
    case null
    case array(Schema)
    case object([Field])
    case nullable(Schema)
    /// A shape with a name of its own, written once under `components/schemas`.
    case named(String, Schema)

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

    static let id = Schema.string()
    static let time = Schema.string(format: "date-time")

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
        case .array(let inner), .nullable(let inner):
            inner.collectNamed(into: &found)
        case .object(let fields):
            for field in fields { field.schema.collectNamed(into: &found) }
        case .string, .choice, .integer, .number, .boolean, .null:
            break
        }
    }
}

extension Schema: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .string(let format):
                json.field("type", "string")
                if let format { json.field("format", format) }
            case .choice(let values):
                json.field("type", "string")
                json.field("enum", values)
            case .integer: json.field("type", "integer")
            case .number: json.field("type", "number")
            case .boolean: json.field("type", "boolean")
            case .null: json.field("type", "null")
            case .array(let items):
                json.field("type", "array")
                json.field("items", items)
            case .nullable(let inner):
                json.field("anyOf", [inner, .null])
            case .named(let name, _):
                json.field("$ref", "#/components/schemas/\(name)")
            case .object(let fields):
                Self.write(fields, to: &json)
            }
        }
    }

    private static func write(_ fields: [Field], to json: inout JSONWriter) {
        json.field("type", "object")
        json.field(
            "properties",
            object: { json in
                for field in fields { json.field(named: field.name, Property(field: field)) }
            })
        let required = fields.filter(\.isRequired).map(\.name)
        if !required.isEmpty { json.field("required", required) }
    }

    /// A property's schema with its description, which stands beside a `$ref` since JSON Schema 2019-09.
    private struct Property: JSONValue {
        let field: Field

        func write(to json: inout JSONWriter) {
            guard let description = field.description else { return field.schema.write(to: &json) }
            json.object { json in
                json.field("description", description)
                json.field("allOf", [field.schema])
            }
        }
    }
}
