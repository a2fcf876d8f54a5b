import Domain
import Foundation

/// Which addresses a connection may be made to.
package struct AddressPolicy: Sendable {
    /// Loopback is refused in production; stand-ins and tests that live there allow it by name.
    package let allowsLoopback: Bool

    /// Private networks are refused, but for what the operator named: a service there is theirs to use.
    package let allowsPrivate: Bool

    package init(allowsLoopback: Bool = false, allowsPrivate: Bool = false) {
        self.allowsLoopback = allowsLoopback
        self.allowsPrivate = allowsPrivate
    }

    /// False for everything that is not an ordinary public unicast address, by the IANA special-purpose registries for
    /// IPv4 and IPv6 (2025), and for addresses that carry such an IPv4 address inside them.
    package func allows(_ address: IPAddress) -> Bool {
        switch address {
        case .v4(let bits):
            if bits >> 24 == 127 { return allowsLoopback }
            if Self.privateV4.contains(where: { $0.contains(bits) }) {
                return allowsPrivate && bits != Self.metadataInPrivateV4
            }
            return !Self.reservedV4.contains { $0.contains(bits) }
        case .v6(let high, let low):
            if high == 0 && low == 1 { return allowsLoopback }
            if let inner = Self.embedded(high, low) { return allows(.v4(inner)) }
            if high >> 57 == 0x7e { return allowsPrivate && high != Self.metadataInPrivateV6 }  // fc00::/7
            guard high >> 61 == 1 else { return false }  // 2000::/3 is all that is assigned as global unicast
            return !Self.reservedV6.contains { $0.contains(high) }
        }
    }

    /// The IPv4 address inside a mapped (`::ffff:a.b.c.d`) or NAT64 (`64:ff9b::/96`) address, or a 6to4 one.
    private static func embedded(_ high: UInt64, _ low: UInt64) -> UInt32? {
        if high == 0 && low >> 32 == 0xffff { return UInt32(truncatingIfNeeded: low) }
        if high == 0x0064_ff9b_0000_0000 && low >> 32 == 0 { return UInt32(truncatingIfNeeded: low) }
        if high >> 48 == 0x2002 { return UInt32(truncatingIfNeeded: high >> 16) }
        return nil
    }

    private struct RangeV4 {
        let network: UInt32
        let length: UInt32

        init(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ length: UInt32) {
            network = a << 24 | b << 16 | c << 8 | d
            self.length = length
        }

        func contains(_ bits: UInt32) -> Bool { (bits ^ network) >> (32 - length) == 0 }
    }

    private static let privateV4: [RangeV4] = [
        RangeV4(10, 0, 0, 0, 8),
        RangeV4(172, 16, 0, 0, 12),
        RangeV4(192, 168, 0, 0, 16),
        RangeV4(100, 64, 0, 0, 10),  // carrier-grade NAT; networks between sites use it, too
    ]

    /// Alibaba's metadata service, 100.100.100.200, and Amazon's, fd00:ec2::/64: they hand out credentials.
    private static let metadataInPrivateV4: UInt32 = 0x6464_64c8
    private static let metadataInPrivateV6: UInt64 = 0xfd00_0ec2_0000_0000

    private static let reservedV4: [RangeV4] = [
        RangeV4(0, 0, 0, 0, 8),  // this network
        RangeV4(169, 254, 0, 0, 16),  // link-local; most clouds' metadata services lie here
        RangeV4(192, 0, 0, 0, 24),  // IETF protocol assignments; Oracle's metadata service lies here
        RangeV4(192, 0, 2, 0, 24),  // documentation
        RangeV4(192, 31, 196, 0, 24),  // AS112
        RangeV4(192, 52, 193, 0, 24),  // AMT
        RangeV4(192, 88, 99, 0, 24),  // 6to4 relays
        RangeV4(192, 175, 48, 0, 24),  // AS112
        RangeV4(198, 18, 0, 0, 15),  // benchmarks
        RangeV4(198, 51, 100, 0, 24),  // documentation
        RangeV4(203, 0, 113, 0, 24),  // documentation
        RangeV4(168, 63, 129, 16, 32),  // Azure's host agent
        RangeV4(224, 0, 0, 0, 4),  // multicast
        RangeV4(240, 0, 0, 0, 4),  // future use and broadcast
    ]

    private struct RangeV6 {
        let high: UInt64
        let length: UInt64

        /// - Parameter length: at most 64, so that the upper half decides.
        init(_ high: UInt64, _ length: UInt64) {
            self.high = high
            self.length = length
        }

        func contains(_ bits: UInt64) -> Bool { (bits ^ high) >> (64 - length) == 0 }
    }

    private static let reservedV6: [RangeV6] = [
        RangeV6(0x2001_0000_0000_0000, 23),  // IETF protocol assignments, with Teredo, ORCHID and benchmarks
        RangeV6(0x2001_0db8_0000_0000, 32),  // documentation
        RangeV6(0x2620_004f_8000_0000, 48),  // AS112
        RangeV6(0x3fff_0000_0000_0000, 20),  // documentation
    ]
}
