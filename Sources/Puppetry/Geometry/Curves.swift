import Foundation

/// 0 up to `from`, 1 from `to` on, smooth between.
func smoothStep<T: BinaryFloatingPoint>(_ from: T, _ to: T, _ x: T) -> T {
    let t = min(max((x - from) / (to - from), 0), 1)
    return t * t * (3 - 2 * t)
}

/// Shortens a vector so that it never gets longer than `limit` and small ones stay as they are.
func softened(_ vector: SIMD2<Double>, limit: Double) -> SIMD2<Double> {
    let length = (vector * vector).sum().squareRoot()
    guard length > 1e-9 else { return vector }
    return vector * (limit * tanh(length / limit) / length)
}

extension Comparable {
    func clamped(_ range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}

extension SIMD2 where Scalar: BinaryFloatingPoint {
    var length: Scalar { (self * self).sum().squareRoot() }
}

extension SIMD3 where Scalar: BinaryFloatingPoint {
    var length: Scalar { (self * self).sum().squareRoot() }
    var xy: SIMD2<Scalar> { SIMD2(x, y) }
}

extension Array where Element: BinaryFloatingPoint {
    /// The value that `share` (0...1) of the others stay below, between neighbours linearly; 0 for an empty array.
    func percentile(_ share: Element) -> Element {
        guard !isEmpty else { return 0 }
        let sorted = self.sorted()
        let at = share.clamped(0...1) * Element(count - 1)
        let below = Int(at)
        let above = Swift.min(below + 1, count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (at - Element(below))
    }

    var median: Element { percentile(0.5) }

    var mean: Element { isEmpty ? 0 : reduce(0, +) / Element(count) }

    var standardDeviation: Element {
        let mean = mean
        return isEmpty ? 0 : (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Element(count)).squareRoot()
    }
}
