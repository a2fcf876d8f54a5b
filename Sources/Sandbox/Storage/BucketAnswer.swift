import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What a bucket answers to a request that was signed.
struct BucketAnswer {
    private let proof: BucketProof
    private let dialect: BucketProof.Dialect
    private let shelf: BucketShelf
    private let mood: BucketMood
    private let bucket: String
    /// Empty for the bucket itself.
    private let key: String

    init(_ proof: BucketProof, _ dialect: BucketProof.Dialect, _ shelf: BucketShelf, _ mood: BucketMood) {
        (self.proof, self.dialect, self.shelf, self.mood) = (proof, dialect, shelf, mood)
        let plain = (proof.path.removingPercentEncoding ?? "").dropFirst()
        bucket = String(plain.prefix { $0 != "/" })
        key = String(plain.dropFirst(bucket.count + 1))
    }

    private var place: String { "\(bucket)/\(key)" }
    private var prefix: String { dialect == .s3 ? "x-amz-" : "x-oss-" }

    func to(_ request: Request) async throws -> Response {
        if key.isEmpty, proof.method == "PUT" {
            shelf.makeBucket(bucket)
            return Response(status: .ok)
        }
        guard shelf.hasBucket(bucket) else { throw refusal(.notFound, "NoSuchBucket") }
        let upload = proof.asked("uploadId")
        switch (proof.method, key.isEmpty) {
        case ("GET", true): return list()
        case ("HEAD", true): return Response(status: .ok)
        case ("POST", true): return try await removeMany(request)
        case ("PUT", _): return try await take(request, upload)
        case ("GET", _) where upload != nil: return try parts(upload ?? "")
        case ("GET", _), ("HEAD", _): return try object(isHead: proof.method == "HEAD")
        case ("POST", _) where upload != nil: return try await complete(request, upload ?? "")
        case ("POST", _): return begin()
        case ("DELETE", _):
            if mood.keepsAll { throw refusal(.forbidden, "AccessDenied") }
            if let upload {
                guard shelf.end(upload) != nil else { throw refusal(.notFound, "NoSuchUpload") }
            } else {
                shelf.remove(place)
            }
            return Response(status: .noContent)
        default: throw refusal(.methodNotAllowed, "MethodNotAllowed")
        }
    }

    private func take(_ request: Request, _ upload: String?) async throws -> Response {
        let (object, md5, sha256) = try await shelf.take(request.body, headers: kept())
        if let told = proof.headers["content-md5"], told != md5.base64EncodedString() {
            throw refusal(.badRequest, "BadDigest")
        }
        let payload = proof.headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD"
        if payload.count == 64, payload != sha256 { throw refusal(.badRequest, "XAmzContentSHA256Mismatch") }
        if let upload {
            guard shelf.upload(upload) != nil, let number = proof.asked("partNumber").flatMap({ Int($0) }) else {
                throw refusal(.notFound, "NoSuchUpload")
            }
            shelf.keep(object, number: number, of: upload)
        } else if !mood.isLying {
            shelf.keep(object, at: place)
        }
        var headers: HTTPFields = [.eTag: "\"\(tag(object.etag))\""]
        if mood.encryptsItself, let name = HTTPField.Name(prefix + "server-side-encryption") {
            headers[name] = dialect == .s3 ? "aws:kms" : "KMS"
        }
        return Response(status: .ok, headers: headers)
    }

    private func begin() -> Response {
        let id = shelf.begin(place, headers: kept())
        return xml(
            "InitiateMultipartUploadResult",
            "<Bucket>\(bucket)</Bucket><Key>\(Page.escaped(key))</Key><UploadId>\(id)</UploadId>")
    }

    private func parts(_ id: String) throws -> Response {
        guard let upload = shelf.upload(id) else { throw refusal(.notFound, "NoSuchUpload") }
        let after = proof.asked("part-number-marker").flatMap { Int($0) } ?? 0
        let rest = upload.parts.filter { $0.key > after }.sorted { $0.key < $1.key }
        let page = rest.prefix(proof.asked("max-parts").flatMap { Int($0) } ?? 1000)
        let entries = page.map { number, part in
            "<Part><PartNumber>\(number)</PartNumber><ETag>&quot;\(tag(part.etag))&quot;</ETag>"
                + "<LastModified>\(Self.isoDate(part.modified))</LastModified><Size>\(part.sizeBytes)</Size></Part>"
        }
        return xml(
            "ListPartsResult",
            "<UploadId>\(id)</UploadId><IsTruncated>\(page.count < rest.count)</IsTruncated>"
                + "<NextPartNumberMarker>\(page.last?.key ?? 0)</NextPartNumberMarker>\(entries.joined())")
    }

    private func complete(_ request: Request, _ id: String) async throws -> Response {
        let body = String(buffer: try await request.body.collect(upTo: 4 << 20))
        if mood.completesBadly {
            return Response(
                status: .ok,
                body: ResponseBody(
                    byteBuffer: ByteBuffer(
                        string: "<Error><Code>InternalError</Code><Message>Try again</Message></Error>")))
        }
        guard let upload = shelf.upload(id) else { throw refusal(.notFound, "NoSuchUpload") }
        let numbers = body.matches(of: /<PartNumber>(\d+)<\/PartNumber>/).compactMap { Int($0.output.1) }
        let chosen = numbers.compactMap { upload.parts[$0] }
        guard !numbers.isEmpty, chosen.count == numbers.count, numbers == numbers.sorted(),
            chosen.allSatisfy({ body.lowercased().contains(tag($0.etag).lowercased()) })
        else { throw refusal(.badRequest, "InvalidPart") }
        guard chosen.dropLast().allSatisfy({ $0.sizeBytes >= 5 << 20 }) else {
            throw refusal(.badRequest, "EntityTooSmall")
        }
        guard let ended = shelf.end(id) else { throw refusal(.notFound, "NoSuchUpload") }
        let object = try shelf.joined(chosen, headers: ended.headers)
        if !mood.isLying { shelf.keep(object, at: place) }
        return xml(
            "CompleteMultipartUploadResult",
            "<Key>\(Page.escaped(key))</Key><ETag>&quot;\(tag(object.etag))&quot;</ETag>")
    }

    private func object(isHead: Bool) throws -> Response {
        guard let object = shelf.object(place) else { throw refusal(.notFound, "NoSuchKey") }
        var headers = HTTPFields()
        for (name, value) in object.headers { if let name = HTTPField.Name(name) { headers[name] = value } }
        headers[.eTag] = "\"\(tag(object.etag))\""
        headers[.lastModified] = Self.httpDate(object.modified)
        headers[.acceptRanges] = "bytes"
        for (asked, name) in [
            ("response-content-disposition", HTTPField.Name.contentDisposition),
            ("response-content-type", .contentType),
        ] {
            if let value = proof.asked(asked) { headers[name] = value }
        }
        var (range, status) = (0..<object.sizeBytes, HTTPResponse.Status.ok)
        if let asked = proof.headers["range"]?.wholeMatch(of: /bytes=(\d+)-(\d*)/)?.output, let first = Int(asked.1) {
            guard first < object.sizeBytes else { throw refusal(.rangeNotSatisfiable, "InvalidRange") }
            range = first..<min(object.sizeBytes, (Int(asked.2) ?? object.sizeBytes - 1) + 1)
            status = .partialContent
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(object.sizeBytes)"
        }
        headers[.contentLength] = "\(range.count)"
        guard !isHead else { return Response(status: status, headers: headers) }
        let path = object.path
        return Response(
            status: status, headers: headers,
            body: ResponseBody(contentLength: range.count) { [range] writer in
                guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadNoSuchFile) }
                try file.seek(toOffset: UInt64(range.lowerBound))
                var left = range.count
                while left > 0, let bytes = try file.read(upToCount: min(left, 256 << 10)), !bytes.isEmpty {
                    try await writer.write(ByteBuffer(bytes: bytes))
                    left -= bytes.count
                }
                try await writer.finish(nil)
            })
    }

    private func list() -> Response {
        let prefix = proof.asked("prefix") ?? ""
        let after = proof.asked("continuation-token") ?? proof.asked("start-after") ?? proof.asked("marker") ?? ""
        let most = min(1000, proof.asked("max-keys").flatMap { Int($0) } ?? 1000)
        let all = shelf.places("\(bucket)/\(prefix)").map { (String($0.0.dropFirst(bucket.count + 1)), $0.1) }
            .filter { $0.0 > after }
        let page = all.prefix(most)
        let entries = page.map { key, object in
            "<Contents><Key>\(Page.escaped(key))</Key><LastModified>\(Self.isoDate(object.modified))</LastModified>"
                + "<ETag>&quot;\(tag(object.etag))&quot;</ETag><Size>\(object.sizeBytes)</Size>"
                + "<Type>Normal</Type><StorageClass>Standard</StorageClass></Contents>"
        }
        let isMore = page.count < all.count
        let next = isMore ? Page.escaped(page.last?.0 ?? "") : ""
        return xml(
            "ListBucketResult",
            "<Name>\(bucket)</Name><Prefix>\(Page.escaped(prefix))</Prefix><KeyCount>\(page.count)</KeyCount>"
                + "<MaxKeys>\(most)</MaxKeys><IsTruncated>\(isMore)</IsTruncated>"
                + "<NextContinuationToken>\(next)</NextContinuationToken><NextMarker>\(next)</NextMarker>"
                + entries.joined())
    }

    private func removeMany(_ request: Request) async throws -> Response {
        let body = String(buffer: try await request.body.collect(upTo: 4 << 20))
        let keys = body.matches(of: /<Key>([^<]*)<\/Key>/).map { String($0.output.1) }
        for key in keys { shelf.remove("\(bucket)/\(key)") }
        return xml("DeleteResult", keys.map { "<Deleted><Key>\($0)</Key></Deleted>" }.joined())
    }

    /// What comes back with an object.
    private func kept() -> [String: String] {
        var kept = proof.headers.filter { name, _ in
            name.hasPrefix("\(prefix)meta-") || name.hasPrefix("\(prefix)server-side-encryption")
                || name == "content-disposition"
        }
        kept["content-type"] = proof.headers["content-type"] ?? "application/octet-stream"
        return kept
    }

    /// OSS writes sums in capitals.
    private func tag(_ etag: String) -> String {
        let own = mood.encryptsItself ? String(etag.reversed()) : etag
        return dialect == .s3 ? own : own.uppercased()
    }

    private func refusal(_ status: HTTPResponse.Status, _ code: String) -> BucketProof.Refusal {
        BucketProof.Refusal(status: status, code: code, message: "The stand-in says \(code).")
    }

    private func xml(_ name: String, _ content: String) -> Response {
        let space = dialect == .s3 ? #" xmlns="http://s3.amazonaws.com/doc/2006-03-01/""# : ""
        let text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n<\(name)\(space)>\(content)</\(name)>"
        return Response(
            status: .ok, headers: [.contentType: "application/xml"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func error(
        _ status: HTTPResponse.Status, _ code: String, _ message: String, _ dialect: BucketProof.Dialect
    ) -> Response {
        let own = dialect == .oss ? "<EC>0000-00000000</EC>" : ""
        let text =
            #"<?xml version="1.0" encoding="UTF-8"?>"#
            + "<Error><Code>\(code)</Code><Message>\(Page.escaped(message))</Message><RequestId>0</RequestId>\(own)</Error>"
        return Response(
            status: status, headers: [.contentType: "application/xml"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func httpDate(_ date: Date) -> String { formatted(date, "EEE, dd MMM yyyy HH:mm:ss 'GMT'") }
    private static func isoDate(_ date: Date) -> String { formatted(date, "yyyy-MM-dd'T'HH:mm:ss.000'Z'") }

    private static func formatted(_ date: Date, _ format: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = format
        return formatter.string(from: date)
    }
}
