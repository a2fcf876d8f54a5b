import Domain
import Foundation
import GRDB

/// Gives a home a new key for its secrets at rest and takes the old ones away. Whenever it is cut short, every stored
/// secret has its key in the file: the new key is durable before the first row is sealed with it, and the old ones go
/// after the last. Run again, it begins anew and finishes.
package struct SecretRotation: Sendable {
    private let home: Home
    private let store: Store

    /// - Parameter home: whose ``HomeLock`` the caller holds: a server would continue sealing with the old key.
    package init(home: Home, store: Store) {
        self.home = home
        self.store = store
    }

    /// - Returns: how many secrets were sealed anew.
    /// - Throws: ``SecretKeys/Unreadable`` for a row that cannot be opened; the old keys stay then.
    package func run() async throws -> Int {
        let keys = try home.secretKeys().withNewKey()
        try home.replaceSecretKeys(with: keys)
        var count = 0
        for column in SealedColumn.all { count += try await store.reseal(column, with: keys) }
        try home.replaceSecretKeys(with: keys.withoutOldKeys())
        try await rotateMirrorKeys()
        return count
    }
}

extension SecretRotation {
    /// What mirrors have is sealed anew while the server runs; keys that something there is still sealed with stay until
    /// the next time.
    private func rotateMirrorKeys() async throws {
        guard let keys = try home.mirrorKeysIfMade() else { return }
        // Also of uploads that have begun.
        var used: Set<UInt32> = [keys.current]
        for number in keys.numbers where try await store.isSealUsed(number) { used.insert(number) }
        try home.replaceMirrorKeys(with: keys.withNewKey().keeping(used))
    }
}

/// A column that holds sealed values.
struct SealedColumn: Sendable {
    let table: String
    let column: String
    /// Selects `row` and `sealed` of the rows after `:after`, in the order of `row`.
    let list: SealedStatement
    /// Puts `:sealed` where `:old` stands.
    let replace: SealedStatement

    static let all = [
        SealedColumn(table: "totp", column: "sealedSecret", list: .secondFactors, replace: .setSecondFactor),
        SealedColumn(table: "outbox", column: "payload", list: .payloads, replace: .setPayload),
    ]
}

extension Store {
    /// Seals every value of the column with the newest key, a hundred rows a commit.
    fileprivate func reseal(_ sealed: SealedColumn, with keys: SecretKeys) async throws -> Int {
        var (after, count) = ("", 0)
        while true {
            let start = after
            let (last, changed) = try await commits.write { db in
                var (last, changed) = (String?.none, 0)
                for row in try db.rows(sealed.list, ["after": start]) {
                    let (id, old): (String, Data) = (try row.get("row"), try row.get("sealed"))
                    last = id
                    let place = SecretKeys.Place(table: sealed.table, row: id, column: sealed.column)
                    // Also of those that need no new key: a number may be that of another home's key.
                    let secret = try keys.open(old, at: place)
                    guard !keys.isCurrent(old) else { continue }
                    let new = try keys.seal(secret, for: place)
                    changed += try db.run(sealed.replace, ["row": id, "old": old, "sealed": new])
                }
                return (last, changed)
            }
            count += changed
            guard let last else { return count }
            after = last
        }
    }
}
