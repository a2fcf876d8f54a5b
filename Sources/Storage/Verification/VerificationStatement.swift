enum VerificationStatement: String, StoreStatement {
    case insert = """
        INSERT INTO verification (id, reason, readsMirrors, startedAt) VALUES (:id, :reason, :readsMirrors, :startedAt)
        """
    case find = "SELECT * FROM verification WHERE id = :id"
    case underWay = "SELECT * FROM verification WHERE finishedAt IS NULL"
    case lastFinished = """
        SELECT * FROM verification WHERE finishedAt > 0 ORDER BY finishedAt DESC LIMIT 1
        """
    case proceed = """
        UPDATE verification SET checkpoint = :checkpoint, files = files + :files, bytes = bytes + :bytes,
            copies = copies + :copies
        WHERE id = :id AND finishedAt IS NULL
        """
    case finish = "UPDATE verification SET finishedAt = :at, failure = :failure WHERE id = :id AND finishedAt IS NULL"
    case removeOld = "DELETE FROM verification WHERE finishedAt IS NOT NULL AND finishedAt <= :before"
    /// What a part that is seen again shows counts once.
    case noteFault = """
        INSERT INTO verificationFault (verificationID, blob, place, kind, remedy)
        VALUES (:id, :blob, :place, :kind, :remedy)
        ON CONFLICT (verificationID, blob, place) DO UPDATE SET kind = excluded.kind, remedy = excluded.remedy
        """
    case noteSilence = """
        INSERT INTO verificationSilence (verificationID, mirror, reason) VALUES (:id, :mirror, :reason)
        ON CONFLICT (verificationID, mirror) DO UPDATE SET reason = excluded.reason
        """
    case silences = "SELECT mirror, reason FROM verificationSilence WHERE verificationID = :id"
    /// What nothing could be done about comes first.
    case faults = """
        SELECT blob, place, kind, remedy FROM verificationFault INDEXED BY verificationFaultByRemedy
        WHERE verificationID = :id ORDER BY remedy, kind, blob, place LIMIT :limit
        """
    case counts = """
        SELECT remedy, kind, count(*) AS faults, sum(place = 'disk') AS onDisk
        FROM verificationFault INDEXED BY verificationFaultByRemedy
        WHERE verificationID = :id GROUP BY remedy, kind
        """
}
