/// What takes an account and everything of it away.
enum ErasureStatement: String, StoreStatement {
    /// Nobody can sign in to what is left; its name and address are nobody's.
    case begin = """
        UPDATE account SET email = :email, emailKey = :email, formerEmailKey = NULL, name = 'erased', passwordHash = '!',
            role = 'member', status = 'suspended', visibleMark = 0, emailVerifiedAt = NULL, ownerProvenAt = NULL,
            lastSeenAt = NULL, erasedAt = :at
        WHERE id = :accountID AND erasedAt IS NULL
        """
    case remember = "INSERT INTO erasure (accountID, startedAt) VALUES (:accountID, :at)"
    case pending = "SELECT accountID, startedAt FROM erasure WHERE accountID > :after ORDER BY accountID LIMIT 100"
    case end = "DELETE FROM erasure WHERE accountID = :accountID"
    case sessions = "DELETE FROM session WHERE accountID = :accountID RETURNING id"
    case keys = "DELETE FROM apiKey WHERE accountID = :accountID RETURNING prefix"
    /// Title and facts go; the bytes go with the next sweep, unless somebody else has the same. Those that an unfinished
    /// task needs stay with it.
    case files = """
        UPDATE file INDEXED BY fileOfOwner SET deletedAt = coalesce(deletedAt, :at), title = 'erased', facts = '{}'
        WHERE accountID = :accountID AND (deletedAt IS NULL OR title <> 'erased' OR facts <> '{}')
            AND NOT EXISTS (SELECT 1 FROM taskInput WHERE fileID = file.id AND isNeeded = 1)
            AND NOT EXISTS (SELECT 1 FROM consent WHERE recordingFileID = file.id)
            AND NOT EXISTS (SELECT 1 FROM model WHERE previewFileID = file.id AND deletedAt IS NULL)
        """
    /// What services still have of voices and avatars that were not deleted one by one.
    case lyingElsewhere = """
        SELECT task.engine, task.remoteID FROM model INDEXED BY modelOfOwner JOIN task ON task.id = model.taskID
        WHERE model.accountID = :accountID AND model.deletedAt IS NULL AND task.status = 'succeeded'
            AND task.remoteID IS NOT NULL
        """
    /// Deleted models have given their bytes back already.
    case storedBytes = """
        UPDATE account SET storedBytes = (SELECT coalesce(sum(sizeBytes), 0) FROM file INDEXED BY fileOfOwner
            WHERE accountID = :accountID AND deletedAt IS NULL)
        WHERE id = :accountID
        """
    /// What somebody may still pay on a page that is open.
    case openOrders = "SELECT * FROM paymentOrder WHERE accountID = :accountID AND status = 'pending'"
    case subscription = """
        SELECT gateway, externalID FROM subscription
        WHERE accountID = :accountID AND externalID IS NOT NULL AND status <> 'ended'
        """
    case unfinished = """
        SELECT id FROM task INDEXED BY taskOfStatus
        WHERE accountID = :accountID AND status IN ('queued', 'running') LIMIT 100
        """
}

/// The rest of it, in this order; each has the account alone as its parameter. A task that is not finished stays for the
/// next time, with what it needs.
enum ErasureStep: String, StoreStatement {
    case identities = "DELETE FROM identity WHERE accountID = :accountID"
    case codeGenerator = "DELETE FROM totp WHERE accountID = :accountID"
    case recoveryCodes = "DELETE FROM recoveryCode WHERE accountID = :accountID"
    case tickets = "DELETE FROM signInTicket WHERE accountID = :accountID"
    case passkeys = "DELETE FROM passkey WHERE accountID = :accountID"
    case letterTokens = "DELETE FROM letterToken WHERE accountID = :accountID"
    case outbox = "DELETE FROM outbox WHERE accountID = :accountID"
    case preference = "DELETE FROM preference WHERE accountID = :accountID"
    case pronunciations = "DELETE FROM pronunciation WHERE accountID = :accountID"
    case favouriteVoices = "DELETE FROM favouriteVoices WHERE accountID = :accountID"
    case filmDraft = "DELETE FROM filmDraft WHERE accountID = :accountID"
    case exports = "DELETE FROM export WHERE accountID = :accountID"
    case answers = "DELETE FROM idempotencyKey WHERE accountID = :accountID"
    case uploads = "DELETE FROM upload WHERE accountID = :accountID"
    case directUploads = "DELETE FROM directUpload WHERE accountID = :accountID"
    case notices = "DELETE FROM notice WHERE accountID = :accountID"
    case noticeChoice = "DELETE FROM noticeChoice WHERE accountID = :accountID"
    case webhookDeliveries = "DELETE FROM webhookDelivery WHERE accountID = :accountID"
    case webhooks = "DELETE FROM webhook WHERE accountID = :accountID"
    case shareLinks = "DELETE FROM shareLink WHERE accountID = :accountID"
    case videoTags = "DELETE FROM videoTag WHERE accountID = :accountID"
    case tags = "DELETE FROM tag WHERE accountID = :accountID"
    /// With their words.
    case videos = "DELETE FROM video WHERE accountID = :accountID"
    case folders = "DELETE FROM folder WHERE accountID = :accountID"
    case scenes = """
        DELETE FROM scene WHERE filmID IN (
            SELECT id FROM task WHERE accountID = :accountID AND status NOT IN ('queued', 'running'))
        """
    case scripts = """
        DELETE FROM script WHERE taskID IN (
            SELECT id FROM task WHERE accountID = :accountID AND status NOT IN ('queued', 'running'))
        """
    case sidecars = """
        DELETE FROM sidecar WHERE fileID IN (SELECT id FROM file INDEXED BY fileOfOwner WHERE accountID = :accountID)
        """
    case tasks = """
        UPDATE task SET title = 'erased', scriptExcerpt = NULL, options = '{}', remoteID = NULL, remoteState = NULL,
            parentTaskID = NULL, part = NULL,
            failureMessage = CASE WHEN failureMessage IS NULL THEN NULL ELSE 'erased' END
        WHERE accountID = :accountID AND status NOT IN ('queued', 'running')
        """
    case inputs = """
        DELETE FROM taskInput WHERE taskID IN (
            SELECT id FROM task WHERE accountID = :accountID AND status NOT IN ('queued', 'running'))
        """
    /// The sweeper finds bytes by deleted files, so that what a model learnt becomes one.
    case archives = """
        INSERT INTO file (id, accountID, kind, origin, title, blob, sizeBytes, facts, createdAt, deletedAt)
        SELECT 'erased-' || model.id, model.accountID, 'video', 'result', 'erased', archive, archiveBytes, '{}',
            model.createdAt, model.createdAt
        FROM model INDEXED BY modelOfOwner JOIN task ON task.id = model.taskID
        WHERE model.accountID = :accountID AND archive IS NOT NULL AND task.status NOT IN ('queued', 'running')
            AND NOT EXISTS (SELECT 1 FROM taskInput WHERE modelID = model.id)
        """
    case models = """
        DELETE FROM model WHERE accountID = :accountID
            AND (SELECT status FROM task WHERE id = taskID) NOT IN ('queued', 'running')
            AND NOT EXISTS (SELECT 1 FROM taskInput WHERE modelID = model.id)
        """
    case consents = """
        DELETE FROM consent WHERE accountID = :accountID
            AND NOT EXISTS (SELECT 1 FROM model WHERE consentID = consent.id)
        """
    /// Those that the ledger names stay, with nothing in them.
    case tasksWithoutEntries = """
        DELETE FROM task WHERE accountID = :accountID AND status NOT IN ('queued', 'running')
            AND NOT EXISTS (SELECT 1 FROM ledgerTransaction WHERE taskID = task.id)
            AND NOT EXISTS (SELECT 1 FROM task AS scene WHERE scene.parentTaskID = task.id)
        """
    /// It is not charged any more; what was paid stays in the books, without anything about the person.
    case subscription = "DELETE FROM subscription WHERE accountID = :accountID"
    case planMonths = "DELETE FROM planMonth WHERE accountID = :accountID"
    case orders = "UPDATE paymentOrder SET offer = NULL WHERE accountID = :accountID AND offer IS NOT NULL"
    /// The books stay whole: they tell of amounts, and of nobody.
    case usage = "DELETE FROM usagePeriod WHERE accountID = :accountID AND heldMs = 0"
    case ownDeeds = """
        UPDATE auditEntry SET address = '', userAgent = ''
        WHERE actorID = :accountID AND (address <> '' OR userAgent <> '')
        """
    /// Wrong passwords from nobody in particular: from the owner, as often as not.
    case deedsOfNobody = """
        UPDATE auditEntry SET address = '', userAgent = ''
        WHERE targetID = :accountID AND actorID IS NULL AND (address <> '' OR userAgent <> '')
        """
}
