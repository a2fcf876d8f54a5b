import Domain
import Storage

/// Writes to the buyer that an order is paid, with the way to its receipt.
struct ReceiptLetters: LetterAuthor {
    let kind = OutboxEntry.Kind.receiptLetter
    let store: Store

    func letter(about subject: String, in language: Preference.Language) async throws -> Letter? {
        guard let id = OrderID(rawValue: subject), let order = try await store.order(id), let number = order.number
        else { return nil }
        return .receipt(order: id, number: number, title: order.title, price: order.price.withCode)
    }
}
