enum OrderStatement: String, StoreStatement {
    case insert = """
        INSERT INTO paymentOrder (id, accountID, itemKind, itemID, planVersion, title, gateway, amount, currency, taxName,
            taxRate, credits, creditDays, renews, createdAt, expiresAt)
        VALUES (:id, :accountID, :itemKind, :itemID, :planVersion, :title, :gateway, :amount, :currency, :taxName,
            :taxRate, :credits, :creditDays, :renews, :createdAt, :expiresAt)
        """
    case byID = "SELECT * FROM paymentOrder WHERE id = :id"
    case ofPayment = "SELECT * FROM paymentOrder WHERE gateway = :gateway AND payment = :payment"
    case ofInvoice = "SELECT * FROM paymentOrder WHERE gateway = :gateway AND invoice = :invoice"
    case noteOffer = """
        UPDATE paymentOrder SET session = coalesce(:session, session), offer = :offer
        WHERE id = :id AND status = 'pending'
        """
    case noteInvoice = "UPDATE paymentOrder SET invoice = :invoice WHERE id = :id AND invoice IS NULL"
    case noteGift = """
        UPDATE paymentOrder SET givenBy = :key WHERE gateway = :gateway AND invoice = :invoice AND givenBy IS NULL
        """
    case change = """
        UPDATE paymentOrder SET status = :status, payment = :payment, offer = :offer, refunded = :refunded,
            takenBack = :takenBack, missed = :missed, dispute = :dispute, frozen = :frozen, problem = :problem,
            number = :number, paidAt = :paidAt
        WHERE id = :id
        """
    case noteProblem = "UPDATE paymentOrder SET problem = :problem WHERE id = :id"
    /// Invoices are numbered without a gap.
    case nextNumber = "SELECT coalesce(max(number), 0) + 1 AS number FROM paymentOrder"
    case ofAccount = """
        SELECT * FROM paymentOrder WHERE accountID = :accountID AND id < :before ORDER BY id DESC LIMIT :limit
        """
    case list = "SELECT * FROM paymentOrder WHERE id < :before ORDER BY id DESC LIMIT :limit"
    case pendingCount = """
        SELECT count(*) AS count FROM paymentOrder
        WHERE accountID = :accountID AND id > :after AND status = 'pending'
        """
    /// Plans that could still be paid, beside that order.
    case openPlans = """
        SELECT * FROM paymentOrder
        WHERE accountID = :accountID AND status = 'pending' AND itemKind = 'plan' AND id <> :id
        """
    /// Of what was paid for plans since a moment, all that has not gone back.
    case keptOfPlan = """
        SELECT coalesce(sum(amount - refunded), 0) AS kept FROM paymentOrder INDEXED BY paymentOrderOfAccount
        WHERE accountID = :accountID AND itemKind = 'plan' AND renews AND status = 'paid' AND dispute <> 'lost'
            AND gateway = :gateway AND paidAt >= :from
        """
    case paidBetween = """
        SELECT count(*) AS orders, sum(amount) AS paid, sum(refunded) AS refunded,
            sum(CASE dispute WHEN 'lost' THEN amount - refunded ELSE 0 END) AS lost
        FROM paymentOrder INDEXED BY paymentOrderPaid
        WHERE currency = :currency AND paidAt >= :from AND paidAt < :until
        """
    case inStatement = """
        SELECT * FROM paymentOrder INDEXED BY paymentOrderOfGateway
        WHERE paidAt >= :from AND paidAt < :until AND gateway = :gateway
        """
}

enum RefundStatement: String, StoreStatement {
    case insert = """
        INSERT INTO paymentRefund (id, orderID, amount, reason, createdAt)
        VALUES (:id, :orderID, :amount, :reason, :createdAt)
        """
    case byID = "SELECT * FROM paymentRefund WHERE id = :id"
    /// Gateways know ours by their ids without hyphens.
    case byNumber = """
        SELECT id FROM paymentRefund WHERE orderID = :orderID AND replace(id, '-', '') = replace(:number, '-', '')
        """
    case insertDone = """
        INSERT INTO paymentRefund (id, orderID, amount, reason, status, createdAt)
        VALUES (:id, :orderID, :amount, :reason, 'done', :createdAt)
        """
    case asked = """
        SELECT coalesce(sum(amount), 0) AS amount FROM paymentRefund
        WHERE orderID = :orderID AND status IN ('pending', 'done')
        """
    case done = """
        SELECT coalesce(sum(amount), 0) AS amount FROM paymentRefund WHERE orderID = :orderID AND status = 'done'
        """
    /// Of the gateway, asked for in between.
    case inStatement = """
        SELECT paymentRefund.orderID, paymentRefund.amount, currency FROM paymentRefund INDEXED BY paymentRefundByTime
        JOIN paymentOrder ON paymentOrder.id = paymentRefund.orderID
        WHERE paymentRefund.createdAt >= :from AND paymentRefund.createdAt < :until AND paymentRefund.status = 'done'
            AND gateway = :gateway
        """
    /// One that was done has come back from the bank.
    case fail = "UPDATE paymentRefund SET status = 'failed' WHERE id = :id AND orderID = :orderID AND status = 'done'"
    case finish = "UPDATE paymentRefund SET status = :status WHERE id = :id AND status = 'pending'"
}

enum PaymentEventStatement: String, StoreStatement {
    case insert = """
        INSERT INTO paymentEvent (gateway, eventID, kind, body, receivedAt)
        VALUES (:gateway, :eventID, :kind, :body, :receivedAt) ON CONFLICT (gateway, eventID) DO NOTHING
        """
    case removeOld = "DELETE FROM paymentEvent WHERE receivedAt <= :before"
}

enum SubscriptionStatement: String, StoreStatement {
    case ofAccount = """
        SELECT subscription.*, terms, (
            SELECT currency FROM paymentOrder INDEXED BY paymentOrderOfAccount
            WHERE paymentOrder.accountID = subscription.accountID AND paymentOrder.gateway = subscription.gateway
                AND itemKind = 'plan' AND paymentOrder.status = 'paid'
            ORDER BY id DESC LIMIT 1
        ) AS currency FROM subscription
        JOIN planVersion ON planVersion.planID = subscription.planID AND planVersion.version = planVersion
        WHERE subscription.accountID = :accountID
        """
    case ofGateway = """
        SELECT subscription.*, terms FROM subscription
        JOIN planVersion ON planVersion.planID = subscription.planID AND planVersion.version = planVersion
        WHERE gateway = :gateway AND externalID = :externalID
        """
    case put = """
        INSERT INTO subscription (accountID, gateway, externalID, customer, planID, planVersion, status, startsAt, endsAt,
            cancels, nextPlanID)
        VALUES (:accountID, :gateway, :externalID, :customer, :planID, :planVersion, :status, :startsAt, :endsAt,
            :cancels, :nextPlanID)
        ON CONFLICT (accountID) DO UPDATE SET gateway = :gateway, externalID = :externalID, customer = :customer,
            planID = :planID, planVersion = :planVersion, status = :status, startsAt = :startsAt, endsAt = :endsAt,
            cancels = :cancels, nextPlanID = :nextPlanID
        """
}

enum PlanStatement: String, StoreStatement {
    case latest = "SELECT version, terms FROM planVersion WHERE planID = :planID ORDER BY version DESC LIMIT 1"
    case terms = "SELECT terms FROM planVersion WHERE planID = :planID AND version = :version"
    case insert = """
        INSERT INTO planVersion (planID, version, terms, createdAt) VALUES (:planID, :version, :terms, :createdAt)
        """
}
