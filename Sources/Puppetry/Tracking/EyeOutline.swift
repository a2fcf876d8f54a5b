import Foundation
import Media

/// The outline of an eye, checked against the picture. The network knows human eyes; in the large ones of drawn
/// characters it finds only the middle, and lids that close there would leave the rest of the eye staring.
struct EyeOutline {
    /// How far beyond the network's outline a lid's edge is looked for, steps of 2 % of the eye's width.
    private static let reach = 18
    /// Within so many steps beyond it there is skin again.
    private static let line = 5
    private static let step: Float = 0.02
    /// Below the eye by this, in widths, is skin.
    private static let skinAt: Float = 0.6
    /// An edge is darker than what it parts by this factor.
    private static let contrast: Float = 1.3
    /// White and coloured irises are this much less red than skin.
    private static let pale: Float = 0.85
    /// An outline grows if so many of its points see an eye outside, and half of them at least so far out, in widths.
    private static let least: (seen: Int, growth: Float) = (6, 0.05)

    private let picture: Picture
    private let contour: [PlanePoint<SeenSpace>]
    private let centre: PlanePoint<SeenSpace>
    private let width: Float

    private init?(_ shape: EyeShape<SeenSpace>, in picture: Picture) {
        guard shape.contour.count == 16 else { return nil }
        self.picture = picture
        contour = shape.contour
        centre = .mean(contour)
        width = (contour[8] - contour[0]).length
        guard width >= 12, width < Float(picture.width) else { return nil }
    }

    /// The eyes with outlines along their lids. A character has two large eyes or none.
    static func checked(_ shapes: [EyeShape<SeenSpace>], in picture: Picture) -> [EyeShape<SeenSpace>] {
        let eyes = shapes.compactMap { EyeOutline($0, in: picture) }
        guard eyes.count == shapes.count else { return shapes }
        let skins = eyes.flatMap { eye in (10...14).compactMap { eye.colour(outside: $0, by: skinAt) } }
        guard !skins.isEmpty else { return shapes }
        let skin = skins.reduce(.zero, +) / Float(skins.count)
        let outlines = eyes.compactMap { $0.grown(skin: skin) }
        guard outlines.count == shapes.count else { return shapes }
        return zip(shapes, outlines).map { shape, outline in
            var shape = shape
            shape.outline(outline)
            return shape
        }
    }

    /// The outline along the lids' edge; nil when it is there already, or cannot be told.
    private func grown(skin: SIMD3<Float>) -> [PlanePoint<SeenSpace>]? {
        let edges = contour.indices.map { edge(at: $0, skin: skin) }
        let seen = edges.compactMap { $0 }
        guard seen.count >= Self.least.seen, seen.median >= Self.least.growth else { return nil }
        let steady = Self.smoothed(Self.filled(edges))
        return contour.indices.map { contour[$0] + outwards($0) * (steady[$0] * width) }
    }

    /// How far out the lid's edge is, in widths; nil when what lies between is no eye.
    private func edge(at place: Int, skin: SIMD3<Float>) -> Float? {
        let colours = (0...(Self.reach + Self.line)).map { colour(outside: place, by: Float($0) * Self.step) ?? skin }
        let lumas = colours.map { $0.luma + 1 }
        func isLine(_ at: Int) -> Bool {
            guard lumas[at] <= lumas[max(0, at - 1)], lumas[at] <= lumas[at + 1] else { return false }
            let beyond = lumas[at...(at + Self.line)].max() ?? 0
            let before = lumas[...at].max() ?? 0
            return beyond > Self.contrast * lumas[at] && (at == 0 || before > Self.contrast * lumas[at])
        }
        // An iris has a dark rim, too; what comes behind the lid's edge is no eye any more.
        var (found, from): (Int?, Int) = (nil, 0)
        for at in 0...Self.reach where isLine(at) {
            guard at > 0, isEye(colours[from..<at], skin) else { break }
            (found, from) = (at, at)
        }
        return found.map { Float($0) * Self.step }
    }

    /// Whether colours, taken together, are those of white or iris.
    private func isEye(_ colours: ArraySlice<SIMD3<Float>>, _ skin: SIMD3<Float>) -> Bool {
        let mean = colours.reduce(.zero, +) / Float(max(colours.count, 1))
        return mean.redness(against: skin) < Self.pale
    }

    /// Once round, gaps bridged between their neighbours.
    private static func filled(_ edges: [Float?]) -> [Float] {
        let count = edges.count
        return edges.indices.map { place in
            func nearest(_ way: Int) -> (value: Float, off: Float) {
                for off in 0..<count {
                    if let value = edges[(place + way * off + count * count) % count] { return (value, Float(off)) }
                }
                return (0, 1)
            }
            let (before, after) = (nearest(-1), nearest(1))
            let off = before.off + after.off
            return off > 0 ? (before.value * after.off + after.value * before.off) / off : before.value
        }
    }

    private static func smoothed(_ values: [Float]) -> [Float] {
        func around(_ values: [Float], _ place: Int, _ off: Int) -> [Float] {
            (-off...off).map { values[(place + $0 + values.count) % values.count] }
        }
        let steady = values.indices.map { around(values, $0, 2).median }
        let smooth = steady.indices.map { around(steady, $0, 1).mean }
        // The corners are sharp.
        return smooth.indices.map { $0 % 8 == 0 ? max(smooth[$0], min(values[$0], 1.5 * smooth[$0])) : smooth[$0] }
    }

    private func outwards(_ place: Int) -> SIMD2<Float> {
        let out = contour[place] - centre
        return out / max(out.length, 1e-3)
    }

    private func colour(outside place: Int, by share: Float) -> SIMD3<Float>? {
        picture.meanColour(
            at: contour[place] + outwards(place) * (share * width), radius: max(0.01 * width, 0.75))
    }
}
