-- Credits, by double entry: a transaction moves them between accounts, and what it takes from some it gives to others.
--
-- A transaction is made open, gets its postings, and is sealed. Nothing is posted to a sealed one, it is sealed only
-- when its postings sum to zero, and no commit contains an open one. Nothing here is ever changed or deleted; the balances
-- alone change, by the trigger on postings, and the daily check compares them with the sums of the postings.

-- An account of a person (`available`: may be spent; `held`: reserved by unfinished tasks) or of the house.
CREATE TABLE ledgerAccount (
    id            TEXT    NOT NULL PRIMARY KEY CHECK (id = coalesce(accountID, 'house') || ' ' || purpose),
    accountID     TEXT REFERENCES account (id),            -- NULL: the house's
    purpose       TEXT    NOT NULL CHECK (length(purpose) BETWEEN 1 AND 40 AND purpose NOT GLOB '*[^a-z_]*'),
    mayBeNegative INTEGER NOT NULL CHECK (mayBeNegative IN (0, 1)),
    balance       INTEGER NOT NULL DEFAULT 0,              -- kept by the trigger on ledgerPosting
    CHECK (mayBeNegative = 1 OR balance >= 0),
    CHECK (accountID IS NULL OR mayBeNegative = 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledgerAccountOfAccount ON ledgerAccount (accountID) WHERE accountID IS NOT NULL;

-- What is sold and spent, given away, corrected by an administrator, and lapsed.
INSERT INTO ledgerAccount (id, accountID, purpose, mayBeNegative) VALUES
    ('house revenue', NULL, 'revenue', 1),
    ('house promotions', NULL, 'promotions', 1),
    ('house adjustments', NULL, 'adjustments', 1),
    ('house expired', NULL, 'expired', 0);

-- The only row. An open transaction points at a row that is not there, which no commit allows.
CREATE TABLE ledgerSeal (
    isSealed INTEGER NOT NULL PRIMARY KEY CHECK (isSealed = 1)
) STRICT;
INSERT INTO ledgerSeal (isSealed) VALUES (1);

CREATE TABLE ledgerTransaction (
    id          INTEGER NOT NULL PRIMARY KEY,
    cause       TEXT    NOT NULL CHECK (length(cause) BETWEEN 1 AND 40 AND cause NOT GLOB '*[^a-z_]*'),
    externalKey TEXT    NOT NULL UNIQUE CHECK (length(externalKey) BETWEEN 1 AND 255),   -- what happened counts once
    accountID   TEXT REFERENCES account (id),              -- in whose history it stands
    taskID      TEXT REFERENCES task (id),
    note        TEXT CHECK (length(note) BETWEEN 1 AND 300),
    at          INTEGER NOT NULL,
    isSealed    INTEGER NOT NULL DEFAULT 0 CHECK (isSealed IN (0, 1))
                REFERENCES ledgerSeal (isSealed) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX ledgerTransactionOfAccount ON ledgerTransaction (accountID);
CREATE INDEX ledgerTransactionOfTask ON ledgerTransaction (taskID, cause) WHERE taskID IS NOT NULL;

CREATE TABLE ledgerPosting (
    transactionID   INTEGER NOT NULL REFERENCES ledgerTransaction (id),
    ledgerAccountID TEXT    NOT NULL REFERENCES ledgerAccount (id),
    credits         INTEGER NOT NULL CHECK (credits <> 0 AND abs(credits) <= 1000000000000),
    PRIMARY KEY (transactionID, ledgerAccountID)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledgerPostingOfAccount ON ledgerPosting (ledgerAccountID);

CREATE TRIGGER ledgerTransactionBeginsOpen BEFORE INSERT ON ledgerTransaction WHEN NEW.isSealed <> 0 BEGIN
    SELECT raise(ABORT, 'a ledger transaction begins open');
END;
CREATE TRIGGER ledgerTransactionSealed BEFORE UPDATE OF isSealed ON ledgerTransaction
WHEN (SELECT coalesce(sum(credits), 0) <> 0 OR count(*) < 2 FROM ledgerPosting WHERE transactionID = OLD.id) BEGIN
    SELECT raise(ABORT, 'the postings of a ledger transaction sum to zero');
END;
CREATE TRIGGER ledgerTransactionStays BEFORE UPDATE ON ledgerTransaction
WHEN NOT (OLD.isSealed = 0 AND NEW.isSealed = 1 AND NEW.id = OLD.id AND NEW.cause = OLD.cause
    AND NEW.externalKey = OLD.externalKey AND NEW.accountID IS OLD.accountID AND NEW.taskID IS OLD.taskID
    AND NEW.note IS OLD.note AND NEW.at = OLD.at) BEGIN
    SELECT raise(ABORT, 'the ledger is only added to');
END;
CREATE TRIGGER ledgerTransactionIsKept BEFORE DELETE ON ledgerTransaction BEGIN
    SELECT raise(ABORT, 'the ledger is only added to');
END;

CREATE TRIGGER ledgerPostingIsOpen BEFORE INSERT ON ledgerPosting
WHEN (SELECT isSealed FROM ledgerTransaction WHERE id = NEW.transactionID) = 1 BEGIN
    SELECT raise(ABORT, 'nothing is posted to a sealed ledger transaction');
END;
CREATE TRIGGER ledgerPostingCounts AFTER INSERT ON ledgerPosting BEGIN
    UPDATE ledgerAccount SET balance = balance + NEW.credits WHERE id = NEW.ledgerAccountID;
END;
CREATE TRIGGER ledgerPostingStays BEFORE UPDATE ON ledgerPosting BEGIN
    SELECT raise(ABORT, 'the ledger is only added to');
END;
CREATE TRIGGER ledgerPostingIsKept BEFORE DELETE ON ledgerPosting BEGIN
    SELECT raise(ABORT, 'the ledger is only added to');
END;

CREATE TRIGGER ledgerAccountBeginsEmpty BEFORE INSERT ON ledgerAccount WHEN NEW.balance <> 0 BEGIN
    SELECT raise(ABORT, 'a ledger account begins empty');
END;
CREATE TRIGGER ledgerAccountStays BEFORE UPDATE OF id, accountID, purpose, mayBeNegative ON ledgerAccount BEGIN
    SELECT raise(ABORT, 'only the balance of a ledger account changes');
END;
CREATE TRIGGER ledgerAccountIsKept BEFORE DELETE ON ledgerAccount BEGIN
    SELECT raise(ABORT, 'the ledger is only added to');
END;
