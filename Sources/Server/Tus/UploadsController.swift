import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Studio

/// `/uploads`: resumable uploads by tus 1.0.0.
struct UploadsController: Controller {
    private let uploads: Uploads
    private let replays: ReplayGate

    init(_ edge: Edge) { (uploads, replays) = (edge.house.uploads, edge.replays) }

    private static let version = Operation.Parameter.header(
        "Tus-Resumable", "The protocol's version.", schema: .choice([TusProtocol.version]), isRequired: true)
    private static let checksum = Operation.Parameter.header(
        "Upload-Checksum", "`sha1`, `sha256` or `md5`, a space, and the digest in Base64.",
        schema: .string(
            pattern: "^(sha1 [0-9A-Za-z+/]{27}=|sha256 [0-9A-Za-z+/]{43}=|md5 [0-9A-Za-z+/]{22}==)$"))

    private static func bytes(_ name: String, _ description: String, atLeast least: Int) -> Operation.Parameter {
        .header(name, description, schema: .whole(least...Int.max), isRequired: true)
    }

    var operations: [Operation] {
        let progress = [
            "Upload-Offset": "The next byte to send.", "X-Greenroom-File-Id": "The stored file, once it is complete.",
        ]
        let chunk = Operation.Content(type: TusProtocol.chunkType, schema: .binary)
        return [
            .open(
                .options, "/uploads", "Get which parts of tus are supported", tag: "Uploads",
                .empty(204, "Versions and extensions.", headers: ["Tus-Extension": "Names."]), handler: describe),
            .scoped(
                .files, .post, "/uploads", "Begin an upload", tag: "Uploads",
                .empty(201, "Where to send the bytes.", headers: ["Location": "The address of the upload."]),
                handler: create
            ).with(
                parameters: [
                    Self.version, Self.bytes("Upload-Length", "In bytes.", atLeast: 1),
                    .header("Upload-Metadata", "`filename` and `kind`, as Base64."), .idempotencyKey,
                ], refusals: [409, 412, 413, 415, 460]),
            .scoped(
                .files, .head, "/uploads/{id}", "Get how far an upload is", tag: "Uploads",
                .empty(200, "Everything before the offset is stored.", headers: progress), handler: tell
            ).with(parameters: [Self.version], refusals: [409, 412, 413, 415], isUnlimited: true),
            .scoped(
                .files, .patch, "/uploads/{id}", "Send bytes", tag: "Uploads",
                .empty(204, "Stored.", headers: progress), handler: append
            ).with(
                parameters: [
                    Self.version, Self.bytes("Upload-Offset", "Where the bytes belong.", atLeast: 0), Self.checksum,
                ], body: chunk, refusals: [409, 412, 460], isUnlimited: true),
            .scoped(
                .files, .delete, "/uploads/{id}", "Abandon an upload", tag: "Uploads",
                .empty(204, "The upload is deleted."), handler: terminate
            ).with(parameters: [Self.version], refusals: [409, 412], isUnlimited: true),
            .scoped(
                .files, .post, "/uploads/{id}", "Use another method, for clients that can only send POST",
                tag: "Uploads", .empty(204, "As with the other method."), .empty(200, "As with the other method."),
                handler: override
            ).with(
                parameters: [
                    Self.version,
                    .header(
                        "X-HTTP-Method-Override", "The method meant.", schema: .choice(["PATCH", "HEAD", "DELETE"]),
                        isRequired: true),
                ], refusals: [405, 409, 412, 413, 415, 460], isUnlimited: true),
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
                throw ErrorBody.badRequest("This server does not support the tus extension of \(name).")
            }
            let length = try TusProtocol.bytes(TusProtocol.length, in: headers)
            let metadata = try TusMetadata(header: headers[TusProtocol.metadata])
            if headers[.contentType] != nil { try TusProtocol.requireChunkType(headers) }
            guard let key = headers[.idempotencyKey] else { return try await begin(call, length, metadata) }
            return try await replays.once(key, call, Data("\(length) \(metadata.text)".utf8)) {
                try await begin(call, length, metadata)
            }
        }
    }

    private func begin(_ call: Call, _ length: Int64, _ metadata: TusMetadata) async throws -> Response {
        let upload = try await uploads.create(
            account: call.caller.account.id, lengthBytes: length, metadata: metadata.text,
            title: metadata.fileName, kind: metadata.kind())
        var answer: HTTPFields = [
            .location: "/api/v1/uploads/\(upload.id.rawValue)",
            TusProtocol.expires: HTTPDate.text(upload.expiresAt),
        ]
        if call.request.headers[.contentType] != nil {
            let status = try await receive(call, upload: upload.id, at: 0)
            TusAnswer.describe(status, in: &answer)
        }
        return Response(status: .created, headers: answer)
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
            _ = try call.visit.announcedLength(upTo: turn.upload.lengthBytes - offset)
            try await call.visit.stream { try await turn.writer.write($0) }
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
                message: "The bytes do not match Upload-Checksum and were discarded.",
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
