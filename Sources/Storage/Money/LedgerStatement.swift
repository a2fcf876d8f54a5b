enum LedgerStatement: String, StoreStatement {
    /// A person's accounts come with their first credits.
    case open = """
        INSERT INTO ledgerAccount (id, accountID, purpose, mayBeNegative) VALUES (:id, :accountID, :purpose, 0)
        ON CONFLICT (id) DO NOTHING
        """
    case balance = "SELECT balance FROM ledgerAccount WHERE id = :id"
    case begin = """
        INSERT INTO ledgerTransaction (cause, externalKey, accountID, taskID, note, at)
        VALUES (:cause, :key, :accountID, :taskID, :note, :at)
        ON CONFLICT (externalKey) DO NOTHING RETURNING id
        """
    case post = """
        INSERT INTO ledgerPosting (transactionID, ledgerAccountID, credits) VALUES (:transactionID, :ledgerAccountID, :credits)
        """
    case seal = "UPDATE ledgerTransaction SET isSealed = 1 WHERE id = :id"
    case holdCount = "SELECT count(*) AS count FROM ledgerTransaction WHERE taskID = :taskID AND cause = 'hold'"
    /// Newest first.
    case history = """
        SELECT id, cause, taskID, note, at,
            (SELECT credits FROM ledgerPosting
                WHERE transactionID = id AND ledgerAccountID = :accountID || ' available') AS available,
            (SELECT credits FROM ledgerPosting
                WHERE transactionID = id AND ledgerAccountID = :accountID || ' held') AS held
        FROM ledgerTransaction WHERE accountID = :accountID AND id < :before ORDER BY id DESC LIMIT :limit
        """
    case hold = """
        INSERT INTO creditHold (taskID, accountID, credits, externalKey, at)
        VALUES (:taskID, :accountID, :credits, :key, :at)
        """
    /// What transactions took for the house whose keys lie in between.
    case taken = """
        SELECT coalesce(sum(credits), 0) AS credits FROM ledgerTransaction
        JOIN ledgerPosting ON transactionID = ledgerTransaction.id
        WHERE externalKey >= :from AND externalKey < :until AND ledgerAccountID = 'house revenue'
        """
    case byKey = "SELECT id FROM ledgerTransaction WHERE externalKey = :key"
    /// What it moved.
    case size = "SELECT coalesce(max(credits), 0) AS credits FROM ledgerPosting WHERE transactionID = :id"
}

/// Credits that lapse.
enum CreditLotStatement: String, StoreStatement {
    case open = "INSERT INTO creditLot (transactionID, accountID, expiresAt) VALUES (:id, :accountID, :expiresAt)"
    case move = "INSERT INTO creditLotMove (transactionID, lotID, credits) VALUES (:transactionID, :lotID, :credits)"
    /// The first to lapse first.
    case toSpend = """
        SELECT transactionID, accountID, rest, expiresAt FROM creditLot INDEXED BY creditLotToSpend
        WHERE accountID = :accountID AND rest > 0 ORDER BY expiresAt
        """
    case due = """
        SELECT transactionID, accountID, rest, expiresAt FROM creditLot INDEXED BY creditLotByEnd
        WHERE rest > 0 AND expiresAt <= :at ORDER BY expiresAt LIMIT 100
        """
    /// Credits of a month that begins, or goes on, later.
    case putOff = """
        UPDATE creditLot SET expiresAt = :expiresAt
        WHERE transactionID = (SELECT id FROM ledgerTransaction WHERE externalKey = :key) AND expiresAt < :expiresAt
        """
    /// Of one lot, what nobody spent in time.
    case lapsed = """
        SELECT coalesce(-sum(credits), 0) AS credits FROM creditLotMove
        JOIN ledgerTransaction ON ledgerTransaction.id = creditLotMove.transactionID
        WHERE lotID = :lotID AND cause = 'expiry'
        """
    /// What transactions took of the lot whose keys lie in between.
    case takenOf = """
        SELECT coalesce(-sum(credits), 0) AS credits FROM creditLotMove
        JOIN ledgerTransaction ON ledgerTransaction.id = creditLotMove.transactionID
        WHERE lotID = :lotID AND externalKey >= :from AND externalKey < :until
        """
    case takenBy = """
        SELECT lotID, -credits AS credits,
            (SELECT expiresAt FROM creditLot WHERE creditLot.transactionID = lotID) AS expiresAt
        FROM creditLotMove WHERE transactionID = :transactionID AND credits < 0
        """
}

/// Minutes of a period.
enum UsageStatement: String, StoreStatement {
    case current = """
        SELECT startsAt, endsAt, includedMs, heldMs, usedMs FROM usagePeriod
        WHERE accountID = :accountID AND startsAt <= :at AND endsAt > :at ORDER BY startsAt DESC LIMIT 1
        """
    /// Of a period that has not begun, so that nothing of it is used.
    case remove = """
        DELETE FROM usagePeriod
        WHERE accountID = :accountID AND startsAt = :startsAt AND heldMs = 0 AND usedMs = 0
        """
    case open = """
        INSERT INTO usagePeriod (accountID, startsAt, endsAt, includedMs)
        VALUES (:accountID, :startsAt, :endsAt, :includedMs)
        ON CONFLICT (accountID, startsAt) DO UPDATE SET endsAt = :endsAt, includedMs = :includedMs
        """
    case hold = """
        UPDATE usagePeriod SET heldMs = heldMs + :heldMs WHERE accountID = :accountID AND startsAt = :startsAt
        """
    case end = """
        UPDATE usagePeriod SET endsAt = max(startsAt, min(endsAt, :at))
        WHERE accountID = :accountID AND startsAt = :startsAt
        """
    case settle = """
        UPDATE usagePeriod SET heldMs = heldMs - :heldMs, usedMs = usedMs + :usedMs
        WHERE accountID = :accountID AND startsAt = :startsAt
        """
}
