import Foundation

/// Numbers that change over the frames of a clip.
enum TimeSeries {
    /// The mean of each frame's neighbours by a gaussian over time, without delay.
    /// - Parameters:
    ///   - times: seconds, rising, one a value.
    ///   - sigma: standard deviation in seconds.
    ///   - scenes: ranges of frames that do not look beyond their ends.
    static func smoothed<V: SIMD>(_ values: [V], times: [Double], sigma: Double, scenes: [Range<Int>]) -> [V]
    where V.Scalar == Float {
        var result = values
        for scene in scenes {
            for index in scene {
                var (sum, weight) = (V.zero, Float(0))
                func add(_ other: Int) -> Bool {
                    let off = (times[other] - times[index]) / sigma
                    guard abs(off) < 3 else { return false }
                    let w = Float(exp(-off * off / 2))
                    sum += values[other] * w
                    weight += w
                    return true
                }
                for other in index..<scene.upperBound where !add(other) { break }
                for other in stride(from: index - 1, through: scene.lowerBound, by: -1) where !add(other) { break }
                result[index] = sum / weight
            }
        }
        return result
    }

    static func smoothed(_ values: [Float], times: [Double], sigma: Double, scenes: [Range<Int>]) -> [Float] {
        smoothed(values.map { SIMD2($0, 0) }, times: times, sigma: sigma, scenes: scenes).map(\.x)
    }
}

/// An angle in -pi...pi, radians.
func wrapped(_ angle: Float) -> Float { angle - 2 * .pi * ((angle + .pi) / (2 * .pi)).rounded(.down) }

extension SIMD2 where Scalar == Float {
    /// Radians, clockwise on the screen from the x axis.
    var angle: Float { atan2(y, x) }

    init(angle: Float) { self.init(cos(angle), sin(angle)) }

    func turned(_ angle: Float) -> SIMD2<Float> {
        let (c, s) = (cos(angle), sin(angle))
        return SIMD2(c * x - s * y, s * x + c * y)
    }
}
