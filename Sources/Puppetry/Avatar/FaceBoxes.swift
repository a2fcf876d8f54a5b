import Foundation

/// The crop round the face in every frame: it follows without trembling, never cuts the face and never pulses.
struct FaceBoxes {
    private struct Box {
        var x: Double, y: Double, width: Double, height: Double
    }

    private var boxes: [Box] = []

    /// - Parameter landmarks: of the next frame.
    mutating func add(_ landmarks: Landmarks<SeenSpace>) {
        let (low, high) = landmarks.bounds
        let size = SIMD2<Double>((high - low).xy)
        let middle = FinePoint(DeepPoint.middle(high, low).xy)
        boxes.append(Box(x: middle.x, y: middle.y + 0.04 * size.y, width: size.x, height: 1.1 * size.y))
    }

    /// - Parameters:
    ///   - frameRate: frames a second.
    ///   - width, height: of the frames; boxes are cut to them and hold at least a pixel.
    func smoothed(frameRate: Double, width: Int, height: Int) -> [PixelBox] {
        let (x, y) = (steady(boxes.map(\.x), frameRate), steady(boxes.map(\.y), frameRate))
        // From the steady middle to the farther side of the face, now or soon or just now.
        let wide = roomy(zip(boxes, x).map { 2 * abs($0.x - $1) + $0.width }, frameRate)
        let high = roomy(zip(boxes, y).map { 2 * abs($0.y - $1) + $0.height }, frameRate)
        return boxes.indices.map { index in
            func edge(_ place: Double, _ limit: Int) -> Int { Int(place.rounded().clamped(0...Double(limit))) }
            var box = PixelBox(
                left: edge(x[index] - wide[index] / 2, width - 1), top: edge(y[index] - high[index] / 2, height - 1),
                right: edge(x[index] + wide[index] / 2, width), bottom: edge(y[index] + high[index] / 2, height))
            box.right = max(box.right, box.left + 1)
            box.bottom = max(box.bottom, box.top + 1)
            return box
        }
    }

    private func steady(_ values: [Double], _ frameRate: Double) -> [Double] {
        Self.gaussian(Self.median(values), spread: 0.10 * frameRate)
    }

    /// The gaussian reaches no farther than the maximum did, so that it never falls below what is needed.
    private func roomy(_ values: [Double], _ frameRate: Double) -> [Double] {
        let reach = Int((0.4 * frameRate).rounded(.up))
        return Self.gaussian(Self.maximum(values, reach: reach), spread: Double(reach) / 3)
    }

    private static func median(_ values: [Double]) -> [Double] {
        values.indices.map { Array(values[max(0, $0 - 2)...min(values.count - 1, $0 + 2)]).median }
    }

    /// - Parameter reach: places on either side.
    private static func maximum(_ values: [Double], reach: Int) -> [Double] {
        values.indices.map { values[max(0, $0 - reach)...min(values.count - 1, $0 + reach)].max() ?? values[$0] }
    }

    /// - Parameter spread: standard deviation in places.
    private static func gaussian(_ values: [Double], spread: Double) -> [Double] {
        guard spread > 0.1 else { return values }
        let reach = Int((3 * spread).rounded(.up))
        let weights = (-reach...reach).map { exp(-Double($0 * $0) / (2 * spread * spread)) }
        return values.indices.map { index in
            var (sum, weight) = (0.0, 0.0)
            for off in -reach...reach where values.indices.contains(index + off) {
                sum += weights[off + reach] * values[index + off]
                weight += weights[off + reach]
            }
            return sum / weight
        }
    }
}
