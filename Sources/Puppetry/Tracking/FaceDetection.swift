import Foundation

/// A face found in a picture, in its pixels.
struct FaceDetection: Equatable, Sendable {
    var centre: SIMD2<Double>
    var size: SIMD2<Double>
    /// Middles of the eyes, left of the picture first.
    var eyes: (SIMD2<Double>, SIMD2<Double>)
    /// 0...1.
    var score: Double

    static func == (a: FaceDetection, b: FaceDetection) -> Bool {
        a.centre == b.centre && a.size == b.size && a.eyes == b.eyes && a.score == b.score
    }

    /// Where to look for landmarks: half as large again, turned so that the eyes lie level.
    var region: Region {
        let across = eyes.1 - eyes.0
        return Region(centre: centre, side: 1.5 * size.max(), turn: atan2(across.y, across.x))
    }

    var area: Double { size.x * size.y }

    func overlap(with other: FaceDetection) -> Double {
        let (half, otherHalf) = (size / 2, other.size / 2)
        let low = pointwiseMax(centre - half, other.centre - otherHalf)
        let high = pointwiseMin(centre + half, other.centre + otherHalf)
        let shared = pointwiseMax(high - low, .zero)
        let intersection = shared.x * shared.y
        return intersection / max(area + other.area - intersection, 1e-9)
    }
}

/// Joins the many boxes a detector gives for each face: best first, all that overlap it by more than 0.3 are averaged by
/// their scores.
func joined(_ detections: [FaceDetection]) -> [FaceDetection] {
    var rest = detections.sorted { $0.score > $1.score }
    var faces: [FaceDetection] = []
    while let best = rest.first {
        let same = rest.filter { $0 == best || $0.overlap(with: best) > 0.3 }
        rest.removeAll { $0 == best || $0.overlap(with: best) > 0.3 }
        let weight = same.reduce(0) { $0 + $1.score }
        func mean(_ value: (FaceDetection) -> SIMD2<Double>) -> SIMD2<Double> {
            same.reduce(SIMD2<Double>.zero) { $0 + value($1) * $1.score } / weight
        }
        faces.append(
            FaceDetection(
                centre: mean(\.centre), size: mean(\.size), eyes: (mean(\.eyes.0), mean(\.eyes.1)), score: best.score))
    }
    return faces
}
