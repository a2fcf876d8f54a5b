import Domain
import Foundation
import Hummingbird
import NIOCore
import Studio

/// Receives one file by multipart/form-data: its bytes go to disk as they come, the fields may stand before or after.
struct MultipartUpload {
    let files: Files
    let limits: ServerLimits

    private static let kind = Input<MediaFile.Kind>.word

    static let schema = Schema.object([
        Schema.Field("file", .binary),
        .optional("kind", kind.schema, "What it must be; found out if not given."),
        .optional("title", .string(), "The file's name if not given."),
    ])

    private static let maxFieldBytes = 4096

    /// What a form brought: a file on the disk, and what was said of it.
    struct Arrival: Sendable {
        let medium: ArrivedMedium
        let title: String?
        let kind: MediaFile.Kind?

        /// Equal for equal forms, whatever boundary they came with.
        var fingerprint: Data {
            Data("\(medium.sha256) \(kind?.rawValue ?? "-") \(title ?? "")".utf8)
        }
    }

    /// - Throws: 400 for a malformed body, 415 for another content type, 422 for a missing `file` or a wrong field.
    func receive(_ call: Call) async throws -> Arrival {
        let request = call.request
        guard let boundary = request.headers[.contentType].flatMap(MultipartReader.boundary(of:)) else {
            throw ErrorBody(
                status: .unsupportedMediaType, code: "UNSUPPORTED_MEDIA",
                message: "The body's Content-Type must be multipart/form-data with a boundary.")
        }
        try await call.visit.continueIfExpected()
        var form = Form(account: call.caller.account.id, files: files)
        do {
            var reader = MultipartReader(boundary: boundary)
            for try await bytes in request.body {
                var events: [MultipartReader.Event] = []
                do { try reader.feed(bytes) { events.append($0) } } catch {
                    throw ErrorBody.badRequest("The multipart body is malformed: \(error.reason).")
                }
                for event in events { try await form.take(event) }
            }
            guard reader.isComplete else { throw ErrorBody.badRequest("The multipart body ends too early.") }
            return try await form.finish()
        } catch {
            await form.discard()
            throw error
        }
    }

    /// What has arrived so far.
    private struct Form {
        let account: AccountID
        let files: Files
        private var incoming: IncomingMedium?
        private var fileName: String?
        private var fields: [String: String] = [:]
        /// Where the bytes of the current part go; nil throws them away.
        private var field: (name: String, bytes: ByteBuffer)?
        private var isInFile = false

        init(account: AccountID, files: Files) {
            self.account = account
            self.files = files
        }

        mutating func take(_ event: MultipartReader.Event) async throws {
            switch event {
            case .part(let headers): try await begin(headers)
            case .data(let bytes):
                if isInFile {
                    try await incoming?.write(bytes.readableBytesView)
                } else if field != nil {
                    field?.bytes.writeImmutableBuffer(bytes)
                    guard field.map({ $0.bytes.readableBytes <= MultipartUpload.maxFieldBytes }) ?? true else {
                        throw ErrorBody.badRequest(
                            "A field may have at most \(MultipartUpload.maxFieldBytes) bytes.", field: field?.name)
                    }
                }
            case .partEnd:
                if let field { fields[field.name] = String(buffer: field.bytes) }
                field = nil
                isInFile = false
            }
        }

        private mutating func begin(_ headers: MultipartHeaders) async throws {
            guard headers.name == "file" else {
                if headers.fileName == nil { field = (headers.name, ByteBuffer()) }
                return
            }
            guard incoming == nil else { throw ErrorBody.invalid("file", "Send only one `file`.") }
            guard let name = headers.fileName else {
                throw ErrorBody.invalid("file", "`file` must have a file name.")
            }
            fileName = name
            incoming = try await files.begin(account: account, kind: try kind(), announcedBytes: nil)
            isInFile = true
        }

        private func kind() throws(ErrorBody) -> MediaFile.Kind? {
            try fields["kind"].map { word throws(ErrorBody) in
                try MultipartUpload.kind.read(.string(word), "kind")
            }
        }

        mutating func finish() async throws -> Arrival {
            guard let incoming else { throw ErrorBody.invalid("file", "`file` is missing.") }
            let kind = try kind()
            self.incoming = nil
            return Arrival(
                medium: try await files.arrive(incoming), title: fields["title"] ?? fileName, kind: kind)
        }

        mutating func discard() async {
            await incoming?.discard()
            incoming = nil
        }
    }
}
