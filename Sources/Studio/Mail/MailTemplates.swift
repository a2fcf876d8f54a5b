import Domain
import Foundation

/// The words of the letters, from `data/mail`: a file a language.
package struct MailTemplates: Sendable {
    /// Why the words cannot be used, for an operator.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    struct Words: Decodable, Sendable {
        let greeting: String
        /// Without a name: what somebody calls themselves is not told to an address that may be another one's.
        let greetingToNobody: String
        /// What is said at the end of a letter that has no words of its own for that.
        let closing: String
        let footer: String
        let letters: [String: Template]
        let ended: Ended

        enum CodingKeys: String, CodingKey {
            case greeting, closing, footer, letters, ended
            case greetingToNobody = "greeting_to_nobody"
        }
    }

    /// What has ended, with `{name}`.
    struct Ended: Decodable, Sendable {
        let title: String
        let key: String
        let passkey: String
        let identity: String
        let secondFactor: String
        let invitations: String
        let webhook: String
        let shares: String
        let exports: String

        enum CodingKeys: String, CodingKey {
            case title, key, passkey, identity, invitations, webhook, shares, exports
            case secondFactor = "second_factor"
        }
    }

    struct Template: Decodable, Sendable {
        let subject: String
        let lines: [String]
        /// On the button; only in letters with a link.
        let action: String?
        let closing: String?
    }

    private let words: [Preference.Language: Words]

    /// Reads every language.
    /// - Parameter folder: `data/mail`.
    /// - Throws: ``Unusable`` naming the file, also when a letter is missing in it.
    package init(folder: String) throws {
        var words: [Preference.Language: Words] = [:]
        for language in Preference.Language.allCases {
            let path = "\(folder)/\(language.rawValue).json"
            do {
                let found = try JSONDecoder().decode(Words.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
                for kind in Letter.names where found.letters[kind] == nil {
                    throw Unusable(description: "\(path) has no letter \(kind)")
                }
                words[language] = found
            } catch let unusable as Unusable {
                throw unusable
            } catch {
                throw Unusable(description: "\(path) cannot be read: \(Cause(error))")
            }
        }
        self.words = words
    }

    /// Subject, text and HTML.
    func write(
        _ letter: Letter, name: String?, host: String, link: String?, in language: Preference.Language
    ) -> (subject: String, text: String, html: String) {
        guard let words = words[language], let template = words.letters[letter.name] else { return ("", "", "") }
        var values = letter.values
        values["name"] = name ?? ""
        if name == nil, let method = values["method"] { values["method"] = Self.harmless(method) }
        values["host"] = host
        let fill = { (text: String) in Self.fill(text, values) }
        let closing = fill(template.closing ?? words.closing)
        let lines = template.lines.map(fill) + ended(letter, words, isProven: name != nil)
        let greeting = name == nil ? words.greetingToNobody : fill(words.greeting)
        let footer = fill(words.footer)
        let text = ([greeting] + lines + [link, closing, "-- \n" + footer].compactMap(\.self)).joined(separator: "\n\n")
        let button = link.map { link in
            "<p><a href=\"\(Self.escaped(link))\" style=\"display:inline-block;padding:12px 20px;border-radius:8px;"
                + "background:#1f6f4a;color:#ffffff;text-decoration:none\">\(Self.escaped(template.action ?? link))</a></p>"
                + "<p style=\"color:#5c645f;font-size:13px;word-break:break-all\">\(Self.escaped(link))</p>"
        }
        let paragraphs = ([greeting] + lines).map { "<p>\(Self.escaped($0))</p>" } + [button].compactMap(\.self)
        let html = """
            <!doctype html>
            <html lang="\(language.rawValue)"><head><meta charset="utf-8"><title>\(Self.escaped(fill(template.subject)))</title></head>
            <body style="margin:0;background:#f4f5f3"><div style="max-width:560px;margin:24px auto;padding:24px;\
            background:#ffffff;border-radius:12px;font:16px/1.5 system-ui,sans-serif;color:#1c211e">
            \(paragraphs.joined(separator: "\n"))
            <p style="color:#5c645f">\(Self.escaped(closing))</p>
            <p style="color:#5c645f;font-size:13px">\(Self.escaped(footer))</p>
            </div></body></html>

            """
        return (fill(template.subject), text + "\n", html)
    }

    /// What does not act for the account any more, a line each.
    /// - Parameter isProven: whether the letter goes to the account's owner for sure.
    private func ended(_ letter: Letter, _ words: Words, isProven: Bool) -> [String] {
        guard let ended = letter.ended else { return [] }
        let keys = ended.keys.map { (words.ended.key, $0) }
        let passkeys = ended.passkeys.map { (words.ended.passkey, $0) }
        let identities = ended.identities.map { (words.ended.identity, $0.provider) }
        let lines = (keys + passkeys + identities).map { text, name in
            Self.fill(text, ["name": Self.harmless(name)])
        }
        var all = lines
        // A stranger may have chosen the host: no program takes this for a place to go to.
        let hosts = isProven ? ended.webhooks : ended.webhooks.map { $0.replacing(".", with: "[.]") }
        all += hosts.map { Self.fill(words.ended.webhook, ["name": String($0.prefix(100))]) }
        if ended.shares > 0 { all.append(words.ended.shares) }
        if ended.exports > 0 { all.append(words.ended.exports) }
        if ended.secondFactor { all.append(words.ended.secondFactor) }
        if ended.invitations > 0 { all.append(words.ended.invitations) }
        return all.isEmpty ? [] : [words.ended.title] + all
    }

    /// A name that somebody gave a key or a passkey, unless it looks like a place to go to or to write to.
    private static func harmless(_ name: String) -> String {
        let isPlain =
            !name.contains("://") && !name.contains("@") && !name.lowercased().contains("www.")
            && name.range(of: #"[^\s.][.][^\s.]"#, options: .regularExpression) == nil
        return isPlain ? String(name.prefix(100)) : "…"
    }

    /// Each `{name}` once, from left to right: what a value holds is not looked at again.
    private static func fill(_ text: String, _ values: [String: String]) -> String {
        var (filled, rest) = ("", text[...])
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            filled += values[name] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
