import Domain
import Foundation
import Providers
import Storage
import Studio

/// What is counted and sold.
struct BillingSettings: Sendable {
    /// `BILLING`: `off` (default): nothing; `quota`: the minutes of plans are counted; `on`: credits and plans are sold.
    let mode: Billing.Mode

    /// - Throws: ``CommandFailure``.
    init(_ values: Values) throws {
        mode = try values.choice("BILLING", default: .off)
    }

    /// What is sold: `plans.json` of the home, else the one that ships.
    /// - Parameter data: the folder of what ships.
    /// - Throws: ``CommandFailure`` naming the file and the JSON path of the mistake.
    func priceBook(_ home: Home, data: String) throws -> PriceBook? {
        guard mode != .off else { return nil }
        let own = home.path + "/plans.json"
        let path = FileManager.default.fileExists(atPath: own) ? own : data + "/plans.json"
        do {
            return try PriceBook(file: path)
        } catch {
            throw CommandFailure("the plans in \(path) cannot be used: \(Cause(error))")
        }
    }
}
