import Foundation

/// A face or a person found in a picture, in its pixels.
struct Detection: Equatable, Sendable {
    var centre: FinePoint<SeenSpace>
    var size: SIMD2<Double>
    /// Of a face the middles of the eyes, left of the picture first; of a person the middle of the hips and a point at the
    /// edge of the circle round the whole body, above the head when it stands.
    var keys: (FinePoint<SeenSpace>, FinePoint<SeenSpace>)
    /// 0...1.
    var score: Double

    static func == (a: Detection, b: Detection) -> Bool {
        a.centre == b.centre && a.size == b.size && a.keys == b.keys && a.score == b.score
    }

    /// Where to look for a face's landmarks: half as large again, turned so that the eyes lie level.
    var faceRegion: Region {
        let across = keys.1 - keys.0
        return Region(centre: centre, side: 1.5 * size.max(), turn: atan2(across.y, across.x))
    }

    var area: Double { size.x * size.y }

    /// Whether a point lies within the box.
    func holds(_ point: FinePoint<SeenSpace>) -> Bool {
        let off = point - centre
        return abs(off.x) <= size.x / 2 && abs(off.y) <= size.y / 2
    }

    func overlap(with other: Detection) -> Double {
        let (half, otherHalf) = (size / 2, other.size / 2)
        let low = pointwiseMax((centre - half).vector, (other.centre - otherHalf).vector)
        let high = pointwiseMin((centre + half).vector, (other.centre + otherHalf).vector)
        let shared = pointwiseMax(high - low, .zero)
        let intersection = shared.x * shared.y
        return intersection / max(area + other.area - intersection, 1e-9)
    }
}

/// Joins the many boxes a detector gives for each face or person: best first, all that overlap it by more than 0.3 are averaged by
/// their scores.
func merged(_ detections: [Detection]) -> [Detection] {
    var rest = detections.sorted { $0.score > $1.score }
    var found: [Detection] = []
    while let best = rest.first {
        let same = rest.filter { $0 == best || $0.overlap(with: best) > 0.3 }
        rest.removeAll { $0 == best || $0.overlap(with: best) > 0.3 }
        let weight = same.reduce(0) { $0 + $1.score }
        func mean(_ value: (Detection) -> SIMD2<Double>) -> SIMD2<Double> {
            same.reduce(SIMD2<Double>.zero) { $0 + value($1) * $1.score } / weight
        }
        found.append(
            Detection(
                centre: FinePoint(mean(\.centre.vector)), size: mean(\.size),
                keys: (FinePoint(mean(\.keys.0.vector)), FinePoint(mean(\.keys.1.vector))), score: best.score))
    }
    return found
}
