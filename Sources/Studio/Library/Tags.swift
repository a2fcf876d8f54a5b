import Domain
import Storage

/// The tags of an account. One is made by naming it for a video.
package struct Tags: Sendable {
    /// Of a name, in code points.
    package static let longest = 50

    private let store: Store

    package init(store: Store) { self.store = store }

    /// By name.
    package func list(of account: AccountID) async throws -> [Counted<Tag>] { try await store.tags(of: account) }

    /// Renames the tag on every video that has it.
    package func rename(_ id: TagID, of account: AccountID, to name: String) async throws {
        do {
            guard try await store.renameTag(id, of: account, to: try Self.cleaned(name)) else {
                throw StudioError.notFound("tag")
            }
        } catch StoreError.nameTaken {
            throw StudioError.conflict(Conflict("tag_exists", "another tag has this name"))
        }
    }

    /// Takes the tag from every video.
    package func delete(_ id: TagID, of account: AccountID) async throws {
        guard try await store.deleteTag(id, of: account) else { throw StudioError.notFound("tag") }
    }

    static func cleaned(_ name: String) throws -> String {
        // A name of nothing but accents is one that nothing is found by.
        guard let name = Title.cleaned(name, longest: longest), !SearchWords.key(of: name).isEmpty else {
            throw StudioError.invalid(field: "tags", reason: "must each have 1 to \(longest) characters")
        }
        return name
    }

    static let tooMany = StudioError.conflict(
        Conflict(
            "too_many_tags", "a video can have \(Tag.mostOfVideo) tags, and an account \(Tag.mostOfAccount)",
            ["video": .number(Double(Tag.mostOfVideo)), "account": .number(Double(Tag.mostOfAccount))]))
}
