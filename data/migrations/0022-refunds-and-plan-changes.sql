-- Refunds of a day, to be held against the bill of the gateway.
CREATE INDEX paymentRefundByTime ON paymentRefund (createdAt);

-- The plan that a subscription becomes when its period ends: a cheaper one takes nothing of what is paid.
ALTER TABLE subscription ADD COLUMN nextPlanID TEXT CHECK (length(nextPlanID) BETWEEN 1 AND 64);
