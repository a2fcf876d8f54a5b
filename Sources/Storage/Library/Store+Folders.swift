import Domain
import GRDB

enum FolderStatement: String, StoreStatement {
    case insert = """
        INSERT INTO folder (id, accountID, name, nameKey, createdAt) VALUES (:id, :accountID, :name, :nameKey, :at)
        """
    case ofKey = "SELECT id FROM folder WHERE accountID = :accountID AND nameKey = :nameKey"
    case ofAccount = "SELECT * FROM folder WHERE id = :id AND accountID = :accountID"
    case count = "SELECT count(*) AS count FROM folder WHERE accountID = :accountID"
    case list = """
        SELECT folder.*, (SELECT count(*) FROM video WHERE folderID = folder.id AND trashedAt IS NULL) AS videos
        FROM folder WHERE accountID = :accountID ORDER BY nameKey
        """
    case rename = "UPDATE folder SET name = :name, nameKey = :nameKey WHERE id = :id AND accountID = :accountID"
    /// Its videos lie in none afterwards.
    case delete = "DELETE FROM folder WHERE id = :id AND accountID = :accountID"
}

extension Folder {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), name: try row.get("name"),
            createdAt: try row.get("createdAt"))
    }
}

extension Store {
    /// By name, each with the number of its videos.
    package func folders(of account: AccountID) async throws -> [Counted<Folder>] {
        try await read { db in
            try db.rows(FolderStatement.list, ["accountID": account]).map { row in
                Counted(try Folder(row: row), videos: try row.get("videos"))
            }
        }
    }

    package func folder(_ id: FolderID, of account: AccountID) async throws -> Folder? {
        try await read { db in
            try db.row(FolderStatement.ofAccount, ["id": id, "accountID": account]).map(Folder.init(row:))
        }
    }

    /// - Parameter limit: of one account.
    /// - Throws: ``StoreError/nameTaken``, ``StoreError/tooManyFolders``.
    package func add(_ folder: Folder, limit: Int) async throws {
        try await commits.write(needsRoom: true) { db in
            let key = SearchWords.key(of: folder.name)
            let named: StatementArguments = ["accountID": folder.accountID, "nameKey": key]
            guard try db.row(FolderStatement.ofKey, named) == nil else { throw StoreError.nameTaken }
            let count: Int = try db.row(FolderStatement.count, ["accountID": folder.accountID])?.get("count") ?? 0
            guard count < limit else { throw StoreError.tooManyFolders }
            let rest: StatementArguments = ["id": folder.id, "name": folder.name, "at": folder.createdAt]
            try db.run(FolderStatement.insert, named &+ rest)
        }
    }

    /// - Returns: the folder as it is now; nil when the account has no such folder.
    /// - Throws: ``StoreError/nameTaken``.
    package func renameFolder(_ id: FolderID, of account: AccountID, to name: String) async throws -> Folder? {
        try await commits.write { db in
            let own: StatementArguments = ["id": id, "accountID": account]
            guard try db.row(FolderStatement.ofAccount, own) != nil else { return nil }
            let key = SearchWords.key(of: name)
            let other: FolderID? = try db.row(FolderStatement.ofKey, ["accountID": account, "nameKey": key])?.get("id")
            guard other == nil || other == id else { throw StoreError.nameTaken }
            try db.run(FolderStatement.rename, own &+ ["name": name, "nameKey": key])
            return try db.row(FolderStatement.ofAccount, own).map(Folder.init(row:))
        }
    }

    /// Its videos stay, and lie in no folder.
    /// - Returns: false when the account has no such folder.
    package func deleteFolder(_ id: FolderID, of account: AccountID) async throws -> Bool {
        try await commits.write { [videos] (isDeleted: Bool) in
            if isDeleted { videos.dropAll() }
        } _: { db in
            try db.run(FolderStatement.delete, ["id": id, "accountID": account]) > 0
        }
    }
}
