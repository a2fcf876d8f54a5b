import Domain
import Studio

/// What an account has to spend.
struct CreditsBody: Body {
    let mode: Billing.Mode
    let balance: CreditBalance
    let lowBalance: Int

    static var name: String? { "Credits" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("billing", "Whether this server counts minutes (`quota`), sells credits (`on`), or neither.") {
            $0.mode
        }
        fields.add("available", "Credits that may be spent.") { $0.balance.available }
        fields.add("held", "Reserved by unfinished tasks.") { $0.balance.held }
        fields.add("frozen", "Credits on hold because of a disputed payment.") { $0.balance.frozen }
        fields.add("expiring", "Credits that expire, soonest first; a part of those available.") {
            $0.balance.lots.map(Lot.init)
        }
        fields.add("low", "Whether there are so few that the owner should know.") {
            $0.mode == .on && $0.balance.available < $0.lowBalance
        }
    }

    struct Lot: Body, Sendable {
        let lot: CreditBalance.Lot

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("credits") { $0.lot.credits }
            fields.add("expires_at") { $0.lot.expiresAt }
        }
    }
}

extension Billing.Mode: WireWord {}
extension LedgerTransaction.Cause: WireWord {}

/// A movement of credits.
struct CreditLineBody: Body, Sendable {
    let line: CreditLine

    static var name: String? { "CreditTransaction" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { String($0.line.id) }
        fields.add("cause") { $0.line.cause }
        fields.add("credits", "Added to what may be spent; negative for what was taken.") { $0.line.available }
        fields.add("held", "Added to what is reserved.") { $0.line.held }
        fields.add("task_id") { $0.line.task }
        fields.add("note") { $0.line.note }
        fields.add("at") { $0.line.at }
    }

    static let csvHead = "id,at,cause,credits,held,task_id,note\r\n"

    /// A line of RFC 4180. A text that a spreadsheet would take for a formula begins with an apostrophe.
    var csv: String {
        var note = line.note ?? ""
        if let first = note.first, "=+-@\t\r".contains(first) { note = "'" + note }
        let quoted = "\"" + note.replacing("\"", with: "\"\"") + "\""
        return [
            String(line.id), line.at.rfc3339, line.cause.rawValue, String(line.available), String(line.held),
            line.task?.rawValue ?? "", note.isEmpty ? "" : quoted,
        ].joined(separator: ",") + "\r\n"
    }
}
