import Domain

/// What the store refuses for a reason its caller can act on. Anything else it throws is a fault, to be logged whole.
package enum StoreError: Error, Equatable, Sendable {
    case emailTaken
    /// The provider's person leads to another account already.
    case identityTaken
    /// Nobody would be left who administers.
    case lastAdmin
    /// The account has as many API keys as one may have.
    case tooManyKeys
    /// The administrator has as many open invitations as one may have.
    case tooManyInvitations
    /// The invitation was used, has expired, was revoked or never was.
    case invalidInvitation
    /// Administrators let no stranger make an account.
    case registrationClosed
    /// The file is an input of this queued or running task.
    case inUse(TaskID)
    /// The file is not there, is deleted, or is somebody else's.
    case missingFile(FileID)
    /// A finished scene of the film was deleted.
    case missingScene
    /// The model is not there, is not trained yet, is deleted, or is somebody else's.
    case missingModel(ModelID)
    /// The file proves that somebody agreed to be cloned.
    case isProof(FileID)
    /// The person did not agree to what the task trains.
    case consentRefused
    /// The file is what a model of the account shows of itself.
    case isPreview(FileID)
    /// The account has fewer credits than this needs.
    case insufficientCredits(needed: Int, available: Int)
    /// The plan's minutes are too few, and nothing else pays.
    case insufficientMinutes(neededMs: Int64, leftMs: Int64)
    /// The account has too many orders that are not paid yet.
    case tooManyOrders
    /// Another plan was paid before this order was.
    case hasPlan
    /// Nobody is there any more for what was paid.
    case erasedAccount
    /// A plan that was never sold here.
    case unknownPlan(String)
    /// The folder is not there, or is somebody else's.
    case missingFolder(FolderID)
    /// Another folder or tag of the account has the name.
    case nameTaken
    case tooManyFolders
    /// The account has as many links to its videos as it may have.
    case tooManyShares
    /// The account has as many webhooks as it may have.
    case tooManyWebhooks
    /// The video or the account has as many tags as it may have.
    case tooManyTags
    /// The ledger has a transaction for what this key names.
    case countedBefore(String)
    /// The database has been opened by a newer program; the text names the migration that this one does not know.
    case newerDatabase(String)
    /// The session or key by which the write was asked for has ended meanwhile.
    case credentialEnded
    /// The disk is full; nothing of the write was kept.
    case full
}

extension StoreError: StorageFault {
    package var isFull: Bool { self == .full }
    package var isOfEndedCredential: Bool { self == .credentialEnded }
}
