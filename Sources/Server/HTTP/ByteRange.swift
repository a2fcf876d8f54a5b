/// The part of a representation that a `Range` header asks for (RFC 9110, section 14).
enum ByteRange: Equatable {
    /// No usable range: the whole is sent with 200, as section 14.2 allows for ranges in other units, malformed ones
    /// and more than one.
    case whole
    /// First byte and the one after the last, within the size.
    case part(Range<Int64>)
    /// Nothing of it lies within the size: 416.
    case unsatisfiable

    /// - Parameter size: of the whole representation, in bytes.
    init(header: String?, size: Int64) {
        guard let header, let spec = Self.single(header) else {
            self = .whole
            return
        }
        let bounds = spec.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard bounds.count == 2 else {
            self = .whole
            return
        }
        switch (Self.number(bounds[0]), Self.number(bounds[1]), bounds[0].isEmpty, bounds[1].isEmpty) {
        case (nil, let suffix?, true, false):
            if suffix == 0 {
                self = .unsatisfiable
            } else {
                self = size == 0 ? .whole : .part(max(0, size - suffix)..<size)
            }
        case (let first?, nil, false, true):
            self = first < size ? .part(first..<size) : .unsatisfiable
        case (let first?, let last?, false, false) where first <= last:
            self = first < size ? .part(first..<min(last, size - 1) + 1) : .unsatisfiable
        default:
            self = .whole
        }
    }

    /// The one range of `bytes=…`; nil for another unit or several ranges.
    private static func single(_ header: String) -> Substring? {
        guard let equals = header.firstIndex(of: "="), header[..<equals].lowercased() == "bytes" else { return nil }
        var spec = header[header.index(after: equals)...]
        while spec.first == " " || spec.first == "\t" { spec.removeFirst() }
        while spec.last == " " || spec.last == "\t" { spec.removeLast() }
        return spec.contains(",") ? nil : spec
    }

    /// Digits only; what does not fit an `Int64` counts as its greatest value.
    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text) ?? .max
    }
}
