import Domain
import GRDB

extension Identity {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), provider: try row.get("provider"),
            name: try row.find("name"), email: try row.find("email"), createdAt: try row.get("createdAt"),
            lastUsedAt: try row.get("lastUsedAt"))
    }
}
