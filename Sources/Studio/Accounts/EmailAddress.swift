import Domain
import Foundation
import Storage

/// Whether a text can be an e-mail address. What is really one only a delivered letter can tell; this keeps out what
/// surely is none, and what would be dangerous in a header.
package enum EmailAddress {
    /// The address trimmed and in Unicode NFC; nil when it cannot be one. RFC 5321, section 4.5.3.1: 64 octets before
    /// the at sign, 254 altogether.
    package static func cleaned(_ text: String) -> String? {
        let address = text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
        guard let at = address.lastIndex(of: "@") else { return nil }
        let local = address[..<at]
        let domain = address[address.index(after: at)...]
        guard (1...64).contains(local.utf8.count), address.utf8.count <= 254 else { return nil }
        guard !Store.emailKey(address).hasSuffix("@" + Account.noEmailDomain) else { return nil }
        guard isLocalPart(local), isDomain(domain) else { return nil }
        return address
    }

    private static func isLocalPart(_ local: Substring) -> Bool {
        guard !local.hasPrefix("."), !local.hasSuffix("."), !local.contains("..") else { return false }
        return local.unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII {
                let byte = UInt8(scalar.value)
                return (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
            }
            return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar.properties.generalCategory == .nonspacingMark
        }
    }

    private static func isDomain(_ domain: Substring) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2 || domain == "localhost" else { return false }
        return labels.allSatisfy { label in
            guard (1...63).contains(label.utf8.count), !label.hasPrefix("-"), !label.hasSuffix("-") else {
                return false
            }
            return label.unicodeScalars.allSatisfy { scalar in
                scalar == "-" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || scalar.properties.generalCategory == .nonspacingMark
            }
        }
    }
}
