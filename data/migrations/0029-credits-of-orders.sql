-- What gave an order's credits, by its key in the ledger, where that is not the order itself: the period of a subscription.
-- What is taken back for the order is taken from those first.
ALTER TABLE paymentOrder ADD COLUMN givenBy TEXT CHECK (length(givenBy) BETWEEN 1 AND 255);
