/// Addresses that begin alike: `192.0.2.0/24`, `2001:db8::/32`, or one address.
package struct AddressBlock: Equatable, Sendable {
    private let network: IPAddress
    /// In bits.
    private let length: Int

    /// CIDR notation (RFC 4632, section 3.1; RFC 4291, section 2.3), or an address alone; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0]))?.unmapped else { return nil }
        let longest = if case .v4 = address { 32 } else { 128 }
        guard parts.count == 2 else {
            (network, length) = (address, longest)
            return
        }
        guard let length = Int(parts[1]), (0...longest).contains(length), parts[1].first != "+" else { return nil }
        (network, self.length) = (address, length)
    }

    package func contains(_ address: IPAddress) -> Bool {
        switch (network, address.unmapped) {
        case (.v4(let left), .v4(let right)):
            return length == 0 || (left ^ right) >> UInt32(32 - length) == 0
        case (.v6(let high, let low), .v6(let otherHigh, let otherLow)):
            if length <= 64 { return length == 0 || (high ^ otherHigh) >> UInt64(64 - length) == 0 }
            return high == otherHigh && (low ^ otherLow) >> UInt64(128 - length) == 0
        default:
            return false
        }
    }
}
