/// Holds a JSON value against a schema of the OpenAPI document: the part of JSON Schema 2020-12 that the document uses,
/// with every field that a schema does not name counted as a fault.
struct SchemaChecker {
    let document: JSONTree

    /// What is wrong, as sentences with the place; empty when the value fits.
    func faults(of value: JSONTree, against schema: JSONTree, at place: String = "$") -> [String] {
        if let name = schema["$ref"].string?.split(separator: "/").last {
            let target = document["components"]["schemas"][String(name)]
            guard !target.isNull else { return ["\(place): no schema is called \(name)"] }
            return faults(of: value, against: target, at: place)
        }
        if !schema["allOf"].isNull {
            return schema["allOf"].array.flatMap { faults(of: value, against: $0, at: place) }
        }
        if !schema["anyOf"].isNull {
            let each = schema["anyOf"].array.map { faults(of: value, against: $0, at: place) }
            return each.contains([]) ? [] : (each.first ?? ["\(place): no choice"])
        }
        if !schema["enum"].isNull {
            return schema["enum"].array.contains(value) ? [] : ["\(place): \(value.value) is none of the choices"]
        }
        return typeFaults(of: value, against: schema, at: place)
    }

    private func typeFaults(of value: JSONTree, against schema: JSONTree, at place: String) -> [String] {
        let isRight =
            switch schema["type"].string {
            case "object": value.object != nil
            case "array": value.value is [Any]
            case "string": value.string != nil
            case "integer": value.int != nil
            case "number": value.double != nil
            case "boolean": value.bool != nil
            case "null": value.isNull
            default: false
            }
        guard isRight else { return ["\(place): \(value.value) is not \(schema["type"].string ?? "described")"] }
        if let fields = value.object { return fieldFaults(of: fields, against: schema, at: place) }
        if schema["format"].string == "date-time" {
            let text = value.string ?? ""
            return text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil ? [] : ["\(place): \(text)"]
        }
        return value.array.enumerated().flatMap { index, item in
            faults(of: item, against: schema["items"], at: "\(place)[\(index)]")
        }
    }

    private func fieldFaults(of fields: [String: JSONTree], against schema: JSONTree, at place: String) -> [String] {
        guard let properties = schema["properties"].object, !properties.isEmpty else { return [] }
        let missing = schema["required"].array.compactMap(\.string).filter { fields[$0] == nil }
        return missing.map { "\(place).\($0): missing" }
            + fields.flatMap { name, value in
                guard let property = properties[name] else { return ["\(place).\(name): not described"] }
                return faults(of: value, against: property, at: "\(place).\(name)")
            }
    }
}
