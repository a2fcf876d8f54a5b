-- Months of plans that nobody renews, each with the order that bought it. They follow each other by their ends; one that was
-- put off by a plan that gives more is around that.
CREATE TABLE planMonth (
    orderID     TEXT    NOT NULL PRIMARY KEY REFERENCES paymentOrder (id),
    accountID   TEXT    NOT NULL REFERENCES account (id),
    planID      TEXT    NOT NULL,
    planVersion INTEGER NOT NULL,
    startsAt    INTEGER NOT NULL,
    endsAt      INTEGER NOT NULL CHECK (endsAt > startsAt),
    FOREIGN KEY (planID, planVersion) REFERENCES planVersion (planID, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX planMonthOfAccount ON planMonth (accountID, endsAt);

-- Until now months of one plan followed each other in the order of their payments.
INSERT INTO planMonth (orderID, accountID, planID, planVersion, startsAt, endsAt)
SELECT bought.id, bought.accountID, bought.planID, bought.planVersion, period.startsAt, period.endsAt
FROM (
    SELECT paymentOrder.id, paymentOrder.accountID, subscription.planID, paymentOrder.planVersion,
        row_number() OVER (PARTITION BY paymentOrder.accountID ORDER BY paidAt, paymentOrder.id) AS place
    FROM paymentOrder JOIN subscription ON subscription.accountID = paymentOrder.accountID
    WHERE externalID IS NULL AND subscription.status = 'active' AND itemKind = 'plan' AND itemID = subscription.planID
        AND NOT renews AND paymentOrder.status = 'paid' AND refunded < amount AND dispute <> 'lost'
        AND paymentOrder.gateway = subscription.gateway AND paidAt >= startsAt - 3600000
) AS bought
JOIN (
    SELECT usagePeriod.accountID, usagePeriod.startsAt, usagePeriod.endsAt,
        row_number() OVER (PARTITION BY usagePeriod.accountID ORDER BY usagePeriod.startsAt) AS place
    FROM usagePeriod JOIN subscription ON subscription.accountID = usagePeriod.accountID
    WHERE usagePeriod.startsAt >= subscription.startsAt AND usagePeriod.endsAt > usagePeriod.startsAt
) AS period ON period.accountID = bought.accountID AND period.place = bought.place;

-- Credits of a month that is put off live on with it.
DROP TRIGGER creditLotStays;
CREATE TRIGGER creditLotStays BEFORE UPDATE OF transactionID, accountID ON creditLot BEGIN
    SELECT raise(ABORT, 'only the rest and the end of a lot of credits change');
END;
CREATE TRIGGER creditLotIsNotCutShort BEFORE UPDATE OF expiresAt ON creditLot WHEN NEW.expiresAt < OLD.expiresAt BEGIN
    SELECT raise(ABORT, 'a lot of credits is never cut short');
END;
