import Domain
import GRDB

extension Store {
    package func create(_ upload: Upload) async throws {
        try await commits.write(needsRoom: true) { db in
            try db.run(
                UploadStatement.insert,
                [
                    "id": upload.id, "accountID": upload.accountID, "lengthBytes": upload.lengthBytes,
                    "metadata": upload.metadata, "title": upload.title, "kind": upload.kind,
                    "createdAt": upload.createdAt, "expiresAt": upload.expiresAt,
                ])
        }
    }

    package func upload(_ id: UploadID, of account: AccountID) async throws -> Upload? {
        try await read { db in
            try db.row(UploadStatement.ofAccount, ["id": id, "accountID": account]).map(Upload.init(row:))
        }
    }

    /// Moves the end of an upload that is still under way.
    package func extendUpload(_ id: UploadID, until: Timestamp) async throws {
        try await commits.write { db in try db.run(UploadStatement.extend, ["id": id, "until": until]) }
    }

    /// Adds the file that the upload became and says so in the upload, or does neither.
    /// - Throws: ``StoreError/missingFile(_:)`` when the upload is gone or was completed before; the id is the file's.
    package func complete(_ id: UploadID, as file: MediaFile) async throws {
        try await commits.write { db in
            try file.insert(db)
            let completed = try db.run(
                UploadStatement.complete, ["id": id, "fileID": file.id, "accountID": file.accountID])
            guard completed > 0 else { throw StoreError.missingFile(file.id) }
        }
    }

    /// - Parameter account: nil deletes whoever's it is.
    package func deleteUpload(_ id: UploadID, of account: AccountID?) async throws {
        try await commits.write { db in
            if let account {
                try db.run(UploadStatement.deleteOfAccount, ["id": id, "accountID": account])
            } else {
                try db.run(UploadStatement.delete, ["id": id])
            }
        }
    }

    /// At most 1000, the ones longest over first; completed ones are among them.
    package func expiredUploads(at: Timestamp) async throws -> [Upload] {
        try await read { db in try db.rows(UploadStatement.expired, ["at": at]).map(Upload.init(row:)) }
    }

    /// How many uploads of the account are under way, here and in buckets.
    package func openUploadsCount(of account: AccountID) async throws -> Int {
        try await read { db in
            let here: Int = try db.row(UploadStatement.countOpen, ["accountID": account])?.get("count") ?? 0
            let direct: Int = try db.row(DirectUploadStatement.countOpen, ["accountID": account])?.get("count") ?? 0
            return here + direct
        }
    }

    /// All uploads under way: other files in the folder of uploads belong to nobody.
    package func openUploadIDs() async throws -> Set<UploadID> {
        try await read { db in Set(try db.rows(UploadStatement.openIDs).map { try $0.get("id") }) }
    }
}
