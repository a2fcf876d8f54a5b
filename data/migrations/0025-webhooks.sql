-- Where programs of an account are told how its tasks end. What they are told is signed with secrets that are derived
-- from the home's key, the id of the row and the number of the secret, so that none lies here.
CREATE TABLE webhook (
    id             TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID      TEXT    NOT NULL REFERENCES account (id),
    url            TEXT    NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
    note           TEXT    NOT NULL CHECK (length(note) <= 200),
    events         TEXT    NOT NULL CHECK (json_type(events) = 'array'),   -- empty: all
    kinds          TEXT    NOT NULL CHECK (json_type(kinds) = 'array'),    -- of tasks; empty: all
    secretNumber   INTEGER NOT NULL DEFAULT 1 CHECK (secretNumber >= 1),
    oldSecretUntil INTEGER,                                                -- the one before is good until then
    createdAt      INTEGER NOT NULL,
    failingSince   INTEGER,                                                -- nothing has arrived since then
    restsUntil     INTEGER,                                                -- nothing is sent before then
    offSince       INTEGER,
    offCause       TEXT CHECK (offCause IN ('owner', 'failing', 'gone')),
    CHECK ((offSince IS NULL) = (offCause IS NULL)),
    CHECK (oldSecretUntil IS NULL OR secretNumber > 1)
) STRICT;
CREATE INDEX webhookOfAccount ON webhook (accountID, id);

-- One message to one address; its id is that of the outbox entry that carries it out. Kept for a while as a log.
CREATE TABLE webhookDelivery (
    id          TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID   TEXT    NOT NULL REFERENCES account (id),
    webhookID   TEXT REFERENCES webhook (id) ON DELETE CASCADE,            -- none: to the address that the task names
    messageID   TEXT    NOT NULL CHECK (length(messageID) BETWEEN 1 AND 64),   -- the same when it is delivered again
    event       TEXT    NOT NULL CHECK (length(event) BETWEEN 1 AND 40),
    taskID      TEXT REFERENCES task (id) ON DELETE CASCADE,               -- none: a test
    occurredAt  INTEGER NOT NULL,
    createdAt   INTEGER NOT NULL,
    status      TEXT    NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed')),
    attempts    INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    attemptedAt INTEGER,                                                   -- the last attempt, and how it ended
    tookMs      INTEGER CHECK (tookMs >= 0),
    answer      INTEGER CHECK (answer BETWEEN 100 AND 999),                -- the status of HTTP
    failure     TEXT CHECK (length(failure) BETWEEN 1 AND 500),
    CHECK (webhookID IS NOT NULL OR taskID IS NOT NULL)
) STRICT;
CREATE INDEX webhookDeliveryOfAccount ON webhookDelivery (accountID, id);
CREATE INDEX webhookDeliveryOfWebhook ON webhookDelivery (webhookID, id) WHERE webhookID IS NOT NULL;
CREATE INDEX webhookDeliveryOfTask ON webhookDelivery (taskID) WHERE taskID IS NOT NULL;
CREATE INDEX webhookDeliveryByAge ON webhookDelivery (createdAt);
