/// Text without what tells persons and machines: on top of ``PersonalData``, whole e-mail addresses, network addresses and
/// the folders of this machine's users.
struct Anonymous {
    /// Of the server; told as `HOME`.
    let home: String

    func text(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(separator: "\n")
    }

    private func line(_ text: String) -> String {
        var line = PersonalData.masked(text)
        if home.utf8.count > 1 { line = line.replacing(home, with: "HOME") }
        if line.utf8.contains(UInt8(ascii: "@")) {
            line.replace(/:\/\/[^\s\/"]*@/, with: "://…@")
            line.replace(/[^\s@<>()",;:=\/\[\]]*@[A-Za-z0-9.\-]+/, with: "…@…")
        }
        if line.contains("/home/") { line.replace(/\/home\/[^\/\s"]+/, with: "/home/…") }
        if line.utf8.count(where: { $0 == UInt8(ascii: ".") }) > 2 {
            line.replace(/\b(?:\d{1,3}\.){3}\d{1,3}\b/) { Self.own.contains(String($0.output)) ? $0.output : "…" }
        }
        if line.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1 {
            line.replace(/\b(?:[0-9A-Fa-f]{1,4}:){1,7}(?:(?::[0-9A-Fa-f]{1,4}){1,7}|:)/, with: "…")
            line.replace(/\b(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\b/, with: "…")
        }
        return line
    }

    /// Every machine's.
    private static let own: Set = ["127.0.0.1", "0.0.0.0"]
}
