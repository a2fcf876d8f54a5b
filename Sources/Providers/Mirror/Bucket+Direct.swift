import Domain
import Foundation

/// Addresses at the bucket itself: what stands before it serves, and takes nothing.
extension Bucket: DirectStore {
    package func putAddress(of key: String, lifetime: Duration) throws(MirrorError) -> MirrorAddress {
        try address(key, query: [], headers: dialect.encryption, lifetime)
    }

    package func partAddress(
        _ number: Int, of upload: MirrorUpload, lifetime: Duration
    ) throws(MirrorError) -> MirrorAddress {
        let query = [("partNumber", "\(number)"), ("uploadId", upload.id)]
        return try address(upload.key, query: query, headers: [:], lifetime)
    }

    /// A type is signed everywhere: OSS refuses one that is not, and some clients always send one.
    private func address(
        _ key: String, query: [(String, String)], headers: [String: String], _ lifetime: Duration
    ) throws(MirrorError) -> MirrorAddress {
        var headers = headers
        headers["content-type"] = "application/octet-stream"
        do {
            let url = try dialect.presigned(
                "PUT", settings.url(key), query: query, headers: headers,
                seconds: Int(clamping: lifetime.components.seconds))
            return MirrorAddress(url: url, headers: headers)
        } catch { throw .refused("the address of the object cannot be signed") }
    }
}
