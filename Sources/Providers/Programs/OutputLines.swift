import Foundation

/// Cuts what a program writes into lines.
struct OutputLines {
    /// What becomes of a line that is too long.
    enum Excess { case fails, isCut }

    private let maxBytes: Int
    private let excess: Excess
    /// Whether a carriage return ends a line too, as in progress bars that draw over themselves.
    private let endsAtReturn: Bool
    private var pending = Data()

    init(maxBytes: Int, excess: Excess = .fails, endsAtReturn: Bool = false) {
        self.maxBytes = maxBytes
        self.excess = excess
        self.endsAtReturn = endsAtReturn
    }

    /// - Returns: the lines that these bytes complete.
    /// - Throws: ``ChildProcess/Failure/lineTooLong``.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws -> [Data] {
        var lines: [Data] = []
        var start = 0
        while start < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
            let end = rest.firstIndex { $0 == 10 || endsAtReturn && $0 == 13 }
            try append(UnsafeRawBufferPointer(rebasing: rest[..<(end ?? rest.count)]))
            guard let end else { break }
            lines.append(pending)
            pending = Data()
            start += end + 1
        }
        return lines
    }

    /// What stands after the last line feed; nil when nothing does.
    func rest() -> Data? { pending.isEmpty ? nil : pending }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
        switch excess {
        case .isCut: pending.append(contentsOf: bytes.prefix(max(0, maxBytes - pending.count)))
        case .fails:
            pending.append(contentsOf: bytes)
            guard pending.count <= maxBytes else { throw ChildProcess.Failure.lineTooLong }
        }
    }
}
