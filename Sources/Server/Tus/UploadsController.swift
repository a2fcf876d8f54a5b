import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Studio

/// `/uploads`: resumable uploads by tus 1.0.0.
struct UploadsController: Controller {
    private let uploads: Uploads

    init(_ edge: Edge) { uploads = edge.house.uploads }

    var operations: [Operation] {
        let version = Operation.Parameter.header("Tus-Resumable", "1.0.0", isRequired: true)
        let offset = "The next byte that is wanted."
        let fileID = "The stored file, once the upload is complete."
        return [
            .open(
                .options, "/uploads", "What this server knows of tus", tag: "Uploads",
                .empty(204, "Versions and extensions.", headers: ["Tus-Extension": "Names."]), handler: describe),
            .scoped(
                .files, .post, "/uploads", "Begin an upload", tag: "Uploads",
                .empty(201, "Where to send the bytes.", headers: ["Location": "Of the upload."]), handler: create
            ).with(parameters: [
                version, .header("Upload-Length", "In bytes.", schema: .integer, isRequired: true),
                .header("Upload-Metadata", "`filename` and `kind`, as Base64."),
            ]),
            .scoped(
                .files, .head, "/uploads/{id}", "How far an upload is", tag: "Uploads",
                .empty(
                    200, "Everything before the offset is stored.",
                    headers: ["Upload-Offset": offset, "X-Greenroom-File-Id": fileID]), handler: tell
            ).with(parameters: [version], isUnlimited: true),
            .scoped(
                .files, .patch, "/uploads/{id}", "Send bytes", tag: "Uploads",
                .empty(204, "Stored.", headers: ["Upload-Offset": offset, "X-Greenroom-File-Id": fileID]),
                handler: append
            ).with(
                parameters: [
                    version, .header("Upload-Offset", "Where the bytes belong.", schema: .integer, isRequired: true),
                    .header("Upload-Checksum", "`sha1`, `sha256` or `md5`, blank, Base64."),
                ],
                body: Operation.Content(type: TusProtocol.chunkType, schema: .string(format: "binary")),
                isUnlimited: true),
            .scoped(
                .files, .delete, "/uploads/{id}", "Give an upload up", tag: "Uploads", .empty(204, "It is gone."),
                handler: terminate
            ).with(parameters: [version], isUnlimited: true),
            .scoped(
                .files, .post, "/uploads/{id}", "The other methods, for clients that cannot send them", tag: "Uploads",
                .empty(204, "As the other method."), .empty(200, "As the other method."), handler: override
            ).with(
                parameters: [
                    version, .header("X-HTTP-Method-Override", "`PATCH`, `HEAD` or `DELETE`.", isRequired: true),
                ], isUnlimited: true),
        ]
    }

    private func describe(_ visit: Visit) -> Response {
        Response(
            status: .noContent,
            headers: [
                TusProtocol.resumable: TusProtocol.version, TusProtocol.versions: TusProtocol.version,
                TusProtocol.extensionNames: TusProtocol.extensions,
                TusProtocol.maxSize: String(uploads.largestBytes),
                TusProtocol.checksumAlgorithms: TusProtocol.algorithms,
            ])
    }

    private func create(_ call: Call) async throws -> Response {
        try await TusAnswer.of(call) { headers in
            for name in [TusProtocol.deferLength, TusProtocol.concat] where headers[name] != nil {
                throw ErrorBody.badRequest("\(name) is of a tus extension that this server does not have.")
            }
            let length = try TusProtocol.bytes(TusProtocol.length, in: headers)
            let metadata = try TusMetadata(header: headers[TusProtocol.metadata])
            let hasBody = headers[.contentType] != nil
            if hasBody { try TusProtocol.requireChunkType(headers) }
            let upload = try await uploads.create(
                account: call.caller.account.id, lengthBytes: length, metadata: metadata.text,
                title: metadata.fileName, kind: metadata.kind())
            var answer: HTTPFields = [
                .location: "/api/v1/uploads/\(upload.id.rawValue)",
                TusProtocol.expires: HTTPDate.text(upload.expiresAt),
            ]
            if hasBody {
                let status = try await receive(call, upload: upload.id, at: 0)
                TusAnswer.describe(status, in: &answer)
            }
            return Response(status: .created, headers: answer)
        }
    }

    private func tell(_ call: Call) async throws -> Response {
        try await TusAnswer.of(call) { _ in
            let status = try await uploads.status(call.visit.id("upload"), of: call.caller.account.id)
            var answer: HTTPFields = [
                .cacheControl: "no-store", TusProtocol.length: String(status.upload.lengthBytes),
            ]
            if !status.upload.metadata.isEmpty { answer[TusProtocol.metadata] = status.upload.metadata }
            TusAnswer.describe(status, in: &answer)
            return Response(status: .ok, headers: answer)
        }
    }

    private func append(_ call: Call) async throws -> Response {
        try await TusAnswer.of(call) { headers in
            try TusProtocol.requireChunkType(headers)
            let offset = try TusProtocol.bytes(TusProtocol.offset, in: headers)
            let status = try await receive(call, upload: call.visit.id("upload"), at: offset)
            var answer = HTTPFields()
            TusAnswer.describe(status, in: &answer)
            return Response(status: .noContent, headers: answer)
        }
    }

    private func terminate(_ call: Call) async throws -> Response {
        try await TusAnswer.of(call) { _ in
            try await uploads.terminate(call.visit.id("upload"), of: call.caller.account.id)
            return Response(status: .noContent)
        }
    }

    private func override(_ call: Call) async throws -> Response {
        switch call.request.headers[.methodOverride]?.uppercased() {
        case "PATCH": try await append(call)
        case "HEAD": try await tell(call)
        case "DELETE": try await terminate(call)
        default: throw ErrorBody.methodNotAllowed(["DELETE", "HEAD", "PATCH"])
        }
    }

    /// Streams the body into the upload. What came before the connection broke is kept, unless a checksum was announced.
    private func receive(_ call: Call, upload: UploadID, at offset: Int64) async throws -> Uploads.Status {
        let request = call.request
        let checksum = try TusProtocol.checksum(in: request.headers)
        let turn = try await uploads.append(to: upload, of: call.caller.account.id, at: offset, checksum: checksum)
        do {
            let announced = request.headers[.contentLength].flatMap { Int64($0) }
            let room = turn.upload.lengthBytes - offset
            if let announced, announced > room { throw ErrorBody.tooLarge(limitBytes: room) }
            try await call.visit.continueIfExpected()
            var received: Int64 = 0
            for try await bytes in request.body {
                received += Int64(bytes.readableBytes)
                try await turn.writer.write(bytes.readableBytesView)
            }
            if let announced, received < announced { throw ErrorBody.badRequest("The body ended too early.") }
        } catch {
            await uploads.interrupt(turn)
            throw error
        }
        return try await uploads.finish(turn)
    }
}

/// What all answers of tus have in common.
private enum TusAnswer {
    /// Checks the version, and marks the answer, or the error, with ours.
    static func of(
        _ call: Call, _ respond: (HTTPFields) async throws -> Response
    ) async throws -> Response {
        do {
            try TusProtocol.requireVersion(call.request.headers)
            var response = try await respond(call.request.headers)
            response.headers[TusProtocol.resumable] = TusProtocol.version
            return response
        } catch var error as ErrorBody {
            error.headers[TusProtocol.resumable] = TusProtocol.version
            throw error
        } catch let refusal as StudioError {
            var error = ErrorBody(refusal)
            error.headers[TusProtocol.resumable] = TusProtocol.version
            throw error
        } catch is ChecksumMismatch {
            throw ErrorBody(
                status: TusProtocol.checksumMismatch, code: "CHECKSUM_MISMATCH",
                message: "The bytes are not those that the checksum was made of. They were thrown away.",
                headers: [TusProtocol.resumable: TusProtocol.version])
        }
    }

    static func describe(_ status: Uploads.Status, in headers: inout HTTPFields) {
        headers[TusProtocol.offset] = String(status.offset)
        if let file = status.file {
            headers[TusProtocol.fileID] = file.id.rawValue
        } else {
            headers[TusProtocol.expires] = HTTPDate.text(status.upload.expiresAt)
        }
    }
}
