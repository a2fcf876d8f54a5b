import CPuppetry
import Foundation
import Media

/// What is behind a figure: the picture with the figure taken out. Near the hole's edge the surroundings are mirrored into
/// it, farther in only their colours go on.
enum Backdrop {
    /// How far the figure's surroundings count as figure, and how far they are mirrored in; shares of the longer side.
    private static let (margin, reach): (Float, Float) = (0.026, 0.06)

    /// - Parameters:
    ///   - picture: opaque.
    ///   - figure: of its size.
    /// - Returns: a new picture.
    static func behind(_ figure: Plane, in picture: Picture) -> Picture {
        let side = Float(max(picture.width, picture.height))
        var known = figure.spreading(radius: Int((margin * side).rounded(.up)))
        known.apply { $0 > 0.1 ? 0 : 1 }
        return filled(picture, known: known, reach: reach * side)
    }

    /// - Parameters:
    ///   - known: 1 where the picture's colours are to be believed, else 0.
    ///   - reach: how far surroundings are mirrored into holes, pixels.
    static func filled(_ picture: Picture, known: Plane, reach: Float) -> Picture {
        let result = Picture(width: picture.width, height: picture.height)
        result.bytes.update(from: picture.bytes, count: picture.rowBytes * picture.height)
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
        let calm = Plane.blurredColours(of: smooth)
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

extension Plane {
    /// Red, green and blue of a filled colour plane without their detail.
    fileprivate static func blurredColours(of colours: ColourPlane) -> [Plane] {
        (0..<3).map { channel in
            var plane = Plane(width: colours.width, height: colours.height)
            for index in plane.values.indices { plane.values[index] = colours.values[4 * index + channel] }
            plane.blur(sigma: 6)
            return plane
        }
    }
}
