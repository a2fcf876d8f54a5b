import Foundation

/// A name that an object of a file has twice: whoever reads JSON takes one of the two without a word.
enum DoubledName {
    private enum Level {
        case object(names: Set<String>, now: String?)
        case list(Int)
    }

    /// - Parameter json: that can be read.
    /// - Returns: the JSON path of the first one.
    static func path(in json: Data) -> String? {
        var levels: [Level] = []
        var place = json.startIndex
        while place < json.endIndex {
            switch json[place] {
            case UInt8(ascii: "{"): levels.append(.object(names: [], now: nil))
            case UInt8(ascii: "["): levels.append(.list(0))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
            case UInt8(ascii: ","):
                switch levels.popLast() {
                case .object(let names, _): levels.append(.object(names: names, now: nil))
                case .list(let index): levels.append(.list(index + 1))
                case nil: break
                }
            case UInt8(ascii: "\""):
                let end = end(ofTextAt: place, in: json)
                if case .object(var names, nil) = levels.last {
                    // Written with or without escapes it is the same name.
                    let name = (try? JSONDecoder().decode(String.self, from: json[place..<end])) ?? ""
                    let isNew = names.insert(name).inserted
                    levels[levels.count - 1] = .object(names: names, now: name)
                    guard isNew else { return path(to: levels) }
                }
                place = end
                continue
            default: break
            }
            place += 1
        }
        return nil
    }

    /// Behind its closing quotation mark.
    private static func end(ofTextAt start: Data.Index, in json: Data) -> Data.Index {
        var place = start + 1
        while place < json.endIndex, json[place] != UInt8(ascii: "\"") {
            place += json[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place + 1, json.endIndex)
    }

    private static func path(to levels: [Level]) -> String {
        levels.reduce(into: "$") { path, level in
            switch level {
            case .object(_, let name): path += ".\(name ?? "")"
            case .list(let index): path += "[\(index)]"
            }
        }
    }
}

extension JSONTree {
    /// A file that people write.
    /// - Throws: ``ManifestMistake``.
    init(file data: Data) throws(ManifestMistake) {
        do { self = try JSONDecoder().decode(JSONTree.self, from: data) } catch {
            throw ManifestMistake(path: "$", "no_json", "is not JSON")
        }
        if let path = DoubledName.path(in: data) { throw ManifestMistake(path: path, "doubled", "is there twice") }
    }
}
