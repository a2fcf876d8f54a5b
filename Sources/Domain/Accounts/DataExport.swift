/// Everything about one account in one archive, made on its owner's demand.
package struct DataExport: Equatable, Sendable, Identifiable {
    package enum Status: String, CaseIterable, Sendable { case queued, running, ready, failed }

    package let id: ExportID
    package let accountID: AccountID
    package let status: Status
    package let createdAt: Timestamp
    /// When it is thrown away; nil while it is waited for.
    package let expiresAt: Timestamp?
    /// Of the archive; nil unless it is ready.
    package let sizeBytes: Int64?

    package init(
        id: ExportID, accountID: AccountID, status: Status = .queued, createdAt: Timestamp,
        expiresAt: Timestamp? = nil, sizeBytes: Int64? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.status = status
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.sizeBytes = sizeBytes
    }
}

package typealias ExportID = Identifier<DataExport>
