import Crypto
import Domain
import Foundation

/// Signs the addresses of media, so that a player can load them without a header, and checks them. An address names a
/// file and what of it, and is good until it expires; whoever has it may read it.
package struct MediaLinks: Sendable {
    /// What of a file an address shows.
    package enum View: Hashable, Sendable {
        case content
        /// Served as a download, with a file name.
        case download
        /// A JPEG of 64...1280 pixels width.
        case thumbnail(width: Int)
        /// The subtitles that belong to it, as WebVTT.
        case subtitles

        fileprivate var name: String {
            switch self {
            case .content: "content"
            case .download: "download"
            case .thumbnail: "thumbnail"  // whoever may see it may choose the width for the screen
            case .subtitles: "subtitles"
            }
        }
    }

    /// What an address carries in its query.
    package struct Proof: Equatable, Sendable {
        /// Seconds since 1970, UTC.
        package let expires: Int64
        /// Base64 with the URL alphabet, 43 characters.
        package let signature: String

        package init(expires: Int64, signature: String) {
            self.expires = expires
            self.signature = signature
        }
    }

    private static let step: Int64 = 300
    private let key: SymmetricKey
    private let lifetime: Duration
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - signingKey: of the home, 32 bytes; what signs here is derived from it (HKDF, RFC 5869).
    ///   - lifetime: at least so long is an address good, and up to five minutes more.
    package init(
        signingKey: Data, lifetime: Duration = .seconds(3600),
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signingKey), salt: Data(), info: Data("greenroom media links".utf8),
            outputByteCount: 32)
        self.lifetime = lifetime
        self.now = now
    }

    /// The same for five minutes, so that a browser finds in its cache what it has loaded.
    package func proof(of file: FileID, _ view: View) -> Proof {
        let end = (now() + lifetime).milliseconds / 1000
        let expires = (end + Self.step - 1) / Self.step * Self.step
        return Proof(expires: expires, signature: Base64URL.text(code(file.rawValue, view.name, expires)))
    }

    /// Path and query from the root: `/api/v1/files/…/content?expires=…&signature=…`.
    package func url(of file: FileID, _ view: View) -> String {
        let proof = proof(of: file, view)
        let query = "expires=\(proof.expires)&signature=\(proof.signature)"
        switch view {
        case .content: return "/api/v1/files/\(file)/content?\(query)"
        case .download: return "/api/v1/files/\(file)/content?download=1&\(query)"
        case .thumbnail(let width): return "/api/v1/files/\(file)/thumbnail?w=\(width)&\(query)"
        case .subtitles: return "/api/v1/files/\(file)/subtitles?\(query)"
        }
    }

    /// Of the same video in another format, to be saved.
    package func url(of file: FileID, as form: MediaForm) -> String {
        let expires = (now() + lifetime).milliseconds / 1000
        let signature = Base64URL.text(code(file.rawValue, Self.name(of: form), expires))
        return "/api/v1/files/\(file)/formats/\(form.rawValue)?expires=\(expires)&signature=\(signature)"
    }

    private static func name(of form: MediaForm) -> String { "format \(form.rawValue)" }

    /// Of an archive of everything about an account.
    package func url(of export: ExportID) -> String {
        let expires = (now() + lifetime).milliseconds / 1000
        let signature = Base64URL.text(code(export.rawValue, "export", expires))
        return "/api/v1/users/export/\(export)/archive?expires=\(expires)&signature=\(signature)"
    }

    /// Of what a link to a video shows. Good no longer than the link itself, which is asked for again at every use.
    package func url(of share: ShareID, _ view: View, until end: Timestamp?) -> String {
        let last = [now() + lifetime, end].compactMap(\.self).min() ?? now()
        let expires = last.milliseconds / 1000
        let signature = Base64URL.text(code(share.rawValue, "share \(view.name)", expires))
        let query = "expires=\(expires)&signature=\(signature)"
        switch view {
        case .content: return "/api/v1/shares/\(share)/content?\(query)"
        case .download: return "/api/v1/shares/\(share)/content?download=1&\(query)"
        case .thumbnail(let width): return "/api/v1/shares/\(share)/thumbnail?w=\(width)&\(query)"
        case .subtitles: return "/api/v1/shares/\(share)/subtitles?\(query)"
        }
    }

    package func isGood(_ proof: Proof, ofShare share: ShareID, _ view: View) -> Bool {
        isGood(proof, for: share.rawValue, "share \(view.name)")
    }

    package func isGood(_ proof: Proof, for file: FileID, _ view: View) -> Bool {
        isGood(proof, for: file.rawValue, view.name)
    }

    package func isGood(_ proof: Proof, for file: FileID, as form: MediaForm) -> Bool {
        isGood(proof, for: file.rawValue, Self.name(of: form))
    }

    package func isGood(_ proof: Proof, for export: ExportID) -> Bool { isGood(proof, for: export.rawValue, "export") }

    private func isGood(_ proof: Proof, for id: String, _ view: String) -> Bool {
        guard proof.expires > now().milliseconds / 1000, proof.signature.utf8.count == 43,
            let code = Base64URL.bytes(proof.signature)
        else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Self.signed(id, view, proof.expires), using: key)
    }

    private func code(_ id: String, _ view: String, _ expires: Int64) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Self.signed(id, view, expires), using: key)
    }

    private static func signed(_ id: String, _ view: String, _ expires: Int64) -> Data {
        Data("\(id)\n\(view)\n\(expires)".utf8)
    }
}
