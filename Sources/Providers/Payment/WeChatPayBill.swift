import Crypto
import Domain
import Foundation

/// The daily bill: comma-separated lines in which every cell begins with a backtick, a line of names before them, and a
/// summary of two lines after them (pay.weixin.qq.com, "下载交易账单").
enum WeChatPayBill {
    /// What it is signed with: SHA-1, which is not ours to choose; the answer came by TLS.
    static func hash(_ bytes: Data) -> String {
        Insecure.SHA1.hash(data: bytes).hex
    }

    /// One for each line of a payment or a refund.
    static func lines(_ text: String) -> [StatementLine] {
        let rows = text.split(whereSeparator: \.isNewline)
        guard let head = rows.first else { return [] }
        let names = cells(head)
        func column(_ name: String) -> Int? { names.firstIndex(of: name) }
        guard let number = column("商户订单号"), let state = column("交易状态"), let paid = column("应结订单金额"),
            let refunded = column("退款金额"), let currency = column("货币种类")
        else { return [] }
        return rows.dropFirst().prefix { $0.first == "`" }.compactMap { row in
            let cells = cells(row)
            guard cells.count == names.count, let unit = Currency(rawValue: cells[currency]),
                let amount = Money(cells[paid], unit), let back = Money(cells[refunded], unit)
            else { return nil }
            let isRefund = cells[state] == "REFUND"
            return StatementLine(
                reference: cells[number], paid: isRefund ? Money(0, unit) : amount,
                refunded: isRefund ? back : Money(0, unit))
        }
    }

    private static func cells(_ row: Substring) -> [String] {
        row.split(separator: ",", omittingEmptySubsequences: false).map { cell in
            String(cell.drop { $0 == "`" || $0 == "\u{feff}" })
        }
    }
}
