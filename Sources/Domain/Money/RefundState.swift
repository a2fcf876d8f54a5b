/// How far the money of a refund has come back.
package enum RefundState: String, CaseIterable, Sendable { case pending, done, failed }
