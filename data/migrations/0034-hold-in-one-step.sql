-- The hold of a task stands in the way of every submit, so that it does all in one step: credits that lapse are taken first,
-- the first to lapse before the others. It is refused while some have lapsed, which go first.
DROP TRIGGER creditHoldPosts;
CREATE TRIGGER creditHoldPosts INSTEAD OF INSERT ON creditHold BEGIN
    SELECT raise(ABORT, 'credits have lapsed') FROM creditLot
    WHERE accountID = NEW.accountID AND rest > 0 AND expiresAt <= NEW.at LIMIT 1;
    INSERT INTO ledgerTransaction (cause, externalKey, accountID, taskID, at)
    VALUES ('hold', NEW.externalKey, NEW.accountID, NEW.taskID, NEW.at);
    INSERT INTO ledgerPosting (transactionID, ledgerAccountID, credits)
    VALUES (last_insert_rowid(), NEW.accountID || ' available', -NEW.credits),
        (last_insert_rowid(), NEW.accountID || ' held', NEW.credits);
    INSERT INTO creditLotMove (transactionID, lotID, credits)
    SELECT last_insert_rowid(), transactionID, -min(rest, NEW.credits - before) FROM (
        SELECT transactionID, rest, (SELECT coalesce(sum(rest), 0) FROM creditLot AS earlier
            WHERE earlier.accountID = lot.accountID AND earlier.rest > 0
                AND (earlier.expiresAt, earlier.transactionID) < (lot.expiresAt, lot.transactionID)) AS before
        FROM creditLot AS lot WHERE accountID = NEW.accountID AND rest > 0)
    WHERE before < NEW.credits;
    UPDATE ledgerTransaction SET isSealed = 1 WHERE id = last_insert_rowid();
END;
-- Half of what a posting cost. The daily check alone read it, and reads all postings anyway.
DROP INDEX ledgerPostingOfAccount;
