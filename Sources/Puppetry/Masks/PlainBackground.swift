import CPuppetry
import Foundation
import Media

/// What a figure's mask took of an even background: the gaps between limbs, a band along the hair. The networks see people
/// coarsely; where a picture's background is plain its colours tell better.
struct PlainBackground {
    /// A background that can be foretold no better than this is not plain; shares of white.
    private static let mostNoise: Float = 0.016
    /// A figure more like its background than this cannot be told by colours.
    private static let mostLikeness: Float = 0.125
    /// Each round goes a little farther into the shadows of the gaps.
    private static let rounds = 3
    /// Nearer to a bone than this, in thicknesses of it, no colour makes a place background.
    private static let core: (sure: Float, open: Float) = (0.55, 0.85)
    /// How much round a mask may be the figure's too, and how far out the background is tried; shares of the longer side.
    private static let (margin, tried): (Float, Float) = (0.02, 0.05)

    /// Where the mask shows background after all, 0...1; nil when the background is not plain.
    let shown: Plane?

    /// - Parameters:
    ///   - mask: of the figure in the picture, of its size.
    ///   - bones: the figure's, in pixels of the picture.
    init(round mask: Plane, bones: [puppet_capsule], in picture: Picture) {
        let side = Float(max(mask.width, mask.height))
        func outside(_ share: Float) -> Plane {
            var known = mask.spreading(radius: Int((share * side).rounded(.up)))
            known.apply { $0 > 0.05 ? 0 : 1 }
            return known
        }
        var known = outside(Self.margin)
        let noise = Self.noise(of: picture, known: outside(Self.tried), tried: known)
        guard known.mean > 0.05, noise < Self.mostNoise else {
            shown = nil
            return
        }
        var open = Plane(width: mask.width, height: mask.height)
        puppet_capsule_distance(bones, Int32(bones.count), &open.values, Int32(mask.width), Int32(mask.height))
        let limit = 0.012 + 1.5 * noise
        var found = Self.difference(picture, from: known)
        guard Self.likeness(found, within: open, limit: limit) < Self.mostLikeness else {
            shown = nil
            return
        }
        open.apply { smoothStep(Self.core.sure, Self.core.open, $0) }
        let speck = max(1, Int((0.002 * side).rounded()))
        for round in 0..<Self.rounds {
            if round > 0 {
                for at in known.values.indices where found.values[at] > 0.9 { known.values[at] = 1 }
                found = Self.difference(picture, from: known)
            }
            for at in found.values.indices {
                found.values[at] = (1 - smoothStep(limit, 2 * limit, found.values[at])) * open.values[at]
            }
            // Single pixels of the background's colour are the figure's.
            found.spread(radius: -speck)
            found.spread(radius: speck)
        }
        // Along the figure's edge the colours of both mix.
        found.spread(radius: speck)
        shown = found
    }

    /// How much of the figure's very core has the colours that the background would have there.
    /// - Parameters:
    ///   - off: how far each place is from those.
    ///   - distance: of each place to the bones, in thicknesses of them.
    private static func likeness(_ off: Plane, within distance: Plane, limit: Float) -> Float {
        let core = off.values.indices.filter { distance.values[$0] < Self.core.sure }
        return Float(core.filter { off.values[$0] < 2 * limit }.count) / Float(max(core.count, 1))
    }

    /// How far the background usually is from what its surroundings foretell.
    /// - Parameters:
    ///   - known: what it is foretold from.
    ///   - tried: where it is looked at.
    private static func noise(of picture: Picture, known: Plane, tried: Plane) -> Float {
        let off = difference(picture, from: known)
        let ring = off.values.indices.filter { known.values[$0] < 0.5 && tried.values[$0] > 0.5 }
        guard !ring.isEmpty else { return .infinity }
        return stride(from: 0, to: ring.count, by: max(1, ring.count / 5000)).map { off.values[ring[$0]] }
            .median
    }

    /// How far each place is from the colour that the background would have there.
    private static func difference(_ picture: Picture, from known: Plane) -> Plane {
        var expected = ColourPlane(picture, weight: known)
        expected.fill()
        return expected.distance(to: picture).blurred(sigma: 0.8)
    }
}
