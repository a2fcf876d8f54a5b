/// Money of a payment that is to go back.
package struct RefundRequest: Equatable, Sendable {
    package let id: RefundID
    package let payment: PaymentReference
    package let amount: Money
    /// Of the whole payment.
    package let total: Money
    package let reason: String
    package let publicURL: String

    package init(
        id: RefundID, payment: PaymentReference, amount: Money, total: Money, reason: String, publicURL: String
    ) {
        self.id = id
        self.payment = payment
        self.amount = amount
        self.total = total
        self.reason = reason
        self.publicURL = publicURL
    }
}

package typealias RefundID = Identifier<RefundRequest>
