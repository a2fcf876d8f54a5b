/// Names of hosts that are written in two ways: `bücher.example` and `xn--bcher-kva.example` (RFC 3492, RFC 5890).
package enum DomainName {
    /// The name with every label in the script it is meant in; a label that is no Punycode stays as it is.
    package static func unicode(of name: String) -> String {
        name.split(separator: ".", omittingEmptySubsequences: false).map { label in
            guard label.lowercased().hasPrefix("xn--") else { return String(label) }
            return decoded(label.dropFirst(4)) ?? String(label)
        }.joined(separator: ".")
    }

    private static let (base, shortest, longest, skew, damping) = (36, 1, 26, 38, 700)
    private static let (initialBias, initialCode) = (72, 128)
    /// Of a label in ASCII (RFC 1035, section 2.3.4).
    private static let labelLength = 63

    /// RFC 3492, section 6.2. Nil for what is none, and for what stands for nothing but ASCII.
    private static func decoded(_ text: Substring) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count <= labelLength, bytes.allSatisfy({ $0 < 128 }) else { return nil }
        let delimiter = bytes.lastIndex(of: UInt8(ascii: "-"))
        var output = bytes[..<(delimiter ?? 0)].map { UInt32($0) }
        var input = bytes[(delimiter.map { $0 + 1 } ?? 0)...]
        guard !input.isEmpty else { return nil }
        var (code, position, bias) = (initialCode, 0, initialBias)
        while !input.isEmpty {
            let before = position
            var (weight, step) = (1, base)
            while true {
                // At most 63 digits of base 36 may come: each step is checked, so that none overflows.
                guard let digit = input.popFirst().flatMap(digit) else { return nil }
                let (product, overflows) = digit.multipliedReportingOverflow(by: weight)
                guard !overflows, position <= Int(Int32.max) - product else { return nil }
                position += product
                let threshold = min(max(step - bias, shortest), longest)
                if digit < threshold { break }
                let (next, isTooLarge) = weight.multipliedReportingOverflow(by: base - threshold)
                guard !isTooLarge, next <= Int(Int32.max) else { return nil }
                weight = next
                step += base
            }
            bias = adapted(position - before, points: output.count + 1, isFirst: before == 0)
            code += position / (output.count + 1)
            position %= output.count + 1
            guard code <= 0x10_ffff, Unicode.Scalar(UInt32(code)) != nil else { return nil }
            output.insert(UInt32(code), at: position)
            position += 1
        }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: output.compactMap { Unicode.Scalar($0) })
        return String(scalars)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 97
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 65
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48 + 26
        default: nil
        }
    }

    /// Section 6.1.
    private static func adapted(_ delta: Int, points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damping : delta / 2
        delta += delta / points
        var step = 0
        while delta > (base - shortest) * longest / 2 {
            delta /= base - shortest
            step += base
        }
        return step + (base - shortest + 1) * delta / (delta + skew)
    }
}
