import Foundation

/// A regular expression of a manifest.
///
/// `@unchecked Sendable`: NSRegularExpression does not change once it is made.
struct LinePattern: Equatable, @unchecked Sendable {
    let text: String
    private let expression: NSRegularExpression

    init(_ field: ManifestField, groups: Int? = nil) throws(ManifestMistake) {
        text = try field.text(atMost: 500)
        guard let expression = try? NSRegularExpression(pattern: text) else {
            throw field.mistake("no_expression", "is not a regular expression")
        }
        if let groups, expression.numberOfCaptureGroups != groups {
            throw field.mistake(
                "groups", "must have \(groups) group\(groups == 1 ? "" : "s") in parentheses",
                ["count": .number(Double(groups))])
        }
        self.expression = expression
    }

    /// What the groups of the first match hold; nil when nothing matches. Long lines are looked at by their end.
    func match(_ line: String) -> [String]? {
        let line = String(line.suffix(2000))
        let whole = NSRange(line.startIndex..., in: line)
        guard let found = expression.firstMatch(in: line, range: whole) else { return nil }
        return (1..<max(1, found.numberOfRanges)).map { group in
            Range(found.range(at: group), in: line).map { String(line[$0]) } ?? ""
        }
    }

    static func == (left: LinePattern, right: LinePattern) -> Bool { left.text == right.text }
}

/// How a line tells how far a step is.
enum ProgressPattern: Equatable, Sendable {
    /// A percentage, as tqdm writes it: ` 45%|####5     | 9/20 [00:12<00:15]`.
    case tqdm
    /// One group: a percentage.
    case percent(LinePattern)
    /// Two groups: done and all.
    case ratio(LinePattern)
    /// The line itself says that this much of the step is done.
    case reached(LinePattern, Double)

    /// 0...1 of the step; nil when the line says nothing.
    func progress(_ line: String) -> Double? {
        switch self {
        case .tqdm:
            guard let bar = line.range(of: "%|") else { return nil }
            let digits = line[..<bar.lowerBound].reversed().prefix { $0.isNumber }
            return Double(String(digits.reversed())).map { min(max($0 / 100, 0), 1) }
        case .percent(let pattern):
            return pattern.match(line).flatMap { Double($0[0]) }.map { min(max($0 / 100, 0), 1) }
        case .ratio(let pattern):
            guard let groups = pattern.match(line), let done = Double(groups[0]), let all = Double(groups[1]), all > 0
            else { return nil }
            return min(max(done / all, 0), 1)
        case .reached(let pattern, let share): return pattern.match(line) == nil ? nil : share
        }
    }
}
