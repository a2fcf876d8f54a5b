import CPuppetry
import Foundation
import Media

/// What a face is known by: a direction in which pictures of one person lie near each other.
struct FacePrint: Equatable, Sendable {
    /// Of length 1.
    let values: [Float]

    init(_ numbers: [Float]) {
        let length = max(sqrtf(numbers.reduce(0) { $0 + $1 * $1 }), 1e-9)
        values = numbers.map { $0 / length }
    }

    /// The middle of several.
    init(middleOf prints: [FacePrint]) {
        var sum = [Float](repeating: 0, count: prints.first?.values.count ?? 0)
        for print in prints { for (index, value) in print.values.enumerated() { sum[index] += value } }
        self.init(sum)
    }

    /// -1...1; pictures of one person came to 0.74...0.92, of two people to 0.2 at most.
    func likeness(to other: FacePrint) -> Double {
        Double(zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 })
    }
}

/// Tells faces apart: SFace (OpenCV Zoo, Apache-2.0).
final class FaceNetwork {
    static let side = 112
    private static let numbers = 128
    /// Where the middles of the eyes, the tip of the nose and the corners of the mouth have to lie, left to right in the
    /// picture (`modules/objdetect/src/face_recognize.cpp` of OpenCV).
    private static let places: [FinePoint<InputSpace>] = [
        .init(x: 38.2946, y: 51.6963), .init(x: 73.5318, y: 51.5014), .init(x: 56.0252, y: 71.7366),
        .init(x: 41.5493, y: 92.3655), .init(x: 70.7299, y: 92.2041),
    ]
    private static let mouthCorners = (left: 61, right: 291)

    private let network: Network
    private var crop = [Float](repeating: 0, count: 3 * side * side)

    init(_ runtime: VisionNetworks) throws(PuppetryError) { network = try runtime.onnx("sface", threads: 1) }

    /// - Parameter landmarks: of the face, in pixels of the picture.
    func print(of landmarks: Landmarks<SeenSpace>, in picture: Picture) throws(PuppetryError) -> FacePrint? {
        let points = Self.points(of: landmarks)
        guard let transform = Self.transform(to: points) else { return nil }
        let n = Int32(Self.side)
        puppet_crop_rgb(picture.view, transform.floats, &crop, n, n, 1, 0, false)
        let area = Self.side * Self.side
        for pixel in 0..<area {
            for channel in 0..<3 { network.input[channel * area + pixel] = crop[3 * pixel + channel] }
        }
        try network.run()
        let found = Array(try network.output("fc1", count: Self.numbers))
        return found.allSatisfy(\.isFinite) ? FacePrint(found) : nil
    }

    private static func points(of landmarks: Landmarks<SeenSpace>) -> [FinePoint<SeenSpace>] {
        func point(_ number: Int) -> FinePoint<SeenSpace> { FinePoint(landmarks[number].xy) }
        let eyes = [EyeNumbers.a, .b].map { eye in FinePoint.mean(eye.ring.map(point)) }
        return eyes + [point(Landmark.noseTip), point(mouthCorners.left), point(mouthCorners.right)]
    }

    /// The turned and scaled map from the network's input that brings ``places`` nearest to these points; nil when they
    /// are all in one place.
    static func transform(to points: [FinePoint<SeenSpace>]) -> PlaneTransform<InputSpace, SeenSpace>? {
        let (from, to) = (FinePoint.mean(places), FinePoint.mean(points))
        var (along, across, spread) = (0.0, 0.0, 0.0)
        for (place, point) in zip(places, points) {
            let (a, b) = (place - from, point - to)
            along += a.x * b.x + a.y * b.y
            across += a.x * b.y - a.y * b.x
            spread += a.x * a.x + a.y * a.y
        }
        let (c, s) = (along / spread, across / spread)
        guard c.isFinite, s.isFinite, c * c + s * s > 1e-6 else { return nil }
        return PlaneTransform(
            x: SIMD3(c, -s, to.x - c * from.x + s * from.y), y: SIMD3(s, c, to.y - s * from.x - c * from.y))
    }
}
