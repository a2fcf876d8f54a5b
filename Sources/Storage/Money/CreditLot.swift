import Domain
import GRDB

/// Credits that lapse: a part of what an account may spend.
struct CreditLot: Sendable {
    let id: Int64
    let account: AccountID
    let rest: Int
    let expiresAt: Timestamp

    init(row: Row) throws {
        id = try row.get("transactionID")
        account = try row.get("accountID")
        rest = try row.get("rest")
        expiresAt = try row.get("expiresAt")
    }
}

extension Database {
    /// The first to lapse first.
    func lots(of account: AccountID) throws -> [CreditLot] {
        try rows(CreditLotStatement.toSpend, ["accountID": account]).map(CreditLot.init(row:))
    }

    func move(_ credits: Int, lot: Int64, by transaction: Int64) throws {
        try run(CreditLotStatement.move, ["transactionID": transaction, "lotID": lot, "credits": credits])
    }

    /// Takes what a transaction takes from an account from its lots. Work and corrections take credits that lapse first;
    /// what takes bought credits back takes those of its own lot, and leaves the others as far as it can. A lapse is of its
    /// own lot.
    func takeFromLots(
        _ credits: Int, of account: AccountID, by transaction: LedgerTransaction, _ id: Int64
    ) throws {
        guard transaction.cause != .expiry else { return }
        let lots = try lots(of: account)
        guard !lots.isEmpty else { return }
        guard transaction.cause == .refund || transaction.cause == .freeze else {
            return try take(credits, from: lots, by: id)
        }
        let gift = try transaction.gift.flatMap { try self.transaction($0) }
        let own = lots.filter { $0.id == gift }
        try take(min(credits, own.first?.rest ?? 0), from: own, by: id)
        // There are never more credits in lots than may be spent.
        let others = try self.lots(of: account)
        let surplus = others.reduce(0) { $0 + $1.rest } - (try balance(of: .available(account)))
        try take(surplus, from: others.filter { $0.id != gift }, by: id)
    }

    private func take(_ credits: Int, from lots: [CreditLot], by transaction: Int64) throws {
        var wanted = credits
        for lot in lots where wanted > 0 {
            let part = min(wanted, lot.rest)
            try move(-part, lot: lot.id, by: transaction)
            wanted -= part
        }
    }

    /// Credits of the order that nobody spent in time.
    func lapsed(of order: Order) throws -> Int {
        guard let lot = try transaction(order.gift) else { return 0 }
        return try row(CreditLotStatement.lapsed, ["lotID": lot])?.get("credits") ?? 0
    }

    /// Credits of a dispute that was won are those that they were before: what lapsed then lapses still.
    func giveBackToLots(_ credits: Int, frozenFor order: Order, by transaction: Int64) throws {
        guard let freeze = try self.transaction(order.freeze) else { return }
        let frozen: Int = try row(LedgerStatement.size, ["id": freeze])?.get("credits") ?? 0
        try giveBackToLots(takenBy: freeze, besides: frozen - credits, by: transaction)
    }

    /// Credits that the refunds of the order took, less what was given again.
    func taken(byRefundsOf order: Order) throws -> Int {
        guard order.takenBack > 0 else { return 0 }
        return try row(LedgerStatement.taken, Self.refunds(of: order))?.get("credits") ?? 0
    }

    /// Credits of a refund that failed lapse as they would have without it.
    func giveBackToLot(_ credits: Int, ofRefunded order: Order, by transaction: Int64) throws {
        guard let lot = try self.transaction(order.gift) else { return }
        let taken: Int =
            try row(CreditLotStatement.takenOf, Self.refunds(of: order) &+ ["lotID": lot])?.get("credits") ?? 0
        let part = min(credits, taken)
        if part > 0 { try move(part, lot: lot, by: transaction) }
    }

    /// Keys of what its refunds take and give again.
    private static func refunds(of order: Order) -> StatementArguments {
        ["from": "order \(order.id) refund ", "until": "order \(order.id) refund!"]
    }

    private func transaction(_ key: String) throws -> Int64? {
        try row(LedgerStatement.byKey, ["key": key])?.get("id")
    }

    /// Gives back to the lots what a hold took from them.
    /// - Parameter used: credits of the hold that are gone: of the lots first, and of those the first to lapse.
    func giveBackToLots(takenBy hold: Int64, besides used: Int, by transaction: Int64) throws {
        var used = used
        let parts = try rows(CreditLotStatement.takenBy, ["transactionID": hold]).map { row in
            (
                lot: try row.get("lotID") as Int64, credits: try row.get("credits") as Int,
                expiresAt: try row.get("expiresAt") as Timestamp
            )
        }
        for part in parts.sorted(by: { $0.expiresAt < $1.expiresAt }) {
            let gone = min(used, part.credits)
            used -= gone
            if part.credits > gone { try move(part.credits - gone, lot: part.lot, by: transaction) }
        }
    }

    /// - Returns: whether there was one.
    @discardableResult
    func expireLots(of account: AccountID, at: Timestamp) throws -> Bool {
        let due = try lots(of: account).prefix { $0.expiresAt <= at }
        for lot in due { try expire(lot, at: at) }
        return !due.isEmpty
    }

    /// Credits that came back to it after an earlier lapse lapse again.
    func expire(_ lot: CreditLot, at: Timestamp) throws {
        let transaction = LedgerTransaction(
            .expiry, lot.rest, from: .available(lot.account), to: .house(.expired),
            key: "lot \(lot.id) expiry \(at.milliseconds)", account: lot.account, at: at)
        if let id = try post(transaction) { try move(-lot.rest, lot: lot.id, by: id) }
    }
}
