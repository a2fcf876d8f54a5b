import Foundation

/// A response as it came over the wire.
struct Reply: Sendable {
    let status: Int
    /// By lower-case name; of several the last.
    let headers: [String: String]
    let cookies: [String]
    var body: [UInt8] = []

    init(head: String) {
        let lines = head.split(separator: "\r\n")
        status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
        var headers: [String: String] = [:]
        var cookies: [String] = []
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let (name, value) = (parts[0].lowercased(), parts[1].drop { $0 == " " })
            if name == "set-cookie" { cookies.append(String(value)) }
            headers[name] = String(value)
        }
        self.headers = headers
        self.cookies = cookies
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSONTree { JSONTree((try? JSONSerialization.jsonObject(with: Data(body))) ?? NSNull()) }

    var data: JSONTree { json["data"] }

    var errorCode: String? { json["error"]["code"].string }

    var errorField: String? { json["error"]["details"]["field"].string }
}

/// A JSON value that a test looks into; what is not there is null.
struct JSONTree: @unchecked Sendable, Equatable {
    // Foundation's values are immutable here: they come from the reader and nobody changes them.
    let value: Any

    init(_ value: Any) { self.value = value }

    subscript(name: String) -> JSONTree { JSONTree((value as? [String: Any])?[name] ?? NSNull()) }

    subscript(index: Int) -> JSONTree {
        let items = array
        return items.indices.contains(index) ? items[index] : JSONTree(NSNull())
    }

    var string: String? { value as? String }
    var int: Int? { isBool ? nil : value as? Int }
    var double: Double? { isBool ? nil : (value as? NSNumber)?.doubleValue }
    var bool: Bool? { isBool ? value as? Bool : nil }
    var isNull: Bool { value is NSNull }
    var array: [JSONTree] { ((value as? [Any]) ?? []).map(JSONTree.init) }
    var object: [String: JSONTree]? { (value as? [String: Any])?.mapValues(JSONTree.init) }

    private var isBool: Bool { (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false }

    static func == (left: JSONTree, right: JSONTree) -> Bool {
        switch (left.value, right.value) {
        case (let left as NSObject, let right as NSObject): left == right
        default: false
        }
    }
}
