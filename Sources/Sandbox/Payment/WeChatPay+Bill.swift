/// The bill of a day: payments and refunds, each on the day on which it was made.
extension WeChatPay {
    func billText(_ day: String) -> String {
        let orders = state.withLock { $0.orders.values.sorted { $0.number < $1.number } }
        func isThen(_ moment: Int) -> Bool { Self.beijing(moment).hasPrefix(day) }
        let payments = orders.compactMap { order in
            order.paidAt.flatMap { isThen($0) ? row(order, at: $0, "SUCCESS", paid: order.amount) : nil }
        }
        let refunds = orders.flatMap { order in
            order.refunds.filter { isThen($0.madeAt) }.map { row(order, at: $0.madeAt, "REFUND", refund: $0) }
        }
        let head = "\u{feff}交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,商户退款单号,退款金额"
        let total = orders.reduce(0) { $0 + ($1.paidAt.map(isThen) == true ? $1.amount : 0) }
        let sum = ["总交易单数,应结订单总金额", "`\(payments.count + refunds.count),`\(Self.yuan(total))"]
        return ([head] + payments + refunds + sum).joined(separator: "\r\n")
    }

    private func row(
        _ order: Order, at moment: Int, _ state: String, paid: Int = 0, refund: Refund? = nil
    ) -> String {
        let cells = [
            Self.beijing(moment), Self.appID, Self.merchantID, order.transaction ?? "", order.number, state, "CNY",
            Self.yuan(paid), refund?.number ?? "0", Self.yuan(refund?.amount ?? 0),
        ]
        return cells.map { "`" + $0 }.joined(separator: ",")
    }

    private static func yuan(_ fen: Int) -> String { "\(fen / 100).\(fen % 100 < 10 ? "0" : "")\(fen % 100)" }
}
