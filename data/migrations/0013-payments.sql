-- Payments: what was ordered and paid, what gateways told of it, and subscriptions. Amounts are whole smallest units.

-- The money of every invoice is an order: packs, plans, and each renewal of a subscription.
CREATE TABLE paymentOrder (
    id          TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID   TEXT    NOT NULL REFERENCES account (id),
    itemKind    TEXT    NOT NULL CHECK (itemKind IN ('pack', 'plan')),
    itemID      TEXT    NOT NULL CHECK (length(itemID) BETWEEN 1 AND 40),
    planVersion INTEGER CHECK (planVersion >= 1),
    title       TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    gateway     TEXT    NOT NULL CHECK (length(gateway) BETWEEN 1 AND 32),
    amount      INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 10000000000),
    currency    TEXT    NOT NULL CHECK (length(currency) = 3),
    taxName     TEXT CHECK (length(taxName) BETWEEN 1 AND 200),
    taxRate     INTEGER CHECK (taxRate BETWEEN 0 AND 9999),        -- in hundredths of a per cent, a part of the amount
    credits     INTEGER NOT NULL CHECK (credits >= 0),             -- that it gives
    creditDays  INTEGER CHECK (creditDays >= 1),                   -- that they are good for
    renews      INTEGER NOT NULL DEFAULT 0 CHECK (renews IN (0, 1)),   -- whether the gateway charges it again by itself
    status      TEXT    NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'paid', 'cancelled', 'failed')),
    session     TEXT CHECK (length(session) BETWEEN 1 AND 255),    -- what the gateway calls the attempt to pay
    payment     TEXT CHECK (length(payment) BETWEEN 1 AND 255),    -- and the money that has moved
    invoice     TEXT CHECK (length(invoice) BETWEEN 1 AND 255),    -- and the invoice of a subscription
    offer       TEXT CHECK (json_valid(offer)),                    -- how it is paid: an address, a code
    refunded    INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
    takenBack   INTEGER NOT NULL DEFAULT 0 CHECK (takenBack BETWEEN 0 AND credits),   -- credits, for what was refunded
    missed      INTEGER NOT NULL DEFAULT 0 CHECK (missed BETWEEN 0 AND takenBack),    -- of those, spent before
    dispute     TEXT    NOT NULL DEFAULT 'none' CHECK (dispute IN ('none', 'open', 'won', 'lost')),
    frozen      INTEGER NOT NULL DEFAULT 0 CHECK (frozen >= 0),    -- credits set aside for the dispute
    problem     TEXT CHECK (length(problem) BETWEEN 1 AND 300),    -- why a payment is not counted
    number      INTEGER UNIQUE CHECK (number >= 1),                -- of its invoice, without a gap
    createdAt   INTEGER NOT NULL,
    expiresAt   INTEGER NOT NULL,
    paidAt      INTEGER,
    CHECK ((paidAt IS NOT NULL) = (status = 'paid')),
    CHECK ((number IS NOT NULL) = (status = 'paid')),
    CHECK ((itemKind = 'plan') = (planVersion IS NOT NULL)),
    CHECK ((taxName IS NULL) = (taxRate IS NULL)),
    CHECK (status = 'paid' OR (refunded = 0 AND dispute = 'none'))
) STRICT;
CREATE INDEX paymentOrderOfAccount ON paymentOrder (accountID, id);
CREATE INDEX paymentOrderPaid ON paymentOrder (currency, paidAt) WHERE paidAt IS NOT NULL;
CREATE INDEX paymentOrderOfGateway ON paymentOrder (gateway, paidAt) WHERE paidAt IS NOT NULL;
CREATE UNIQUE INDEX paymentOrderOfPayment ON paymentOrder (gateway, payment) WHERE payment IS NOT NULL;
CREATE UNIQUE INDEX paymentOrderOfInvoice ON paymentOrder (gateway, invoice) WHERE invoice IS NOT NULL;

CREATE TABLE paymentRefund (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    orderID   TEXT    NOT NULL REFERENCES paymentOrder (id),
    amount    INTEGER NOT NULL CHECK (amount > 0),
    reason    TEXT    NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    status    TEXT    NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'failed')),
    createdAt INTEGER NOT NULL
) STRICT;
CREATE INDEX paymentRefundOfOrder ON paymentRefund (orderID, status);

-- What gateways told, as it came; each counts once.
CREATE TABLE paymentEvent (
    gateway     TEXT    NOT NULL CHECK (length(gateway) BETWEEN 1 AND 32),
    eventID     TEXT    NOT NULL CHECK (length(eventID) BETWEEN 1 AND 255),
    kind        TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 100),
    body        BLOB    NOT NULL,
    receivedAt  INTEGER NOT NULL,
    PRIMARY KEY (gateway, eventID)
) STRICT, WITHOUT ROWID;
CREATE INDEX paymentEventByAge ON paymentEvent (receivedAt);

-- The one subscription of an account. Its terms are those of the version that was sold.
CREATE TABLE subscription (
    accountID   TEXT    NOT NULL PRIMARY KEY REFERENCES account (id),
    gateway     TEXT    NOT NULL CHECK (length(gateway) BETWEEN 1 AND 32),
    externalID  TEXT CHECK (length(externalID) BETWEEN 1 AND 255),    -- NULL for one that does not renew itself
    customer    TEXT CHECK (length(customer) BETWEEN 1 AND 255),
    planID      TEXT    NOT NULL,
    planVersion INTEGER NOT NULL,
    status      TEXT    NOT NULL CHECK (status IN ('active', 'past_due', 'ended')),
    startsAt    INTEGER NOT NULL,                                      -- of the period that was paid last
    endsAt      INTEGER NOT NULL CHECK (endsAt >= startsAt),
    cancels     INTEGER NOT NULL DEFAULT 0 CHECK (cancels IN (0, 1)),  -- at the end of the period
    FOREIGN KEY (planID, planVersion) REFERENCES planVersion (planID, version)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX subscriptionOfGateway ON subscription (gateway, externalID) WHERE externalID IS NOT NULL;
