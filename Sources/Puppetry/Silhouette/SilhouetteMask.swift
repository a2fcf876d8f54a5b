import Foundation
import Media

/// Finds the outline of a drawn figure on an even background.
enum SilhouetteMask {
    /// Differences to the background, summed over three channels of 0...255, from which a pixel belongs to the figure.
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
        guard let paper = paper(of: small) else { return nil }
        var colours = ColourPlane(small, weight: paper)
        colours.fill()
        var difference = Plane(width: small.width, height: small.height)
        for index in difference.values.indices {
            for channel in 0..<3 {
                difference.values[index] += abs(
                    Float(small.bytes[4 * index + channel]) - colours.values[4 * index + channel])
            }
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

    /// The pixels along the picture's edge that show an even background; nil when they are too few: a photograph of a scene
    /// has no outline that could be found so.
    private static func paper(of picture: Picture) -> Plane? {
        let band = max(1, min(picture.width, picture.height) / 25)
        let edge = (0..<(picture.width * picture.height)).filter { place in
            let (x, y) = (place % picture.width, place / picture.width)
            return x < band || y < band || x >= picture.width - band || y >= picture.height - band
        }
        func value(_ place: Int, _ channel: Int) -> Float { Float(picture.bytes[4 * place + channel]) }
        let usual = (0..<3).map { channel in edge.map { value($0, channel) }.median }
        // A limb may touch the edge.
        let even = edge.filter { place in
            (0..<3).allSatisfy { abs(value(place, $0) - usual[$0]) < 3 * evenness }
        }
        guard even.count > edge.count * 85 / 100 else { return nil }
        let isEven = (0..<3).allSatisfy { channel in even.map { value($0, channel) }.standardDeviation < evenness }
        guard isEven else { return nil }
        var paper = Plane(width: picture.width, height: picture.height)
        for place in even { paper.values[place] = 1 }
        return paper
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
