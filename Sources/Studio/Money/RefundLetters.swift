import Domain
import Storage

/// Writes to the buyer that money was given back.
struct RefundLetters: LetterAuthor {
    let kind = OutboxEntry.Kind.refundLetter
    let store: Store

    func letter(about subject: String, in language: Preference.Language) async throws -> Letter? {
        let words = subject.split(separator: " ").map(String.init)
        guard words.count == 2, let minor = Int(words[1]), let id = OrderID(rawValue: words[0]),
            let order = try await store.order(id), let number = order.number
        else { return nil }
        let price = Money(minor, order.price.currency).withCode
        return .refund(order: id, number: number, title: order.title, price: price)
    }
}
