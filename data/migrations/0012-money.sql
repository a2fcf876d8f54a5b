-- Money: credits that lapse, minutes of a period, and what a task was priced by.

-- Credits that lapse when they are not spent by then: a part of what an account may spend. `rest` is the sum of its moves;
-- the first move opens it, by the transaction that gave the credits.
CREATE TABLE creditLot (
    transactionID INTEGER NOT NULL PRIMARY KEY REFERENCES ledgerTransaction (id),
    accountID     TEXT    NOT NULL REFERENCES account (id),
    expiresAt     INTEGER NOT NULL,
    rest          INTEGER NOT NULL DEFAULT 0 CHECK (rest >= 0)       -- kept by the trigger on creditLotMove
) STRICT;
CREATE INDEX creditLotToSpend ON creditLot (accountID, expiresAt) WHERE rest > 0;
CREATE INDEX creditLotByEnd ON creditLot (expiresAt) WHERE rest > 0;

CREATE TABLE creditLotMove (
    transactionID INTEGER NOT NULL REFERENCES ledgerTransaction (id),
    lotID         INTEGER NOT NULL REFERENCES creditLot (transactionID),
    credits       INTEGER NOT NULL CHECK (credits <> 0 AND abs(credits) <= 1000000000000),
    PRIMARY KEY (transactionID, lotID)
) STRICT, WITHOUT ROWID;
CREATE INDEX creditLotMoveOfLot ON creditLotMove (lotID);

CREATE TRIGGER creditLotMoveCounts AFTER INSERT ON creditLotMove BEGIN
    UPDATE creditLot SET rest = rest + NEW.credits WHERE transactionID = NEW.lotID;
END;
CREATE TRIGGER creditLotMoveStays BEFORE UPDATE ON creditLotMove BEGIN
    SELECT raise(ABORT, 'the ledger is only added to');
END;
CREATE TRIGGER creditLotMoveIsKept BEFORE DELETE ON creditLotMove BEGIN
    SELECT raise(ABORT, 'the ledger is only added to');
END;
CREATE TRIGGER creditLotBeginsEmpty BEFORE INSERT ON creditLot WHEN NEW.rest <> 0 BEGIN
    SELECT raise(ABORT, 'a lot of credits begins empty');
END;
CREATE TRIGGER creditLotStays BEFORE UPDATE OF transactionID, accountID, expiresAt ON creditLot BEGIN
    SELECT raise(ABORT, 'only the rest of a lot of credits changes');
END;
CREATE TRIGGER creditLotIsKept BEFORE DELETE ON creditLot BEGIN
    SELECT raise(ABORT, 'the ledger is only added to');
END;

-- What is held is opened together with what may be spent.
INSERT INTO ledgerAccount (id, accountID, purpose, mayBeNegative)
SELECT accountID || ' held', accountID, 'held', 0 FROM ledgerAccount AS available
WHERE purpose = 'available' AND NOT EXISTS (SELECT 1 FROM ledgerAccount WHERE id = available.accountID || ' held');

-- A row put in here is the hold of a task: its transaction, its postings and its seal, made in one step because it stands in
-- the way of every submit. Without the credits it fails as any posting does.
CREATE VIEW creditHold AS SELECT NULL AS taskID, NULL AS accountID, NULL AS credits, NULL AS externalKey, NULL AS at WHERE 0;
CREATE TRIGGER creditHoldPosts INSTEAD OF INSERT ON creditHold BEGIN
    INSERT INTO ledgerTransaction (cause, externalKey, accountID, taskID, at)
    VALUES ('hold', NEW.externalKey, NEW.accountID, NEW.taskID, NEW.at);
    INSERT INTO ledgerPosting (transactionID, ledgerAccountID, credits)
    SELECT id, NEW.accountID || ' available', -NEW.credits FROM ledgerTransaction WHERE externalKey = NEW.externalKey;
    INSERT INTO ledgerPosting (transactionID, ledgerAccountID, credits)
    SELECT id, NEW.accountID || ' held', NEW.credits FROM ledgerTransaction WHERE externalKey = NEW.externalKey;
    UPDATE ledgerTransaction SET isSealed = 1 WHERE externalKey = NEW.externalKey;
END;

-- The minutes of an account's plan in one period, in milliseconds of what is made. Of periods that overlap, the one that
-- began last counts.
CREATE TABLE usagePeriod (
    accountID  TEXT    NOT NULL REFERENCES account (id),
    startsAt   INTEGER NOT NULL,
    endsAt     INTEGER NOT NULL CHECK (endsAt >= startsAt),
    includedMs INTEGER NOT NULL CHECK (includedMs >= 0),
    heldMs     INTEGER NOT NULL DEFAULT 0 CHECK (heldMs >= 0),       -- by unfinished tasks
    usedMs     INTEGER NOT NULL DEFAULT 0 CHECK (usedMs >= 0),
    PRIMARY KEY (accountID, startsAt)
) STRICT, WITHOUT ROWID;

-- What the whole task is worth, whoever pays, and the length of what it makes as it was foreseen; of that length what a
-- plan's minutes cover. `creditsPrice` is for the rest of it.
ALTER TABLE task ADD COLUMN fullPrice INTEGER NOT NULL DEFAULT 0 CHECK (fullPrice >= 0);
ALTER TABLE task ADD COLUMN lengthMs INTEGER NOT NULL DEFAULT 0 CHECK (lengthMs >= 0);
ALTER TABLE task ADD COLUMN coveredMs INTEGER NOT NULL DEFAULT 0 CHECK (coveredMs BETWEEN 0 AND lengthMs);
ALTER TABLE task ADD COLUMN usagePeriod INTEGER;           -- `startsAt` of the period whose minutes it takes

-- Terms of plans as they were sold: a subscriber keeps those of the day. A plan whose terms change gets a new version.
CREATE TABLE planVersion (
    planID    TEXT    NOT NULL CHECK (length(planID) BETWEEN 1 AND 40),
    version   INTEGER NOT NULL CHECK (version >= 1),
    terms     TEXT    NOT NULL CHECK (json_valid(terms)),
    createdAt INTEGER NOT NULL,
    PRIMARY KEY (planID, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER planVersionStays BEFORE UPDATE ON planVersion BEGIN
    SELECT raise(ABORT, 'what was sold stays as it was');
END;
CREATE TRIGGER planVersionIsKept BEFORE DELETE ON planVersion BEGIN
    SELECT raise(ABORT, 'what was sold stays as it was');
END;
