import CPuppetry
import Foundation
import Media

/// How bright and of which colour something is: means and deviations in CIE L*a*b*.
struct LightStatistics {
    private var sums = [Double](repeating: 0, count: 7)

    /// - Parameter mask: over the whole picture, of any size.
    mutating func add(_ picture: Picture, mask: Plane, step: Int) {
        var found = [Double](repeating: 0, count: 7)
        puppet_lab_sums(picture.view, mask.values, Int32(mask.width), Int32(mask.height), Int32(step), &found)
        for index in sums.indices { sums[index] += found[index] }
    }

    var isKnown: Bool { sums[6] >= 50 }
    var mean: SIMD3<Double> { SIMD3(sums[0], sums[1], sums[2]) / max(sums[6], 1) }

    var deviation: SIMD3<Double> {
        let square = SIMD3(sums[3], sums[4], sums[5]) / max(sums[6], 1)
        return pointwiseMax(square - mean * mean, .zero).squareRoot()
    }

    /// Brings a picture's light half the way to another's: enough to sit in the scene, without becoming somebody else.
    /// - Returns: a copy.
    func matched(_ picture: Picture, to other: LightStatistics) -> Picture {
        let copy = Picture(width: picture.width, height: picture.height)
        copy.bytes.update(from: picture.bytes, count: picture.rowBytes * picture.height)
        guard isKnown, other.isKnown else { return copy }
        let gain = (other.deviation.x / max(deviation.x, 1)).squareRoot().clamped(0.85...1.2)
        let shift = (other.mean - mean) * 0.5
        puppet_change_light(
            copy.view, Float(mean.x), Float(gain), [Float(shift.x), Float(shift.y), Float(shift.z)])
        return copy
    }
}
