import Studio

/// What a log must not tell: the addresses of persons, and what lets somebody in.
enum PersonalData {
    /// With `…` in the place of what was found: e-mail addresses, JSON Web Tokens, API keys, what follows `Bearer`, and the
    /// signatures of links.
    static func masked(_ line: String) -> String {
        var line = MaskedAddresses.text(line)
        if line.contains("eyJ") {
            line.replace(/eyJ[A-Za-z0-9_\-]{6,}(\.[A-Za-z0-9_\-]+){1,4}/, with: "…")
        }
        if line.contains("gr_") { line.replace(/gr_[a-z0-9]{8}_[A-Za-z0-9_\-]{20,}/, with: "gr_…") }
        if line.contains("earer ") { line.replace(/[Bb]earer [A-Za-z0-9_\-.~+\/=]{8,}/, with: "Bearer …") }
        if line.contains("signature=") { line.replace(/signature=[A-Za-z0-9_\-.%]{8,}/, with: "signature=…") }
        return line
    }
}
