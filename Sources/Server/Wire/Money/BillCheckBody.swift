import Domain
import Studio

extension Payments.Difference.What: WireWord {}

/// A day of our books beside the gateway's.
struct BillCheckBody: Body {
    let differences: [Payments.Difference]

    static var name: String? { "BillCheck" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("ok") { $0.differences.isEmpty }
        fields.add("faults", "Sentences for an operator.") { $0.differences.map(sentence) }
        fields.add("items", "The same, to be shown in the reader's language.") { $0.differences.map(Line.init) }
    }

    private static func sentence(_ difference: Payments.Difference) -> String {
        let (what, there) = (difference.what.rawValue, difference.there.decimal)
        guard difference.isKnown else {
            return "\(difference.order) was \(what) there with \(there), and is not \(what) here"
        }
        return "the order \(difference.order) is \(what) here with \(difference.here.decimal), and there with \(there)"
    }

    struct Line: Body, Sendable {
        let difference: Payments.Difference

        static var name: String? { "BillDifference" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("what", "What the amounts are about.") { $0.difference.what }
            fields.add("order", "The order's id; the gateway's own number for one that is not known here.") {
                $0.difference.order
            }
            fields.add("here", "By our books.") { MoneyBody($0.difference.here) }
            fields.add("there", "By the gateway's.") { MoneyBody($0.difference.there) }
        }
    }
}
