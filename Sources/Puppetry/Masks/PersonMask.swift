import Foundation
import Media

/// Which pixels of a picture show its figure.
enum PersonMask {
    /// A picture with at least this share of clear pixels, and at most this one of half-clear ones, is cut out already.
    private static let (leastClear, mostHalfClear) = (0.02, 0.3)
    /// Parts smaller than this share of the largest are specks.
    static let leastPart = 0.03

    /// The alpha of a picture that is cut out; nil for others.
    static func alpha(of picture: Picture) -> Plane? {
        var (clear, half) = (0, 0)
        for index in 0..<(picture.width * picture.height) {
            let alpha = picture.bytes[4 * index + 3]
            if alpha < 16 { clear += 1 } else if alpha < 240 { half += 1 }
        }
        let all = Double(picture.width * picture.height)
        guard Double(clear) > leastClear * all, Double(half) < mostHalfClear * all else { return nil }
        return Plane(alphaOf: picture)
    }

    /// The mask of a network, cleaned of specks and brought to the picture's edges.
    static func refined(_ rough: Plane, in picture: Picture) -> Plane {
        var mask = rough
        mask.keepLargeParts(leastShare: leastPart)
        let side = Float(max(mask.width, mask.height))
        // A network's mask is this blurred; what is below a quarter lies outside the edge, above three quarters within.
        mask.follow(Plane(lumaOf: picture), radius: Int((0.012 * side).rounded()), epsilon: 1e-3)
        mask.apply { (($0 - 0.28) / 0.5).clamped(0...1) }
        return mask
    }
}

extension Plane {
    /// Removes the connected parts above 0.5 that are much smaller than the largest, and what is round them.
    mutating func keepLargeParts(leastShare: Double) {
        let shrink = max(1, max(width, height) / 200)
        let small = resized(width: max(1, width / shrink), height: max(1, height / shrink))
        let parts = small.parts(above: 0.5)
        guard let largest = parts.map(\.count).max(), parts.count > 1 else { return }
        var kept = Plane(width: small.width, height: small.height)
        for part in parts where Double(part.count) >= leastShare * Double(largest) {
            for place in part { kept.values[place] = 1 }
        }
        kept.spread(radius: 2)
        let allowed = kept.resized(width: width, height: height)
        for index in values.indices { values[index] *= min(1, 2 * allowed.values[index]) }
    }

    /// Connected places (by sides) above a value.
    func parts(above limit: Float) -> [[Int]] {
        var seen = [Bool](repeating: false, count: values.count)
        var parts: [[Int]] = []
        for start in values.indices where !seen[start] && values[start] > limit {
            var part = [start]
            seen[start] = true
            var at = 0
            while at < part.count {
                let place = part[at]
                at += 1
                let (x, y) = (place % width, place / width)
                let neighbours = [
                    x > 0 ? place - 1 : -1, x + 1 < width ? place + 1 : -1, y > 0 ? place - width : -1,
                    y + 1 < height ? place + width : -1,
                ]
                for next in neighbours where next >= 0 && !seen[next] && values[next] > limit {
                    seen[next] = true
                    part.append(next)
                }
            }
            parts.append(part)
        }
        return parts
    }
}
