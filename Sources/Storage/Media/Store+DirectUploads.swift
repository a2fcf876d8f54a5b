import Domain
import GRDB

extension Store {
    package func create(_ upload: DirectUpload) async throws {
        try await commits.write(needsRoom: true) { db in
            try db.run(
                DirectUploadStatement.insert,
                [
                    "id": upload.id, "accountID": upload.accountID, "mirror": upload.mirror,
                    "multipartID": upload.multipartID, "sizeBytes": upload.sizeBytes, "partBytes": upload.partBytes,
                    "sha256": upload.sha256, "title": upload.title, "kind": upload.kind,
                    "createdAt": upload.createdAt, "expiresAt": upload.expiresAt,
                    "writableUntil": upload.writableUntil,
                ])
        }
    }

    package func directUpload(_ id: UploadID, of account: AccountID) async throws -> DirectUpload? {
        try await read { db in
            try db.row(DirectUploadStatement.ofAccount, ["id": id, "accountID": account]).map(DirectUpload.init(row:))
        }
    }

    /// Notes that new addresses are given out: before anybody has them.
    /// - Returns: false for one that has ended.
    package func extendDirectUpload(
        _ id: UploadID, until: Timestamp, writableUntil: Timestamp
    ) async throws -> Bool {
        try await commits.write { db in
            try db.run(
                DirectUploadStatement.extend, ["id": id, "expiresAt": until, "writableUntil": writableUntil]) > 0
        }
    }

    /// Adds the file that the upload became and says so in the upload, or does neither. What lies in the bucket is removed
    /// by the outbox then.
    /// - Throws: ``StoreError/missingFile(_:)`` when the upload is gone or was completed before; the id is the file's.
    package func completeDirectUpload(_ id: UploadID, as file: MediaFile) async throws {
        try await commits.write { db in
            try file.insert(db)
            let completed = try db.run(
                DirectUploadStatement.complete, ["id": id, "fileID": file.id, "accountID": file.accountID])
            guard completed > 0 else { throw StoreError.missingFile(file.id) }
        }
    }

    /// What lies in the bucket of one that has become no file is removed by the outbox then.
    package func deleteDirectUpload(_ id: UploadID) async throws {
        try await commits.write { db in try db.run(DirectUploadStatement.delete, ["id": id]) }
    }

    /// At most 1000, the ones longest over first; completed ones are among them.
    package func expiredDirectUploads(at: Timestamp) async throws -> [DirectUpload] {
        try await read { db in
            try db.rows(DirectUploadStatement.expired, ["at": at]).map(DirectUpload.init(row:))
        }
    }

    /// Nil when nothing of it is in the bucket any more.
    package func directLeftover(_ id: UploadID) async throws -> DirectLeftover? {
        try await read { db in
            try db.row(DirectUploadStatement.leftover, ["id": id]).map { row in
                DirectLeftover(
                    id: try row.get("id"), mirror: try row.get("mirror"), multipartID: try row.find("multipartID"),
                    writableUntil: try row.get("writableUntil"))
            }
        }
    }

    package func forgetDirectLeftover(_ id: UploadID) async throws {
        try await commits.write { db in try db.run(DirectUploadStatement.forgetLeftover, ["id": id]) }
    }
}

extension DirectUpload {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), mirror: try row.get("mirror"),
            multipartID: try row.find("multipartID"), sizeBytes: try row.get("sizeBytes"),
            partBytes: try row.get("partBytes"), sha256: try row.find("sha256"), title: try row.get("title"),
            kind: try row.find("kind"), createdAt: try row.get("createdAt"), expiresAt: try row.get("expiresAt"),
            writableUntil: try row.get("writableUntil"), fileID: try row.find("fileID"))
    }
}
