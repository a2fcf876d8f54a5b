import Foundation

/// A certificate that openssl made, with its key, for a server of a test.
package struct MadeCertificate: Sendable {
    package struct Failed: Error { let says: String }

    package let chain: String
    package let key: String

    /// - Parameters:
    ///   - name: of the files.
    ///   - host: whose it is, beside 127.0.0.1's.
    package init(in folder: String, name: String = "own", host: String = "studio.example.com", days: Int = 30) throws {
        chain = "\(folder)/\(name).pem"
        key = "\(folder)/\(name).key"
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "\(days)",
            "-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host),IP:127.0.0.1", "-keyout", key, "-out", chain,
        ]
        let said = Pipe()
        openssl.standardError = said
        try openssl.run()
        let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else { throw Failed(says: text) }
    }

    /// Puts this one's files in the place of another's, as programs that renew certificates do: each at once.
    package func replace(_ other: MadeCertificate) throws {
        for (mine, theirs) in [(chain, other.chain), (key, other.key)] {
            guard rename(mine, theirs) == 0 else { throw Failed(says: "rename: \(errno)") }
        }
    }
}
