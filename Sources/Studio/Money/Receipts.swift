import Domain
import Foundation
import Logging
import Storage

/// Receipts and invoices as PDF, in the buyer's language, with the tax that the price contains.
package struct Receipts: Sendable {
    private let store: Store
    private let seller: Seller
    private let preferences: Preferences
    private let writer: (any PaperWriter)?
    private let logger: Logger

    init(store: Store, seller: Seller, preferences: Preferences, writer: (any PaperWriter)?, logger: Logger) {
        self.store = store
        self.seller = seller
        self.preferences = preferences
        self.writer = writer
        self.logger = logger
    }

    /// - Returns: PDF.
    /// - Throws: ``StudioError/notFound(_:)``, ``StudioError/conflict(_:)`` for an order of a gateway that is not paid.
    package func pdf(of id: OrderID, for account: Account) async throws -> (data: Data, number: Int?) {
        guard let order = try await store.order(id), order.accountID == account.id else {
            throw StudioError.notFound("invoice")
        }
        guard order.status == .paid || (order.status == .pending && order.gateway == Order.invoiced) else {
            throw StudioError.conflict("there is a receipt once this is paid")
        }
        guard let writer else { throw StudioError.unavailable("this server cannot write receipts") }
        let language = try await preferences.get(of: account.id, address: "").language
        do {
            return (try await writer.write(Self.paper(order, account, seller, ReceiptWords(language))), order.number)
        } catch {
            logger.error(
                "a receipt cannot be written", metadata: ["order": "\(order.id)", "reason": "\(error.reason)"])
            throw StudioError.unavailable("the receipt cannot be written right now; try again in a moment")
        }
    }

    static func paper(_ order: Order, _ buyer: Account, _ seller: Seller, _ words: ReceiptWords) -> Paper {
        let isPaid = order.status == .paid
        let title = isPaid ? words.receipt : words.invoice
        var blocks: [Paper.Block] = [.init(.heading, title), .init(.text, seller.name)]
        blocks += seller.lines.map { .init(.quiet, $0) }
        if let id = seller.taxID { blocks.append(.init(.quiet, "\(words.taxID) \(id)")) }
        blocks += [.init(.gap), .init(.quiet, words.buyer), .init(.text, buyer.name)]
        if let address = buyer.address { blocks.append(.init(.text, address)) }
        blocks.append(.init(.gap))
        if let number = order.number { blocks.append(.init(.row, words.number, String(number))) }
        blocks.append(.init(.row, words.date, Self.day(order.paidAt ?? order.createdAt)))
        if !isPaid { blocks.append(.init(.row, words.due, Self.day(order.expiresAt))) }
        blocks.append(.init(.row, words.order, String(order.id.rawValue.suffix(12))))
        let price = order.price
        var item = order.title
        if case .plan = order.item, !order.renews { item += " · " + words.month }
        blocks += [.init(.gap), .init(.rule), .init(.row, item, price.withCode), .init(.rule)]
        if let tax = order.tax, tax.rate > 0 {
            let contained = tax.contained(in: price)
            let percent = Money(tax.rate, .eur).decimal
            blocks.append(.init(.row, words.net, Money(price.minor - contained.minor, price.currency).withCode))
            blocks.append(.init(.row, "\(tax.name) \(percent) %", contained.withCode))
        }
        blocks.append(.init(.sum, words.total, price.withCode))
        if order.refunded > 0 {
            blocks.append(.init(.row, words.refunded, "−" + Money(order.refunded, price.currency).withCode))
        }
        if !isPaid { blocks += [.init(.gap), .init(.quiet, words.please)] }
        return Paper(title: "\(title) \(order.number.map(String.init) ?? "")", language: words.tag, blocks: blocks)
    }

    private static func day(_ moment: Timestamp) -> String { String(moment.rfc3339.prefix(10)) }
}

/// The words of a receipt in one language.
struct ReceiptWords: Sendable {
    let tag, receipt, invoice, buyer, number, date, due, order, net, total, refunded, taxID, please, month: String

    init(_ language: Preference.Language) {
        tag = language.rawValue
        let words: [String] =
            switch language {
            case .english:
                [
                    "Receipt", "Invoice", "Billed to", "Invoice number", "Date", "Due", "Order", "Net amount", "Total",
                    "Refunded", "Tax ID", "Please quote the order number with your payment.", "1 month",
                ]
            case .chinese:
                ["收据", "账单", "付款方", "账单编号", "日期", "付款期限", "订单号", "不含税金额", "合计", "已退款", "税号", "付款时请注明订单号。", "1 个月"]
            case .japanese:
                [
                    "領収書", "請求書", "請求先", "請求書番号", "日付", "お支払期限", "注文番号", "税抜金額", "合計", "返金済み", "登録番号",
                    "お支払いの際は注文番号をお書き添えください。", "1 か月",
                ]
            }
        receipt = words[0]
        invoice = words[1]
        buyer = words[2]
        number = words[3]
        date = words[4]
        due = words[5]
        order = words[6]
        net = words[7]
        total = words[8]
        refunded = words[9]
        taxID = words[10]
        please = words[11]
        month = words[12]
    }
}
