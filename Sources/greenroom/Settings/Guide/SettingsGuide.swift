/// All settings in reading order: the one source of `greenroom settings` and of the guide's page. They are read by
/// ``Settings`` and its parts, ``SignInSettings``, ``MailSettings`` and ``Locations``.
struct SettingsGuide {
    struct Entry {
        /// In backquotes: a name after the first may leave out what it has in common with it, `…_SECRET`.
        let title: String
        let flag: String
        let meaning: String
        /// Empty where there is none.
        let standard: String

        init(_ title: String, flag: String = "", _ meaning: String, standard: String = "") {
            self.title = title
            self.flag = flag
            self.meaning = meaning
            self.standard = standard
        }

        /// In full.
        var names: [String] {
            let parts = title.replacing("`", with: "").split(separator: ", ").map(String.init)
            guard let first = parts.first?.split(separator: "_") else { return [] }
            return parts.map { part in
                guard part.hasPrefix("…_") else { return part }
                let rest = part.dropFirst(2).split(separator: "_")
                return (first.dropLast(rest.count) + rest).joined(separator: "_")
            }
        }
    }

    /// An area a file.
    static let entries: [Entry] = [
        server, mail, signIn, money, access,
        log, queue, services, programs, limits,
        buckets, media, backups, packs, client,
    ].flatMap(\.self)

    /// For a terminal: each with its meaning below it.
    static var text: String {
        entries.map { entry in
            let flag = entry.flag.isEmpty ? "" : "  (\(plain(entry.flag)))"
            let standard = entry.standard.isEmpty ? "" : " [default: \(plain(entry.standard))]"
            return entry.names.joined(separator: "\n") + flag + "\n    " + plain(entry.meaning) + standard
        }.joined(separator: "\n")
    }

    /// The list on the guide's page, `web/docs/guide/settings`: an id for each name, so that others can point at it.
    static var html: String {
        entries.map { entry in
            let names = entry.names.map { #"<code id="\#($0)">\#($0)</code>"# }.joined()
            let flag = entry.flag.isEmpty ? "" : #" <span class="flag">\#(markup(entry.flag))</span>"#
            let standards = entry.standard.split(separator: ", ", omittingEmptySubsequences: false)
                .map { $0.isEmpty ? "none" : markup(String($0)) }.joined(separator: ", ")
            let standard =
                entry.standard.isEmpty ? "" : #" <span class="standard">Default: \#(standards).</span>"#
            let meaning = markup(entry.meaning.prefix(1).uppercased() + entry.meaning.dropFirst())
            return "<dt>\(names)\(flag)</dt>\n<dd>\(meaning).\(standard)</dd>"
        }.joined(separator: "\n")
    }

    private static func markup(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing(/`([^`]+)`/) { "<code>\($0.output.1)</code>" }
            .replacing(/\[([^\]]+)\]\(([^)]+)\)/) { #"<a href="\#($0.output.2)">\#($0.output.1)</a>"# }
    }

    /// Without the marks that only Markdown has.
    private static func plain(_ text: String) -> String {
        text.replacing("`", with: "").replacing(/\[([^\]]+)\]\(([^)]+)\)/) { "\($0.output.1) (\($0.output.2))" }
    }
}
