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
        /// What is said at the end of a letter that has no words of its own for that.
        let closing: String
        let footer: String
        let letters: [String: Template]
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
                throw Unusable(description: "\(path) cannot be read: \(error)")
            }
        }
        self.words = words
    }

    /// Subject, text and HTML.
    func write(
        _ letter: Letter, name: String, host: String, link: String?, in language: Preference.Language
    ) -> (subject: String, text: String, html: String) {
        guard let words = words[language], let template = words.letters[letter.name] else { return ("", "", "") }
        var values = letter.values
        values["name"] = name
        values["host"] = host
        let fill = { (text: String) in Self.fill(text, values) }
        let closing = fill(template.closing ?? words.closing)
        let lines = template.lines.map(fill)
        let greeting = fill(words.greeting)
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

/// What a letter is about.
package enum Letter: Sendable {
    case verifyAddress(token: String, address: String)
    case resetPassword(token: String)
    case passwordChanged
    case addressChanged(to: String)
    /// - Parameter method: its proper name: `Google`, or that of a passkey.
    case signInMethodAdded(method: String)
    case signInMethodRemoved(method: String)
    case secondFactorOn
    case secondFactorOff
    case recoveryCodesChanged

    static let names = [
        "verify_address", "reset_password", "password_changed", "address_changed", "sign_in_method_added",
        "sign_in_method_removed", "second_factor_on", "second_factor_off", "recovery_codes_changed",
    ]

    var name: String {
        switch self {
        case .verifyAddress: "verify_address"
        case .resetPassword: "reset_password"
        case .passwordChanged: "password_changed"
        case .addressChanged: "address_changed"
        case .signInMethodAdded: "sign_in_method_added"
        case .signInMethodRemoved: "sign_in_method_removed"
        case .secondFactorOn: "second_factor_on"
        case .secondFactorOff: "second_factor_off"
        case .recoveryCodesChanged: "recovery_codes_changed"
        }
    }

    var values: [String: String] {
        switch self {
        case .verifyAddress(_, let address), .addressChanged(let address): ["address": address]
        case .signInMethodAdded(let method), .signInMethodRemoved(let method): ["method": method]
        case .resetPassword, .passwordChanged, .secondFactorOn, .secondFactorOff, .recoveryCodesChanged: [:]
        }
    }

    /// From the root of the site, with the token behind the `#`, so that it is in no server's log.
    var path: String? {
        switch self {
        case .verifyAddress(let token, _): "/#/verify?token=\(token)"
        case .resetPassword(let token): "/#/reset?token=\(token)"
        case .passwordChanged, .addressChanged, .signInMethodAdded, .signInMethodRemoved, .secondFactorOn,
            .secondFactorOff, .recoveryCodesChanged:
            nil
        }
    }
}
