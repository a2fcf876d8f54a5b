import Domain
import Foundation
import Outbound

/// A bucket of S3, of anything that speaks like it (MinIO, R2, Ceph), or of Aliyun's OSS.
package struct Bucket: ObjectStore {
    package let name: String
    package var place: String? { settings.place }
    let settings: BucketSettings
    let dialect: BucketDialect
    private let web: WebClient
    let versions = BucketVersions()
    /// Of bodies that are sent, a second and transfer; nil is as many as go.
    private let bytesPerSecond: Int?

    /// - Parameters:
    ///   - web: the server's own, with a pool that has room for the streams.
    ///   - bytesPerSecond: of one transfer at most.
    package init(
        _ settings: BucketSettings, web: WebClient, bytesPerSecond: Int? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        name = settings.service.rawValue
        self.settings = settings
        self.bytesPerSecond = bytesPerSecond
        dialect = BucketDialect(settings, now: now)
        self.web = web.naming([settings.url("")], as: "bucket \(settings.service.rawValue)")
    }

    package func put(_ content: MirrorContent, as key: String) async throws(MirrorError) {
        var headers = dialect.encryption
        headers["Content-Type"] = "application/octet-stream"
        add(content.label, to: &headers)
        let answer = try await send("PUT", key, headers: headers, content: content)
        try check(answer, content)
    }

    package func beginUpload(of key: String, label: MirrorLabel) async throws(MirrorError) -> MirrorUpload {
        var headers = dialect.encryption
        headers["Content-Type"] = "application/octet-stream"
        add(label, to: &headers)
        let answer = try await send("POST", key, query: [("uploads", "")], headers: headers)
        guard let id = BucketXML(answer.body)?.value("UploadId"), (1...1024).contains(id.utf8.count) else {
            throw .refused("the bucket began an upload without saying which")
        }
        return MirrorUpload(key: key, id: id)
    }

    package func putPart(
        _ number: Int, of upload: MirrorUpload, _ content: MirrorContent
    ) async throws(MirrorError) -> String {
        let query = [("partNumber", "\(number)"), ("uploadId", upload.id)]
        let answer = try await send("PUT", upload.key, query: query, content: content)
        try check(answer, content)
        guard let etag = answer.headers["etag"].map(Self.unquoted), !etag.isEmpty else {
            throw .refused("the bucket took a part without saying what it calls it")
        }
        return etag
    }

    package func parts(of upload: MirrorUpload) async throws(MirrorError) -> [MirrorPart] {
        var (parts, marker): ([MirrorPart], String?) = ([], nil)
        // Ten thousand parts at most, a thousand a page.
        for _ in 0..<20 {
            var query = [("uploadId", upload.id), ("max-parts", "1000")]
            if let marker { query.append(("part-number-marker", marker)) }
            let answer = try await send("GET", upload.key, query: query)
            guard let page = BucketXML(answer.body) else { throw .refused("the list of parts cannot be read") }
            for part in page.all("Part") {
                guard let number = part.value("PartNumber").flatMap({ Int($0) }), (1...10_000).contains(number),
                    let size = part.value("Size").flatMap({ Int64($0) }), size >= 0, let etag = part.value("ETag")
                else { throw .refused("the list of parts cannot be read") }
                parts.append(MirrorPart(number: number, sizeBytes: size, etag: Self.unquoted(etag)))
            }
            marker = page.value("IsTruncated") == "true" ? page.value("NextPartNumberMarker") : nil
            if marker == nil { break }
        }
        return parts
    }

    package func complete(_ upload: MirrorUpload, parts: [MirrorPart]) async throws(MirrorError) {
        let list = parts.sorted { $0.number < $1.number }.map { part in
            let etag = BucketXML.escaped("\"\(part.etag)\"")
            return "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(etag)</ETag></Part>"
        }
        let body = Data("<CompleteMultipartUpload>\(list.joined())</CompleteMultipartUpload>".utf8)
        let answer = try await send("POST", upload.key, query: [("uploadId", upload.id)], body: .bytes(body))
        // What goes wrong while the parts are put together is told after the status.
        guard let result = BucketXML(answer.body), result.name != "Error" else {
            throw BucketRefusal(answer).error
        }
    }

    package func abort(_ upload: MirrorUpload) async throws(MirrorError) {
        do {
            _ = try await send("DELETE", upload.key, query: [("uploadId", upload.id)])
        } catch {
            guard error == .missing else { throw error }
        }
    }

    package func facts(of key: String) async throws(MirrorError) -> MirrorObject? {
        let answer: WebResponse
        do { answer = try await send("HEAD", key) } catch {
            guard error == .missing else { throw error }
            return nil
        }
        guard let size = answer.headers["content-length"].flatMap({ Int64($0) }), size >= 0 else {
            throw .refused("the bucket does not say how large the object is")
        }
        return MirrorObject(
            key: key, sizeBytes: size, etag: Self.unquoted(answer.headers["etag"] ?? ""),
            sha256: answer.headers[dialect.prefix + "meta-sha256"],
            seal: answer.headers[dialect.prefix + "meta-seal"].flatMap { UInt32($0) })
    }

    private func add(_ label: MirrorLabel, to headers: inout [String: String]) {
        headers[dialect.prefix + "meta-sha256"] = label.sha256
        headers[dialect.prefix + "meta-seal"] = label.seal.map { "\($0)" }
    }

    package func get(_ key: String, bytes: ClosedRange<Int64>?, to path: String) async throws(MirrorError) -> Int64 {
        var request = WebRequest("GET", settings.url(key), signer: dialect.requestSigner, limits: Self.limits(.max))
        if let bytes { request.headers["Range"] = "bytes=\(bytes.lowerBound)-\(bytes.upperBound)" }
        let answer: WebDownload
        do { answer = try await web.download(request, to: path) } catch { throw BucketRefusal.of(error) }
        try check(answer, isPart: bytes != nil)
        return answer.bytes
    }

    package func read(_ key: String, bytes: ClosedRange<Int64>, into path: String) async throws(MirrorError) {
        let count = bytes.upperBound - bytes.lowerBound + 1
        var request = WebRequest("GET", settings.url(key), signer: dialect.requestSigner, limits: Self.limits(count))
        request.headers["Range"] = "bytes=\(bytes.lowerBound)-\(bytes.upperBound)"
        let answer: WebDownload
        do {
            answer = try await web.download(request, into: path, at: bytes.lowerBound)
        } catch { throw BucketRefusal.of(error) }
        try check(answer, isPart: true)
        // All that it has came: the object is shorter than it was.
        guard answer.bytes == count else { throw .damaged }
    }

    package func list(prefix: String, after: String?) async throws(MirrorError) -> MirrorListing {
        var query = [("list-type", "2"), ("prefix", settings.prefix + prefix), ("max-keys", "1000")]
        if let after { query.append(("continuation-token", after)) }
        let answer = try await send("GET", "", query: query)
        guard let page = BucketXML(answer.body), page.name != "Error" else { throw .refused("the list cannot be read") }
        let objects = page.all("Contents").compactMap { entry -> MirrorObject? in
            guard let key = entry.value("Key"), key.hasPrefix(settings.prefix),
                let size = entry.value("Size").flatMap({ Int64($0) }), size >= 0
            else { return nil }
            return MirrorObject(
                key: String(key.dropFirst(settings.prefix.count)), sizeBytes: size,
                etag: Self.unquoted(entry.value("ETag") ?? ""))
        }
        let isMore = page.value("IsTruncated") == "true"
        return MirrorListing(objects: objects, next: isMore ? page.value("NextContinuationToken") : nil)
    }

    package func address(
        of key: String, type: String?, disposition: String?, lifetime: Duration
    ) throws(MirrorError) -> String {
        var query: [(String, String)] = []
        if let disposition { query.append(("response-content-disposition", disposition)) }
        if let type { query.append(("response-content-type", type)) }
        return try presigned("GET", key, query: query, headers: [:], lifetime)
    }

    package func uploadAddress(of key: String, type: String, lifetime: Duration) throws(MirrorError) -> String {
        try presigned("PUT", key, query: [], headers: ["content-type": type], lifetime)
    }

    private func presigned(
        _ method: String, _ key: String, query: [(String, String)], headers: [String: String], _ lifetime: Duration
    ) throws(MirrorError) -> String {
        let url: String
        do {
            url = try dialect.presigned(
                method, settings.url(key), query: query, headers: headers,
                seconds: Int(clamping: lifetime.components.seconds))
        } catch { throw .refused("the address of the object cannot be signed") }
        guard let front = settings.publicURL, let host = url.firstRange(of: "://"),
            let path = url[host.upperBound...].firstIndex(of: "/")
        else { return url }
        // What stands before the bucket asks it by its own name, which is the one that is signed.
        return front + url[path...]
    }

    private func check(_ answer: WebDownload, isPart: Bool) throws(MirrorError) {
        guard answer.head.isSuccess, !isPart || answer.head.status == 206 else {
            throw BucketRefusal(
                WebResponse(status: answer.head.status, headers: answer.head.headers, body: answer.refusal)
            ).error
        }
    }

    /// What the bucket calls the bytes is their MD5, unless it encrypts them with keys of its key service: because it was
    /// asked to, or by itself, which its answer says then. What came on the way was held against `Content-MD5` anyway.
    private func check(_ answer: WebResponse, _ content: MirrorContent) throws(MirrorError) {
        let etag = Self.unquoted(answer.headers["etag"] ?? "").lowercased()
        let isPlain = ["", "AES256"].contains(answer.headers[dialect.prefix + "server-side-encryption"] ?? "")
        let isSum = etag.utf8.count == 32 && settings.encryption == .none && isPlain
        guard !isSum || etag == content.md5.hex else { throw .refused("the bucket has other bytes than were sent") }
    }

    func send(
        _ method: String, _ key: String, query: [(String, String)] = [], headers: [String: String] = [:],
        content: MirrorContent? = nil, body: WebBody? = nil
    ) async throws(MirrorError) -> WebResponse {
        var request = WebRequest(
            method, settings.url(key) + (query.isEmpty ? "" : "?" + FormText.of(query)), headers: headers, body: body,
            signer: dialect.requestSigner)
        request.limits = Self.limits(8 << 20)
        if let content {
            request.body = .file(
                WebFile(
                    path: content.path, offset: content.offset, length: content.sizeBytes, sha256: content.sha256))
            request.headers["Content-MD5"] = content.md5.base64EncodedString()
            request.limits?.sentBytesPerSecond = bytesPerSecond
        }
        let answer: WebResponse
        do { answer = try await web.send(request) } catch { throw BucketRefusal.of(error) }
        guard (200..<300).contains(answer.status) else { throw BucketRefusal(answer, to: method).error }
        return answer
    }

    /// A transfer may take as long as it moves.
    private static func limits(_ answerBytes: Int64) -> WebLimits {
        var limits = WebLimits(total: .seconds(24 * 3600), answerBytes: answerBytes)
        limits.connect = .seconds(10)
        limits.idle = .seconds(30)
        return limits
    }

    private static func unquoted(_ etag: String) -> String { etag.filter { $0 != "\"" } }
}
