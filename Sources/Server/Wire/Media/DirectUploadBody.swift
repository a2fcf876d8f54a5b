import Domain
import Studio

/// `GET /uploads/direct`.
struct DirectOfferBody: Body {
    let isPreferred: Bool

    static var name: String? { "DirectOffer" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("preferred", "Whether files of this account should go to the bucket rather than to this server.") {
            $0.isPreferred
        }
    }
}

/// An upload to a bucket.
struct DirectUploadBody: Body, Sendable {
    let status: DirectUploads.Status
    let addresses: MediaAddresses

    static var name: String? { "DirectUpload" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.status.upload.id }
        fields.add("title") { $0.status.upload.title }
        fields.add("kind", "As it was announced.") { $0.status.upload.kind }
        fields.add("size_bytes") { $0.status.upload.sizeBytes }
        fields.add("sha256", "As it was announced.") { $0.status.upload.sha256 }
        fields.add("part_size_bytes", "Of every part but the last.") { $0.status.upload.partBytes }
        fields.add("parts", "Put the bytes of each to its `url`, in any order; empty once it is complete.") {
            $0.status.parts.map(DirectPartBody.init)
        }
        fields.add("file", "The stored file, once it is complete.") { owner in
            owner.status.file.map { FileBody(file: $0, addresses: owner.addresses) }
        }
        fields.add("created_at") { $0.status.upload.createdAt }
        fields.add("urls_expire_at", "Get the upload again for fresh ones.") { $0.status.upload.writableUntil }
        fields.add("expires_at", "An upload that is not complete then is thrown away.") { $0.status.upload.expiresAt }
    }
}

/// Bytes that go to the bucket with one request.
struct DirectPartBody: Body, Sendable {
    let part: DirectUploads.Part

    static var name: String? { "DirectPart" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("number") { $0.part.place.number }
        fields.add("offset", "Of its first byte in the file.") { $0.part.place.offset }
        fields.add("size_bytes") { $0.part.place.sizeBytes }
        fields.add("url", "For `PUT`; needs no key. Null once the bucket has the part.") { $0.part.address?.url }
        fields.add("headers", "To be sent with the part, exactly so.") { $0.part.address?.headers ?? [:] }
    }
}

/// `POST /uploads/direct`.
struct DirectUploadRequest: InputBody {
    let name: String
    let sizeBytes: Int
    let kind: MediaFile.Kind?
    let sha256: BlobHash?

    static let body = BodyReader(
        named: "DirectUploadRequest", .field("name", .text(1...1000), "Of the file."),
        .field("size_bytes", .whole(1...(5 << 40)), "Exactly so many bytes are taken."),
        .optional("kind", Input<MediaFile.Kind>.word, "Refuses a file of another kind."),
        .optional("sha256", Input.digest, "Refuses other bytes; lower-case hexadecimal digits."), make: Self.init)
}

extension Input where Value == BlobHash {
    fileprivate static var digest: Input {
        Input<String>.text.map(to: "64 lower-case hexadecimal digits", .string(pattern: "^[0-9a-f]{64}$")) {
            BlobHash(hex: $0)
        }
    }
}
