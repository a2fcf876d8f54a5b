enum MirrorStatement: String, StoreStatement {
    case names = "SELECT name, place FROM mirror WHERE name > '' ORDER BY name"
    /// What was there before it, or before its rule was another, is still to be put down.
    case set = """
        INSERT INTO mirror (name, rule, isActive, filledTo, place) VALUES (:name, :rule, 1, '', :place)
        ON CONFLICT (name) DO UPDATE SET rule = excluded.rule, isActive = 1, filledTo = '',
            place = coalesce(excluded.place, place)
        WHERE rule <> excluded.rule OR NOT isActive OR coalesce(excluded.place, place) IS NOT place
        """
    /// Under another name, and in no use.
    case becomeOther = """
        INSERT INTO mirror (name, rule, isActive, filledTo, copies, copiedBytes, place)
        SELECT :other, rule, 0, filledTo, copies, copiedBytes, place FROM mirror WHERE name = :name
        """
    case moveCopies = "UPDATE mirrorCopy SET mirror = :other WHERE mirror = :name"
    case remove = "DELETE FROM mirror WHERE name = :name"
    case isEmpty = "SELECT NOT EXISTS (SELECT 1 FROM mirrorCopy WHERE mirror = :name)"
    case retire = "UPDATE mirror SET isActive = 0 WHERE name = :name"
    case toFill = """
        SELECT name, rule, filledTo FROM mirror
        WHERE name > '' AND isActive AND filledTo IS NOT NULL ORDER BY name LIMIT 1
        """
    /// The last of the next thousand files, when there are so many.
    case fillEnd = "SELECT id AS last FROM file WHERE id > :after ORDER BY id LIMIT 1 OFFSET 999"
    case fill = """
        INSERT INTO mirrorCopy (mirror, blob, sizeBytes, since)
        SELECT :name, file.blob, file.sizeBytes, :at FROM file
        WHERE file.id > :after AND file.id <= :last AND file.blob IS NOT NULL AND file.deletedAt IS NULL
            AND CASE :rule WHEN 'everything' THEN 1 WHEN 'results' THEN file.origin = 'result'
                ELSE (:rule = 'mainland')
                    = (coalesce((SELECT country FROM preference WHERE accountID = file.accountID), '') = 'CN') END
        ON CONFLICT (mirror, blob) DO UPDATE SET status = 'waiting', since = excluded.since WHERE status <> 'copied'
        """
    /// Archives of models are few.
    case fillArchives = """
        INSERT INTO mirrorCopy (mirror, blob, sizeBytes, since)
        SELECT :name, model.archive, model.archiveBytes, :at FROM model INDEXED BY modelByArchive
        WHERE model.archive > '' AND model.archive IS NOT NULL AND model.deletedAt IS NULL
            AND CASE WHEN :rule IN ('everything', 'results') THEN 1
                ELSE (:rule = 'mainland')
                    = (coalesce((SELECT country FROM preference WHERE accountID = model.accountID), '') = 'CN') END
        ON CONFLICT (mirror, blob) DO UPDATE SET status = 'waiting', since = excluded.since WHERE status <> 'copied'
        """
    case filled = "UPDATE mirror SET filledTo = :last WHERE name = :name"
    case find = "SELECT * FROM mirrorCopy WHERE mirror = :mirror AND blob = :blob"
    case ofBlob = "SELECT * FROM mirrorCopy WHERE blob = :blob"
    case noteUpload = """
        UPDATE mirrorCopy SET uploadID = :uploadID WHERE mirror = :mirror AND blob = :blob
        """
    case prove = """
        UPDATE mirrorCopy SET status = 'copied', uploadID = NULL, since = :at, seal = :seal, tag = :tag
        WHERE mirror = :mirror AND blob = :blob AND status = 'waiting'
        """
    case noteTag = "UPDATE mirrorCopy SET tag = :tag WHERE mirror = :mirror AND blob = :blob AND status = 'copied'"
    /// What was sealed with an older key, or not at all, is copied anew.
    case sealAnew = """
        UPDATE mirrorCopy SET status = 'waiting', since = :at WHERE id IN (
            SELECT id FROM mirrorCopy INDEXED BY mirrorCopySeal
            WHERE mirror = :mirror AND seal < :seal AND status = 'copied' LIMIT 500)
        """
    case sealFirst = """
        UPDATE mirrorCopy SET status = 'waiting', since = :at WHERE id IN (
            SELECT id FROM mirrorCopy INDEXED BY mirrorCopySeal
            WHERE mirror = :mirror AND seal IS NULL AND status = 'copied' LIMIT 500)
        """
    case isSealUsed = "SELECT EXISTS (SELECT 1 FROM mirrorCopy WHERE seal = :seal)"
    case doubt = """
        UPDATE mirrorCopy SET status = 'waiting', since = :at
        WHERE mirror = :mirror AND blob = :blob AND status = 'copied'
        """
    /// The trigger puts it into the outbox once more.
    case askAgain = """
        UPDATE mirrorCopy SET status = :status WHERE blob = :blob AND mirror = :mirror AND status = :status
        """
    /// What has to be done and stands in the outbox no more: it was given up, or dropped since.
    case forgotten = """
        SELECT * FROM mirrorCopy INDEXED BY mirrorCopyOpen
        WHERE mirror = :mirror AND status = :status AND status <> 'copied' AND mirror || '/' || blob NOT IN (
            SELECT subject FROM outbox INDEXED BY outboxOpen
            WHERE kind = :kind AND status IN ('waiting', 'given_up') AND status = 'waiting') LIMIT 500
        """
    case forget = "DELETE FROM mirrorCopy WHERE mirror = :mirror AND blob = :blob AND status = 'leaving'"
    case standings = """
        SELECT name, rule, isActive, place, copies, copiedBytes FROM mirror WHERE name > '' ORDER BY name
        """
    case backlog = """
        SELECT status, count(*) AS copies, coalesce(sum(sizeBytes), 0) AS bytes, min(since) AS oldest
        FROM mirrorCopy INDEXED BY mirrorCopyOpen WHERE mirror = :mirror AND status = :status
            AND status <> 'copied'
        """
    case copiesAfter = """
        SELECT * FROM mirrorCopy WHERE mirror = :mirror AND blob > :after ORDER BY blob LIMIT 500
        """
}
