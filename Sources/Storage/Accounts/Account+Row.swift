import Domain
import GRDB

extension Account {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), email: try row.get("email"), name: try row.get("name"), role: try row.get("role"),
            status: try row.get("status"), visibleMark: try row.get("visibleMark"),
            emailVerifiedAt: try row.find("emailVerifiedAt"), ownerProvenAt: try row.find("ownerProvenAt"),
            hasSecondFactor: try row.get("hasSecondFactor"), createdAt: try row.get("createdAt"))
    }
}

extension Session {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), createdAt: try row.get("createdAt"),
            lastUsedAt: try row.get("lastUsedAt"), expiresAt: try row.get("expiresAt"),
            userAgent: try row.get("userAgent"), address: try row.get("address"), provenAt: try row.get("provenAt"))
    }
}
