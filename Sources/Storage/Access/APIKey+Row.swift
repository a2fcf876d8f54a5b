import Domain
import Foundation
import GRDB

extension APIKey {
    init(row: Row) throws {
        var use: Use?
        if let at: Timestamp = try row.find("lastUsedAt") { use = Use(at: at, address: try row.get("lastUsedAddress")) }
        let names: [String] = try JSONColumn.value(try row.get("scopes"))
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), name: try row.get("name"),
            prefix: try row.get("prefix"), scopes: Set(names.compactMap(Scope.init(rawValue:))),
            createdAt: try row.get("createdAt"), expiresAt: try row.find("expiresAt"),
            replacedBy: try row.find("replacedBy"), endsAt: try row.find("endsAt"), lastUse: use)
    }

    func insert(_ db: Database, hash: Data) throws {
        try db.run(
            APIKeyStatement.insert,
            [
                "id": id, "accountID": accountID, "name": name, "prefix": prefix, "hash": hash,
                "scopes": try JSONColumn.text(scopes.map(\.rawValue).sorted()), "createdAt": createdAt,
                "expiresAt": expiresAt,
            ])
    }
}

extension AuditEntry {
    /// Nil for an action that this program does not know.
    init?(row: Row) throws {
        guard let action = Action(rawValue: try row.get("action")) else { return nil }
        var target: Target?
        if let kind: String = try row.find("targetKind") { target = Target(kind: kind, id: try row.get("targetID")) }
        self.init(
            id: try row.get("id"), at: try row.get("at"), actor: try row.find("actorID"), action: action,
            target: target, address: try row.get("address"), userAgent: try row.get("userAgent"),
            details: try JSONColumn.value(try row.get("details")))
    }
}

extension Database {
    /// Adds the entry to the log, in the transaction of what it tells of.
    func note(_ entry: AuditEntry?) throws {
        guard let entry else { return }
        try run(
            AuditStatement.insert,
            [
                "id": entry.id, "at": entry.at, "actorID": entry.actor, "action": entry.action.rawValue,
                "targetKind": entry.target?.kind, "targetID": entry.target?.id,
                "address": String(entry.address.prefix(64)),
                "userAgent": String(entry.userAgent.unicodeScalars.prefix(200)),
                "details": try JSONColumn.text(entry.details),
            ])
    }
}
