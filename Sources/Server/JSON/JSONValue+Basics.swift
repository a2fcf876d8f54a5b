import Domain

extension String: JSONValue {
    func write(to json: inout JSONWriter) { json.string(self) }
}

extension Int: JSONValue {
    func write(to json: inout JSONWriter) { json.integer(Int64(self)) }
}

extension Int64: JSONValue {
    func write(to json: inout JSONWriter) { json.integer(self) }
}

extension Bool: JSONValue {
    func write(to json: inout JSONWriter) { json.literal(self ? "true" : "false") }
}

extension Double: JSONValue {
    /// JSON has no infinity: what is not finite becomes null.
    func write(to json: inout JSONWriter) {
        if self == 0 {
            json.integer(0)
        } else if self == rounded(), abs(self) < 1e15 {
            json.integer(Int64(self))
        } else if isFinite {
            json.number(description)
        } else {
            json.literal("null")
        }
    }
}

extension Optional: JSONValue where Wrapped: JSONValue {
    func write(to json: inout JSONWriter) {
        if let self { self.write(to: &json) } else { json.literal("null") }
    }
}

extension Array: JSONValue where Element: JSONValue {
    func write(to json: inout JSONWriter) { json.array(self) { json, item in item.write(to: &json) } }
}

extension Identifier: JSONValue {
    func write(to json: inout JSONWriter) { json.plain(rawValue) }
}

extension Timestamp: JSONValue {
    func write(to json: inout JSONWriter) { json.plain(rfc3339) }
}

extension BlobHash: JSONValue {
    func write(to json: inout JSONWriter) { json.plain(hex) }
}
