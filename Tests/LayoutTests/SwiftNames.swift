/// The names in a Swift file, read without comments and texts: of types, and of what extensions add to types.
struct SwiftNames {
    /// Everything that is written like a type and does not follow a dot.
    private(set) var used: Set<String> = []
    /// Types that the file declares at any depth.
    private(set) var declared: Set<String> = []
    /// Those that other files see by their bare name.
    private(set) var declaredOutside: Set<String> = []
    /// Members that extensions add for other files, where their name has several words: a single word is the name of too
    /// many things to tell whose it is.
    private(set) var added: Set<String> = []
    /// Everything else that has a name with several words here: members, parameters, values.
    private(set) var named: Set<String> = []
    /// Names with several words that are neither declared here nor follow a type's own name.
    private(set) var mentioned: Set<String> = []

    private static let keywords: Set<String> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    private static let members: Set<String> = ["func", "var", "let", "case"]

    init(_ text: String) {
        var tokens: [String] = []
        var reader = SwiftTokens(text)
        while let token = reader.next() { tokens.append(token) }
        var (depth, isPrivate) = (0, false)
        // The extension that is read: whether it is for other files, and how deep its members lie.
        var (begins, isShared, inner) = (false, false, Int?.none)
        for (place, token) in tokens.enumerated() {
            let (previous, next) = (Self.at(place - 1, tokens), Self.at(place + 1, tokens))
            switch token {
            case "{":
                depth += 1
                if begins { (begins, inner) = (false, depth) }
            case "}":
                if inner == depth { inner = nil }
                depth -= 1
            case "private", "fileprivate": isPrivate = true
            case "extension" where depth == 0: (begins, isShared) = (true, !isPrivate)
            default: break
            }
            let isName = token.first?.isLetter ?? false
            if Self.keywords.contains(previous), isName, !Self.members.contains(token) {
                declared.insert(token)
                if depth == 0, !isPrivate { declaredOutside.insert(token) }
            } else if isName, previous != ".", token.first?.isUppercase ?? false {
                used.insert(token)
            } else if Self.hasSeveralWords(token) {
                if Self.members.contains(previous), isShared, depth == inner, !isPrivate {
                    added.insert(token)
                } else if Self.members.contains(previous) || next == ":" {
                    named.insert(token)
                } else if previous != "." || !(Self.at(place - 2, tokens).first?.isUppercase ?? false) {
                    mentioned.insert(token)
                }
            }
            if ["{", "}", "\n"].contains(token) { isPrivate = false }
        }
        mentioned.subtract(added.union(named))
    }

    private static func at(_ place: Int, _ tokens: [String]) -> String {
        tokens.indices.contains(place) ? tokens[place] : ""
    }

    private static func hasSeveralWords(_ token: String) -> Bool {
        (token.first?.isLowercase ?? false) && token.contains(where: \.isUppercase)
    }
}

/// Words and single signs of Swift code, a line break among them; comments, texts and what is interpolated into them are
/// passed over.
private struct SwiftTokens {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func next() -> String? {
        while place < bytes.count {
            let first = bytes[place]
            if isAt("//") {
                skip { $0 != UInt8(ascii: "\n") }
            } else if isAt("/*") {
                skipComment()
            } else if isAtText {
                skipText()
            } else if Self.isLetter(first) {
                let start = place
                skip { Self.isLetter($0) || (48...57).contains($0) }
                return String(decoding: bytes[start..<place], as: UTF8.self)
            } else {
                place += 1
                if first > 32 || first == UInt8(ascii: "\n") { return String(UnicodeScalar(first)) }
            }
        }
        return nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 || byte >= 128
    }

    private func isAt(_ text: String, _ offset: Int = 0) -> Bool {
        bytes[min(place + offset, bytes.count)...].starts(with: text.utf8)
    }

    private var signs: Int { bytes[place...].prefix { $0 == UInt8(ascii: "#") }.count }

    private var isAtText: Bool {
        let first = bytes[place]
        return first == UInt8(ascii: "\"") || (first == UInt8(ascii: "#") && isAt("\"", signs))
    }

    private mutating func skip(while isPart: (UInt8) -> Bool) {
        while place < bytes.count, isPart(bytes[place]) { place += 1 }
    }

    private mutating func skipComment() {
        while place < bytes.count, !isAt("*/") { place += 1 }
        place += 2
    }

    private mutating func skipText() {
        let fence = String(repeating: "#", count: signs)
        place += fence.utf8.count
        let quote = isAt("\"\"\"") ? "\"\"\"" : "\""
        place += quote.utf8.count
        while place < bytes.count, !isAt(quote + fence) {
            if isAt("\\" + fence + "(") {
                place += 2 + fence.utf8.count
                skipInterpolation()
            } else {
                place += isAt("\\" + fence) ? 2 + fence.utf8.count : 1
            }
        }
        place += quote.utf8.count + fence.utf8.count
    }

    private mutating func skipInterpolation() {
        var depth = 1
        while place < bytes.count, depth > 0 {
            if isAtText {
                skipText()
                continue
            }
            if bytes[place] == UInt8(ascii: "(") { depth += 1 }
            if bytes[place] == UInt8(ascii: ")") { depth -= 1 }
            place += 1
        }
    }
}
