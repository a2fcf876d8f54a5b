/// Which blobs lie on the disk, and which only in mirrors.
enum LocalStatement: String, StoreStatement {
    case use = "UPDATE blob SET usedAt = max(usedAt, :at) WHERE hash = :hash"
    /// The ones used longest ago that a mirror has, and that no mirror still waits for.
    case toLeave = """
        SELECT hash, sizeBytes, usedAt FROM blob INDEXED BY blobByUse
        WHERE awayAt IS NULL AND usedAt < :before AND (usedAt, hash) > (:after, :hash)
            AND EXISTS (SELECT 1 FROM mirrorCopy JOIN mirror ON mirror.name = mirrorCopy.mirror
                WHERE mirrorCopy.blob = blob.hash AND status = 'copied' AND isActive)
            AND NOT EXISTS (SELECT 1 FROM mirrorCopy JOIN mirror ON mirror.name = mirrorCopy.mirror
                WHERE mirrorCopy.blob = blob.hash AND status = 'waiting' AND isActive)
        ORDER BY usedAt, hash LIMIT 100
        """
    case leave = """
        UPDATE blob SET awayAt = :at WHERE hash = :hash AND awayAt IS NULL
            AND EXISTS (SELECT 1 FROM mirrorCopy JOIN mirror ON mirror.name = mirrorCopy.mirror
                WHERE mirrorCopy.blob = blob.hash AND status = 'copied' AND isActive)
        """
    case arrive = "UPDATE blob SET awayAt = NULL, usedAt = max(usedAt, :at) WHERE hash = :hash"
    case isAway = "SELECT EXISTS (SELECT 1 FROM blob WHERE hash = :hash AND awayAt IS NOT NULL)"
    case awayAfter = """
        SELECT hash FROM blob INDEXED BY blobAway WHERE awayAt IS NOT NULL AND hash > :after ORDER BY hash LIMIT 500
        """
    case totals = "SELECT isAway, blobs, bytes FROM blobTotal WHERE isAway IN (0, 1)"
}
