import Domain
import GRDB

extension Passkey {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), name: try row.get("name"),
            credentialID: try row.get("credentialID"), publicKey: try row.get("publicKey"),
            relyingParty: try row.get("relyingParty"), transports: try JSONColumn.value(try row.get("transports")),
            signCount: try row.get("signCount"), isBackupEligible: try row.get("isBackupEligible"),
            isBackedUp: try row.get("isBackedUp"), createdAt: try row.get("createdAt"),
            lastUsedAt: try row.find("lastUsedAt"))
    }

    /// - Returns: false when the credential is known already.
    func insert(_ db: Database) throws -> Bool {
        try db.run(
            PasskeyStatement.insert,
            [
                "id": id, "accountID": accountID, "name": name, "credentialID": credentialID, "publicKey": publicKey,
                "relyingParty": relyingParty, "transports": JSONColumn.text(transports), "signCount": signCount,
                "isBackupEligible": isBackupEligible, "isBackedUp": isBackedUp, "createdAt": createdAt,
            ]) > 0
    }
}
