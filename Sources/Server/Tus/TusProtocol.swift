import Foundation
import HTTPTypes
import Studio

/// Names and figures of tus 1.0.0, resumable uploads over HTTP.
enum TusProtocol {
    static let version = "1.0.0"
    static let extensions = "creation,creation-with-upload,expiration,checksum,termination"
    static let algorithms = "sha1,sha256,md5"
    static let chunkType = "application/offset+octet-stream"

    static let resumable = HTTPField.Name.named("Tus-Resumable")
    static let versions = HTTPField.Name.named("Tus-Version")
    static let extensionNames = HTTPField.Name.named("Tus-Extension")
    static let maxSize = HTTPField.Name.named("Tus-Max-Size")
    static let checksumAlgorithms = HTTPField.Name.named("Tus-Checksum-Algorithm")
    static let length = HTTPField.Name.named("Upload-Length")
    static let deferLength = HTTPField.Name.named("Upload-Defer-Length")
    static let concat = HTTPField.Name.named("Upload-Concat")
    static let offset = HTTPField.Name.named("Upload-Offset")
    static let metadata = HTTPField.Name.named("Upload-Metadata")
    static let checksum = HTTPField.Name.named("Upload-Checksum")
    static let expires = HTTPField.Name.named("Upload-Expires")
    static let fileID = HTTPField.Name.named("X-Greenroom-File-Id")

    /// 460, which the checksum extension made up.
    static let checksumMismatch = HTTPResponse.Status(code: 460, reasonPhrase: "Checksum Mismatch")

    /// Every request but OPTIONS names the version; another one is not looked at any further.
    static func requireVersion(_ headers: HTTPFields) throws(ErrorBody) {
        guard headers[resumable] == version else {
            throw ErrorBody(
                status: .preconditionFailed, code: "PRECONDITION_FAILED",
                message: "The Tus-Resumable header must be \(version).",
                headers: [versions: version, resumable: version])
        }
    }

    /// A count of bytes in a header: digits only, at most 2^63 - 1.
    static func bytes(_ name: HTTPField.Name, in headers: HTTPFields) throws(ErrorBody) -> Int64 {
        guard let text = headers[name] else { throw .badRequest("The \(name) header is missing.") }
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int64(text) else {
            throw .badRequest("\(name) must be a whole number of bytes.")
        }
        return value
    }

    static func requireChunkType(_ headers: HTTPFields) throws(ErrorBody) {
        let type = headers[.contentType]?.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard type == chunkType else {
            throw ErrorBody(
                status: .unsupportedMediaType, code: "UNSUPPORTED_MEDIA", message: "Content-Type must be \(chunkType).")
        }
    }
}

extension TusProtocol {
    /// `Upload-Checksum: sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`; nil when there is none.
    /// - Throws: 400 for an algorithm that is not announced, or a digest of another length.
    static func checksum(in headers: HTTPFields) throws(ErrorBody) -> Checksum? {
        guard let header = headers[checksum] else { return nil }
        let words = header.split(separator: " ")
        guard words.count == 2, let algorithm = Checksum.Algorithm(rawValue: words[0].lowercased()),
            let digest = Data(base64Encoded: String(words[1]))
        else {
            throw .badRequest("Upload-Checksum must be one of \(algorithms), a space, and the digest in Base64.")
        }
        let bytes =
            switch algorithm {
            case .sha1: 20
            case .sha256: 32
            case .md5: 16
            }
        guard digest.count == bytes else { throw .badRequest("The digest in Upload-Checksum has the wrong length.") }
        return Checksum(algorithm: algorithm, digest: digest)
    }
}
