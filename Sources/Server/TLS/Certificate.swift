import Crypto
import Domain
import Foundation
import NIOHTTP2
import NIOSSL

/// The certificate that the server shows, with its key, as they lay in their files.
package struct Certificate: Sendable {
    /// What cannot be used and why, in a sentence for the operator.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    let context: NIOSSLContext
    package let notAfter: Timestamp
    /// Tells one certificate from another.
    let fingerprint: SHA256Digest

    /// Blocks while it reads.
    /// - Parameters:
    ///   - chain: path of the certificate and those that lead to its root, in PEM, the server's own first.
    ///   - key: path of its private key, in PEM and without a passphrase.
    /// - Throws: ``Unusable``.
    package init(chain: String, key: String) throws {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(Self.bytes(of: chain))
        } catch let error as Unusable {
            throw error
        } catch {
            throw Unusable(description: "\(chain) holds no certificate in PEM (\(error))")
        }
        guard let own = certificates.first else {
            throw Unusable(description: "\(chain) holds no certificate in PEM")
        }
        let privateKey: NIOSSLPrivateKey
        do {
            privateKey = try NIOSSLPrivateKey(bytes: Self.bytes(of: key), format: .pem)
        } catch let error as Unusable {
            throw error
        } catch {
            throw Unusable(description: "\(key) holds no private key in PEM, or has a passphrase (\(error))")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = NIOHTTP2SupportedALPNProtocols
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw Unusable(description: "the key in \(key) is not that of the certificate in \(chain)")
        }
        notAfter = Timestamp(milliseconds: Int64(own.notValidAfter) * 1000)
        fingerprint = SHA256.hash(data: (try? own.toDERBytes()) ?? [])
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw Unusable(description: "\(path) cannot be read: \(error.localizedDescription)")
        }
    }
}
