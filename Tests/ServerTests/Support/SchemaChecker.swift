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
        let types = schema["type"].string.map { [$0] } ?? schema["type"].array.compactMap(\.string)
        guard types.contains(where: { Self.fits(value, $0) }) else {
            return ["\(place): \(value.value) is not \(types.isEmpty ? "described" : types.joined(separator: " or "))"]
        }
        if value.isNull { return [] }
        if let pattern = schema["pattern"].string, let text = value.string,
            (try? Regex(pattern).firstMatch(in: text)) == nil
        {
            return ["\(place): \(text) does not match \(pattern)"]
        }
        if let number = value.double, let least = schema["minimum"].double, number < least {
            return ["\(place): \(number) is less than \(least)"]
        }
        if let number = value.double, let most = schema["maximum"].double, number > most {
            return ["\(place): \(number) is more than \(most)"]
        }
        if let fields = value.object { return fieldFaults(of: fields, against: schema, at: place) }
        if schema["format"].string == "date-time" {
            let text = value.string ?? ""
            return text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil ? [] : ["\(place): \(text)"]
        }
        return value.array.enumerated().flatMap { index, item in
            faults(of: item, against: schema["items"], at: "\(place)[\(index)]")
        }
    }

    private static func fits(_ value: JSONTree, _ type: String) -> Bool {
        switch type {
        case "object": value.object != nil
        case "array": value.value is [Any]
        case "string": value.string != nil
        case "integer": value.int != nil
        case "number": value.double != nil
        case "boolean": value.bool != nil
        case "null": value.isNull
        default: false
        }
    }

    private func fieldFaults(of fields: [String: JSONTree], against schema: JSONTree, at place: String) -> [String] {
        if !schema["additionalProperties"].isNull {
            return fields.flatMap { name, value in
                faults(of: value, against: schema["additionalProperties"], at: "\(place).\(name)")
            }
        }
        guard let properties = schema["properties"].object, !properties.isEmpty else { return [] }
        let missing = schema["required"].array.compactMap(\.string).filter { fields[$0] == nil }
        return missing.map { "\(place).\($0): missing" }
            + fields.flatMap { name, value in
                guard let property = properties[name] else { return ["\(place).\(name): not described"] }
                return faults(of: value, against: property, at: "\(place).\(name)")
            }
    }
}
