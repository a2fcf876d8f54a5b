import Foundation

/// The two lowest resonances of a voice, which tell how the mouth is held: the first rises as it opens, the second as the
/// lips spread. By linear prediction of the spectrum below 4 kHz (Makhoul, IEEE Trans. ASSP 23, 1975: the autocorrelation
/// of a part of the spectrum).
struct Formants {
    /// Between resonances, hertz; the spectrum's step is 31.25 Hz.
    private static let order = 10
    private static let steps = 128
    private static let emphasis: Float = 0.97
    private static let bandwidth = 8000.0
    /// Weaker or lower roots are the voice's pitch or its slope, not a resonance.
    private static let least = (radius: 0.75, hertz: 180.0)

    /// Cosines by lag and step, times pre-emphasis: what turns power into autocorrelation.
    private let kernel: [[Float]] = (0...order).map { lag in
        (0...steps).map { step in
            let turn = Float.pi * Float(step) / Float(steps)
            let weight: Float = step == 0 || step == steps ? 1 : 2
            return weight * (1 + emphasis * emphasis - 2 * emphasis * cos(turn)) * cos(turn * Float(lag))
        }
    }

    /// - Parameter power: a spectrum in steps of 31.25 Hz, at least up to 4 kHz.
    /// - Returns: hertz; nil where there are not two resonances.
    func callAsFunction(_ power: [Float]) -> (first: Float, second: Float)? {
        let correlation = kernel.map { cosines in
            zip(cosines, power).reduce(0.0) { $0 + Double($1.0 * $1.1) }
        }
        guard correlation[0] > 1e-12, let predictor = Self.predictor(correlation) else { return nil }
        let found = Self.roots(of: predictor)
            .compactMap { root -> Double? in
                guard root.y > 0, root.length > Self.least.radius else { return nil }
                let hertz = atan2(root.y, root.x) * Self.bandwidth / (2 * .pi)
                return hertz > Self.least.hertz ? hertz : nil
            }
            .sorted()
        return found.count >= 2 ? (Float(found[0]), Float(found[1])) : nil
    }

    /// Levinson and Durbin's recursion: 1, a1, ... of the filter that predicts the sound best.
    static func predictor(_ correlation: [Double]) -> [Double]? {
        var filter = [1.0]
        var error = correlation[0] * 1.0001  // a trace of white noise keeps it stable
        for order in 1..<correlation.count {
            let missed = filter.indices.reduce(0) { $0 + filter[$1] * correlation[order - $1] }
            let reflection = -missed / error
            let extended = filter + [0]
            filter = extended.indices.map { extended[$0] + reflection * extended[order - $0] }
            error *= 1 - reflection * reflection
            guard error > 0, reflection.isFinite else { return nil }
        }
        return filter
    }

    /// All roots of z^n + a1 z^(n-1) + ..., x real and y imaginary (Weierstrass; also Durand and Kerner).
    static func roots(of polynomial: [Double]) -> [SIMD2<Double>] {
        let degree = polynomial.count - 1
        var roots: [SIMD2<Double>] = []
        var start = SIMD2(1.0, 0)
        for _ in 0..<degree {
            start = product(start, SIMD2(0.4, 0.9))
            roots.append(start)
        }
        for _ in 0..<40 {
            var largest = 0.0
            for index in roots.indices {
                let root = roots[index]
                var value = SIMD2(polynomial[0], 0)
                for coefficient in polynomial.dropFirst() {
                    value = product(value, root)
                    value.x += coefficient
                }
                var others = SIMD2(1.0, 0)
                for other in roots.indices where other != index { others = product(others, root - roots[other]) }
                let squared = max((others * others).sum(), 1e-300)
                let step = product(value, SIMD2(others.x, -others.y)) / squared
                roots[index] = root - step
                largest = max(largest, step.length)
            }
            if largest < 1e-6 { break }
        }
        return roots
    }

    private static func product(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
    }
}
