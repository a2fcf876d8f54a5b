import Foundation
import Media

/// Finds the outline of a drawn figure on an even background.
enum SilhouetteMask {
    /// Differences to the surroundings, summed over three channels of 0...255, from which a pixel belongs to the figure.
    private static let contrast: Float = 45
    /// Shares of the picture a figure covers.
    private static let cover: ClosedRange<Float> = 0.03...0.9
    /// Standard deviation of an even background, 0...255.
    private static let evenness: Float = 14
    private static let side = 360

    /// - Parameter picture: opaque.
    /// - Returns: of the picture's size; nil when no outline stands out from an even background.
    static func found(in picture: Picture) -> Plane? {
        let shrink = max(1, Float(max(picture.width, picture.height)) / Float(side))
        let width = max(8, Int(Float(picture.width) / shrink))
        let height = max(8, Int(Float(picture.height) / shrink))
        let small = picture.width > width ? picture.reduced(toWidth: width, height: height) : picture
        guard hasEvenBorder(small) else { return nil }
        var difference = Plane(width: small.width, height: small.height)
        for channel in 0..<3 {
            var plane = Plane(width: small.width, height: small.height)
            for index in plane.values.indices { plane.values[index] = Float(small.bytes[4 * index + channel]) }
            let calm = plane.blurred(sigma: 0.08 * Float(small.width))
            for index in plane.values.indices { difference.values[index] += abs(plane.values[index] - calm.values[index]) }
        }
        difference.apply { $0 > contrast ? 1 : 0 }
        let close = max(1, small.width / 90)
        difference.spread(radius: close)
        difference.spread(radius: -close)
        difference.fillHoles()
        guard let figure = difference.parts(above: 0.5).max(by: { $0.count < $1.count }) else { return nil }
        var mask = Plane(width: small.width, height: small.height)
        for place in figure { mask.values[place] = 1 }
        guard cover.contains(mask.mean) else { return nil }
        mask.blur(sigma: 1)
        var whole = mask.resized(width: picture.width, height: picture.height)
        whole.apply { smoothStep(0.35, 0.65, $0) }
        return whole
    }

    /// A photograph of a scene has no outline that could be found so.
    private static func hasEvenBorder(_ picture: Picture) -> Bool {
        let band = max(1, min(picture.width, picture.height) / 25)
        var values: [[Float]] = [[], [], []]
        for y in 0..<picture.height {
            for x in 0..<picture.width
            where x < band || y < band || x >= picture.width - band || y >= picture.height - band {
                for channel in 0..<3 {
                    values[channel].append(Float(picture.bytes[4 * (y * picture.width + x) + channel]))
                }
            }
        }
        return values.allSatisfy { channel in
            // A limb may touch the edge.
            let median = channel.median
            let near = channel.filter { abs($0 - median) < 3 * evenness }
            return near.count > channel.count * 85 / 100 && near.standardDeviation < evenness
        }
    }
}

extension Plane {
    /// Sets to 1 what cannot be reached from the edge over places below a half.
    fileprivate mutating func fillHoles() {
        var padded = Plane(width: width + 2, height: height + 2, filledWith: 1)
        for y in 0..<height { for x in 0..<width { padded[x + 1, y + 1] = self[x, y] > 0.5 ? 0 : 1 } }
        let outside = padded.parts(above: 0.5).first ?? []
        var reached = Plane(width: width + 2, height: height + 2)
        for place in outside { reached.values[place] = 1 }
        for y in 0..<height { for x in 0..<width where reached[x + 1, y + 1] == 0 { self[x, y] = 1 } }
    }
}
