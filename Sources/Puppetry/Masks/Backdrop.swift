import CPuppetry
import Foundation
import Media

/// What is behind a figure: the picture with the figure taken out. Near the hole's edge the surroundings are mirrored into
/// it, farther in only their colours continue.
enum Backdrop {
    /// How far the figure's surroundings count as figure, and how far they are mirrored in; shares of the longer side.
    private static let (margin, reach): (Float, Float) = (0.026, 0.06)

    /// How far an even background's own figure counts as figure, and how softly its fill runs; shares of the longer side.
    private static let (plainMargin, plainBlur): (Float, Float) = (0.008, 0.004)

    /// - Parameters:
    ///   - picture: opaque.
    ///   - figure: of its size.
    ///   - isPlain: whether the background is even but for shadows and the floor.
    /// - Returns: a new picture.
    static func behind(_ figure: Plane, in picture: Picture, isPlain: Bool) -> Picture {
        let side = Float(max(picture.width, picture.height))
        if isPlain { return plain(picture, without: figure, side: side) }
        var known = figure.spreading(radius: Int((margin * side).rounded(.up)))
        known.apply { $0 > 0.1 ? 0 : 1 }
        return filled(picture, known: known, reach: reach * side)
    }

    /// Walls and floors change from top to bottom: every row continues from its left to its right.
    private static func plain(_ picture: Picture, without figure: Plane, side: Float) -> Picture {
        var hole = figure.spreading(radius: Int((plainMargin * side).rounded(.up)))
        hole.apply { $0 > 0.05 ? 1 : 0 }
        var known = hole
        known.apply { 1 - $0 }
        let result = filled(picture, known: known, reach: 0)
        puppet_cross_holes(result.view, known.values)
        let soft = ColourPlane(result, weight: Plane(width: hole.width, height: hole.height, filledWith: 1))
            .blurred(sigma: plainBlur * side)
        hole.blur(sigma: 1)
        soft.lay(onto: result, share: hole)
        return result
    }

    /// - Parameters:
    ///   - known: 1 where the picture's colours are to be believed, else 0.
    ///   - reach: how far surroundings are mirrored into holes, pixels; 0 for not at all.
    static func filled(_ picture: Picture, known: Plane, reach: Float) -> Picture {
        let result = picture.copy()
        var colours = ColourPlane(picture, weight: known)
        colours.fill()
        var hole = known
        hole.apply { 1 - $0 }
        colours.lay(onto: result, share: hole)
        mirror(known: known, from: picture, smooth: colours, into: result, reach: reach)
        return result
    }

    private static func mirror(
        known: Plane, from picture: Picture, smooth: ColourPlane, into result: Picture, reach: Float
    ) {
        let (width, height) = (known.width, known.height)
        guard width < Int(Int16.max), height < Int(Int16.max), reach > 1 else { return }
        var nearest = [Int16](repeating: -1, count: 2 * width * height)
        for index in known.values.indices where known.values[index] > 0.5 {
            nearest[2 * index] = Int16(index % width)
            nearest[2 * index + 1] = Int16(index / width)
        }
        puppet_nearest_seed(&nearest, Int32(width), Int32(height))
        let calm = smooth.planes.map { $0.blurred(sigma: 6) }
        for y in 0..<height {
            for x in 0..<width {
                let index = y * width + x
                guard known.values[index] < 0.5, nearest[2 * index] >= 0 else { continue }
                let (bx, by) = (Int(nearest[2 * index]), Int(nearest[2 * index + 1]))
                let distance = SIMD2(Float(bx - x), Float(by - y)).length
                let (mx, my) = (2 * bx - x, 2 * by - y)
                guard distance < reach, mx >= 0, my >= 0, mx < width, my < height else { continue }
                let there = my * width + mx
                guard known.values[there] > 0.5 else { continue }
                let weight = (1 - distance / reach).squareRoot()
                // Beyond a third of the way only the detail is taken, or stripes would show.
                let plain = 1 - smoothStep(0.25, 0.5, distance / reach)
                let out = result.bytes + 4 * index
                for channel in 0..<3 {
                    let texture = Float(picture.bytes[4 * there + channel])
                    let detail = Float(out[channel]) + texture - calm[channel].values[there]
                    let colour = detail + (texture - detail) * plain
                    out[channel] = UInt8(
                        (Float(out[channel]) + (colour - Float(out[channel])) * weight).clamped(0...255))
                }
            }
        }
    }
}
