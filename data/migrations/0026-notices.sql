-- What an account is told in the page, until it is read, and whether it is written to as well.
CREATE TABLE notice (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID TEXT    NOT NULL REFERENCES account (id),
    kind      TEXT    NOT NULL CHECK (kind IN ('task_succeeded', 'task_failed', 'webhook_off')),
    taskID    TEXT REFERENCES task (id) ON DELETE CASCADE,
    webhookID TEXT REFERENCES webhook (id) ON DELETE CASCADE,
    createdAt INTEGER NOT NULL,
    readAt    INTEGER,
    CHECK ((kind = 'webhook_off') = (webhookID IS NOT NULL)),
    CHECK ((taskID IS NULL) = (webhookID IS NOT NULL))
) STRICT;
CREATE INDEX noticeOfAccount ON notice (accountID, id);
CREATE INDEX noticeUnread ON notice (accountID) WHERE readAt IS NULL;
CREATE INDEX noticeOfTask ON notice (taskID) WHERE taskID IS NOT NULL;
CREATE INDEX noticeOfWebhook ON notice (webhookID) WHERE webhookID IS NOT NULL;
CREATE INDEX noticeByAge ON notice (createdAt);

-- Without a row nobody is written to. Quiet hours are minutes of the day in the time zone.
CREATE TABLE noticeChoice (
    accountID    TEXT    NOT NULL PRIMARY KEY REFERENCES account (id),
    lettersAfter INTEGER CHECK (lettersAfter BETWEEN 1 AND 1440),           -- minutes that a task took; none: no letters
    quietFrom    INTEGER CHECK (quietFrom BETWEEN 0 AND 1439),
    quietUntil   INTEGER CHECK (quietUntil BETWEEN 0 AND 1439),
    timeZone     TEXT CHECK (length(timeZone) BETWEEN 1 AND 64),
    CHECK ((quietFrom IS NULL) = (quietUntil IS NULL)),
    CHECK ((quietFrom IS NULL) = (timeZone IS NULL)),
    CHECK (quietFrom <> quietUntil)
) STRICT, WITHOUT ROWID;
