import Domain
import Foundation

/// What is wrong with a manifest, and where.
package struct ManifestMistake: Error, Equatable, Sendable, CustomStringConvertible {
    /// A JSON path: `$.steps[0].program`.
    package let path: String
    /// A clause without a full stop; a page says it by its code (`engines.mistakes` of `web/locales`).
    package let remark: Remark

    /// In English.
    package var reason: String { remark.message }

    package var description: String { "\(path): \(reason)" }

    package init(path: String, _ code: String, _ reason: String, _ values: Figures = [:]) {
        self.path = path
        remark = Remark(code, reason, values)
    }

    /// Of a file that only the log tells of.
    package init(path: String, reason: String) { self.init(path: path, "other", reason) }
}

/// Any JSON.
enum JSONTree: Decodable, Equatable, Sendable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONTree])
    case object([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSONTree].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONTree].self))
        }
    }
}

/// A value of a manifest with the path to it, so that each mistake can be named by where it stands.
struct ManifestField {
    let value: JSONTree
    let path: String

    func mistake(_ code: String, _ reason: String, _ values: Figures = [:]) -> ManifestMistake {
        ManifestMistake(path: path, code, reason, values)
    }

    /// Of a file that only the log tells of.
    func mistake(_ reason: String) -> ManifestMistake { ManifestMistake(path: path, reason: reason) }

    func text(atMost longest: Int = 4000) throws(ManifestMistake) -> String {
        guard case .text(let text) = value else { throw mistake("no_text", "must be a text") }
        guard !text.isEmpty, text.utf8.count <= longest else {
            throw mistake("length", "must have 1 to \(longest) bytes", ["most": .number(Double(longest))])
        }
        return text
    }

    func flag() throws(ManifestMistake) -> Bool {
        guard case .flag(let flag) = value else { throw mistake("no_flag", "must be true or false") }
        return flag
    }

    func number(in range: ClosedRange<Double>) throws(ManifestMistake) -> Double {
        guard case .number(let number) = value, range.contains(number) else {
            throw mistake(
                "no_number", "must be a number from \(range.lowerBound) to \(range.upperBound)",
                ["least": .number(range.lowerBound), "most": .number(range.upperBound)])
        }
        return number
    }

    func integer(in range: ClosedRange<Int>) throws(ManifestMistake) -> Int {
        guard case .number(let number) = value, let whole = Int(exactly: number), range.contains(whole) else {
            throw mistake(
                "no_integer", "must be a whole number from \(range.lowerBound) to \(range.upperBound)",
                ["least": .number(Double(range.lowerBound)), "most": .number(Double(range.upperBound))])
        }
        return whole
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ type: Word.Type
    ) throws(ManifestMistake) -> Word {
        guard case .text(let text) = value, let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw mistake("no_word", "must be one of \(known)", ["known": .text(known)])
        }
        return word
    }

    func list(atMost most: Int = 200) throws(ManifestMistake) -> [ManifestField] {
        guard case .list(let items) = value else { throw mistake("no_list", "must be a list") }
        guard items.count <= most else {
            throw mistake("list_too_long", "has more than \(most) entries", ["most": .number(Double(most))])
        }
        return items.enumerated().map { ManifestField(value: $1, path: "\(path)[\($0)]") }
    }

    /// An object with these fields and no others.
    func object(_ known: Set<String>) throws(ManifestMistake) -> ManifestObject {
        let fields = try entries()
        for (name, field) in fields where !known.contains(name) {
            let allowed = known.sorted().joined(separator: ", ")
            throw field.mistake("unknown", "is unknown; allowed: \(allowed)", ["known": .text(allowed)])
        }
        return ManifestObject(path: path, fields: Dictionary(uniqueKeysWithValues: fields.map { ($0.0, $0.1) }))
    }

    /// An object with any names.
    func entries() throws(ManifestMistake) -> [(String, ManifestField)] {
        guard case .object(let fields) = value else { throw mistake("no_object", "must be an object") }
        return fields.sorted { $0.key < $1.key }.map { name, value in
            (name, ManifestField(value: value, path: "\(path).\(name)"))
        }
    }
}

struct ManifestObject {
    let path: String
    let fields: [String: ManifestField]

    subscript(_ name: String) -> ManifestField? { fields[name] }

    func required(_ name: String) throws(ManifestMistake) -> ManifestField {
        guard let field = fields[name] else { throw ManifestMistake(path: "\(path).\(name)", "missing", "is missing") }
        return field
    }
}
