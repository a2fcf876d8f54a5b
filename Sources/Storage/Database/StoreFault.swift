import GRDB

/// What went wrong with the store or its disk, for those who can try again.
package enum StoreFault {
    /// Whether the same may work a little later: the disk was full, the database locked, something could not be read.
    /// What the schema or the caller forbids is forbidden later, too.
    package static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case let error as DatabaseError: error.resultCode != .SQLITE_CONSTRAINT
        case let error as StoreError: error == .full
        default: error is DiskError
        }
    }
}
