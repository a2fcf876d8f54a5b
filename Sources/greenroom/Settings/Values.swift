import Configuration
import Domain
import Foundation
import Server

/// Reads one variable after another and says in a sentence what is wrong with it.
struct Values: Sendable {
    let reader: ConfigReader

    func text(_ name: String) -> String? {
        let key = ConfigKey(name.lowercased().split(separator: "_").map(String.init))
        return reader.string(forKey: key).flatMap { $0.isEmpty ? nil : $0 }
    }

    func named(_ names: [String]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: names.compactMap { name in text(name).map { (name, $0) } })
    }

    func number(_ name: String, flag: String? = nil, in range: ClosedRange<Int>, default standard: Int) throws -> Int {
        guard let text = flag ?? text(name) else { return standard }
        guard let value = Int(text), range.contains(value) else {
            let called = flag == nil ? name : "--port"
            throw CommandFailure(
                "\(called) is \"\(text)\"; it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func mebibytes(_ name: String, default standard: Int) throws -> Int64 {
        Int64(try number(name, in: 1...1_048_576, default: standard)) * 1_048_576
    }

    func flag(_ name: String, default standard: Bool = false) throws -> Bool {
        guard let text = text(name) else { return standard }
        switch text.lowercased() {
        case "true", "yes", "1", "on": return true
        case "false", "no", "0", "off": return false
        default: throw CommandFailure("\(name) is \"\(text)\"; it must be true or false")
        }
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, default standard: Choice) throws -> Choice
    where Choice.RawValue == String {
        guard let text = text(name) else { return standard }
        guard let value = Choice(rawValue: text.lowercased()) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure("\(name) is \"\(text)\"; it must be one of \(all)")
        }
        return value
    }

    /// Not told in the error.
    func secret(_ name: String, length: ClosedRange<Int>) throws -> String? {
        guard let text = text(name) else { return nil }
        guard length.contains(text.utf8.count) else {
            throw CommandFailure("\(name) must have from \(length.lowerBound) to \(length.upperBound) characters")
        }
        return text
    }

    func list(_ name: String) -> [String] {
        (text(name) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    func blocks(_ name: String) throws -> [AddressBlock] {
        try list(name).map { part in
            guard let block = AddressBlock(part) else {
                throw CommandFailure("\(name) names \"\(part)\"; it must be addresses such as 127.0.0.1,10.0.0.0/8,::1")
            }
            return block
        }
    }

    func origins(_ name: String) throws -> CrossOrigin {
        let parts = list(name)
        if parts == ["*"] { return CrossOrigin(allowsAll: true) }
        for part in parts {
            let url = URL(string: part)
            let isOrigin = ["http", "https"].contains(url?.scheme) && !(url?.host() ?? "").isEmpty && url?.path == ""
            guard isOrigin, part == part.lowercased(), url?.query == nil, url?.fragment == nil, url?.user == nil else {
                throw CommandFailure(
                    "\(name) names \"\(part)\"; it must be * alone or origins such as https://studio.example.com")
            }
        }
        return CrossOrigin(origins: Set(parts))
    }

    func rates(_ name: String) throws -> RateLimits {
        guard let text = text(name) else { return .standard }
        guard let limits = RateLimits(text) else {
            throw CommandFailure(
                "\(name) is \"\(text)\"; it must be 0, or classes such as auth=60/300,write=1200/6000,read=12000/60000")
        }
        return limits
    }

    /// - Parameter isWholeHost: refuses an address with a path or a query.
    func url(_ name: String, isWholeHost: Bool = false) throws -> String? {
        guard let text = text(name) else { return nil }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme ?? ""), url.host() != nil else {
            throw CommandFailure("\(name) is \"\(text)\"; it must be an address such as https://studio.example.com")
        }
        guard !isWholeHost || url.user == nil else {
            throw CommandFailure("\(name) has a user name in it; everybody gets this address to see")
        }
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        if isWholeHost, !url.path().allSatisfy({ $0 == "/" }) || url.query() != nil || url.fragment() != nil {
            throw CommandFailure(
                "\(name) is \"\(text)\"; Greenroom must be served at the root of its host, "
                    + "such as https://studio.example.com, not under a path")
        }
        return trimmed
    }
}
