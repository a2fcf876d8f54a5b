/// Where credits are.
package enum LedgerAccount: Hashable, Sendable {
    /// What a person may spend.
    case available(AccountID)
    /// What unfinished tasks of a person have reserved.
    case held(AccountID)
    /// What a person bought and somebody asks the bank to take back: it may not be spent until that is decided.
    case frozen(AccountID)
    case house(House)

    package enum House: String, Sendable, CaseIterable {
        /// What was sold and not spent yet counts against it, what was spent for it.
        case revenue
        /// What was given away.
        case promotions
        /// What administrators have corrected.
        case adjustments
        /// What lapsed before it was spent.
        case expired
    }

    /// Whether it may go below zero: some of the house's accounts are where credits come from.
    package var mayBeNegative: Bool {
        switch self {
        case .available, .held, .frozen, .house(.expired): false
        case .house(.revenue), .house(.promotions), .house(.adjustments): true
        }
    }
}
