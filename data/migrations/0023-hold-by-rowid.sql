-- The hold of a task stands in the way of every submit: its transaction is found by the row that was just put in, instead of
-- by its key four times. `ledgerPosting` has no row ids, so that the last one stays the transaction's.
DROP TRIGGER creditHoldPosts;
CREATE TRIGGER creditHoldPosts INSTEAD OF INSERT ON creditHold BEGIN
    INSERT INTO ledgerTransaction (cause, externalKey, accountID, taskID, at)
    VALUES ('hold', NEW.externalKey, NEW.accountID, NEW.taskID, NEW.at);
    INSERT INTO ledgerPosting (transactionID, ledgerAccountID, credits)
    VALUES (last_insert_rowid(), NEW.accountID || ' available', -NEW.credits),
        (last_insert_rowid(), NEW.accountID || ' held', NEW.credits);
    UPDATE ledgerTransaction SET isSealed = 1 WHERE id = last_insert_rowid();
END;
