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
}

/// The light on somebody: how they look, and how what is round them looks. Clothes have colours of their own; only where
/// both differ from another scene in the same way is it the light that differs.
struct SceneLight {
    /// No light is brought farther than this: lightness, and each of the two colours.
    private static let (mostLightness, mostColour) = (10.0, 8.0)

    private(set) var person = LightStatistics()
    private(set) var surroundings = LightStatistics()

    /// - Parameters:
    ///   - mask: of the person, over the whole picture, of any size.
    ///   - isAlone: whether the picture shows nothing else, as it came cut out.
    mutating func add(_ picture: Picture, mask: Plane, step: Int, isAlone: Bool = false) {
        person.add(picture, mask: mask, step: step)
        guard !isAlone else { return }
        var rest = mask
        rest.apply { 1 - $0 }
        surroundings.add(picture, mask: rest, step: 2 * step)
    }

    /// Brings a picture's light half the way to another's: enough to sit in the scene, without becoming somebody else.
    /// - Returns: a copy.
    func matched(_ picture: Picture, to other: SceneLight) -> Picture {
        let copy = picture.copy()
        guard person.isKnown, other.person.isKnown else { return copy }
        let gain = (other.person.deviation.x / max(person.deviation.x, 1)).squareRoot().clamped(0.85...1.15)
        let shift = change(to: other)
        puppet_change_light(
            copy.view, Float(person.mean.x), Float(gain), [Float(shift.x), Float(shift.y), Float(shift.z)])
        return copy
    }

    /// In L*, a* and b*.
    func change(to other: SceneLight) -> SIMD3<Double> {
        let own = other.person.mean - person.mean
        let round = other.surroundings.mean - surroundings.mean
        let most = SIMD3(Self.mostLightness, Self.mostColour, Self.mostColour)
        var change = SIMD3<Double>.zero
        for channel in 0..<3 {
            var agreed = own[channel] * round[channel] > 0 ? min(abs(own[channel]), abs(round[channel])) : 0
            if !surroundings.isKnown || !other.surroundings.isKnown { agreed = abs(own[channel]) / 2 }
            change[channel] = (own[channel] < 0 ? -agreed : agreed) / 2
        }
        return change.clamped(lowerBound: -most, upperBound: most)
    }
}
