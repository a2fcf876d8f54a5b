import Domain
import Storage

/// The folders of an account's library.
package struct Folders: Sendable {
    /// Of a name, in code points.
    package static let longest = 100
    private static let limit = 500

    private let store: Store
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(store: Store, newID: IDSource, now: @escaping @Sendable () -> Timestamp) {
        self.store = store
        self.newID = newID
        self.now = now
    }

    /// By name.
    package func list(of account: AccountID) async throws -> [Counted<Folder>] {
        try await store.folders(of: account)
    }

    package func create(_ name: String, for account: AccountID) async throws -> Folder {
        if let id: FolderID = IdempotencyClaim.earlierID(), let made = try await store.folder(id, of: account) {
            return made
        }
        let folder = Folder(
            id: IdempotencyClaim.id(or: newID), accountID: account, name: try Self.cleaned(name), createdAt: now())
        do {
            try await store.add(folder, limit: Self.limit)
        } catch StoreError.nameTaken {
            throw Self.nameTaken
        } catch StoreError.tooManyFolders {
            throw StudioError.conflict(
                Conflict(
                    "too_many_folders", "an account can have \(Self.limit) folders",
                    ["limit": .number(Double(Self.limit))]))
        }
        return folder
    }

    package func rename(_ id: FolderID, of account: AccountID, to name: String) async throws {
        do {
            guard try await store.renameFolder(id, of: account, to: try Self.cleaned(name)) != nil else {
                throw StudioError.notFound("folder")
            }
        } catch StoreError.nameTaken {
            throw Self.nameTaken
        }
    }

    /// Its videos stay, and lie in no folder.
    package func delete(_ id: FolderID, of account: AccountID) async throws {
        guard try await store.deleteFolder(id, of: account) else { throw StudioError.notFound("folder") }
    }

    private static func cleaned(_ name: String) throws -> String {
        guard let name = Title.cleaned(name, longest: longest), !SearchWords.key(of: name).isEmpty else {
            throw StudioError.invalid(field: "name", reason: "must have 1 to \(longest) characters")
        }
        return name
    }

    private static let nameTaken = StudioError.conflict(Conflict("folder_exists", "another folder has this name"))
}
