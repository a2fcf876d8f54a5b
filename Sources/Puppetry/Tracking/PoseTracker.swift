import CPuppetry
import Foundation
import Media

/// Follows one person through the frames of a clip, joint by joint, and tells which pixels are the person's.
///
/// Unchecked: used by one thread at a time.
final class PoseTracker: @unchecked Sendable {
    private static let inputSide = 256
    private static let detectorSide = 224
    /// Looks at a new person before the joints are believed.
    private static let settlingLooks = 3
    /// Landmarks beyond this many pixels outside the picture are guesses, and of no use farther out than this share of
    /// its longer side.
    private static let (beyond, farthest): (Float, Float) = (5, 0.3)

    private let detector: BoxNetwork
    private let landmarker: Network
    /// Where the person is looked for next; whoever continues with a clip sets what it was.
    var region: Region?
    /// Most people seen at once since ``countAnew()``.
    private(set) var mostPeople = 0
    /// Maps the last looked-at input's pixels to the picture's.
    private var lastTransform: PlaneTransform<InputSpace, SeenSpace>?

    init(_ runtime: VisionNetworks, threads: Int) throws(PuppetryError) {
        let side = Self.detectorSide
        detector = BoxNetwork(
            try runtime.network("pose_detection", threads: threads), inputSide: side, keyPoints: 4, boxes: "Identity",
            scores: "Identity_1", anchors: Anchors.layered(strides: [8, 16, 32, 32, 32], inputSide: side))
        landmarker = try runtime.network("pose_landmark_full", threads: threads)
    }

    /// Forgets where the person was.
    func forget() { region = nil }

    func countAnew() { mostPeople = 0 }

    /// The joints in pixels of the picture, or nil when nobody is there.
    /// - Parameter part: of the picture, where somebody new is looked for; nil for all of it.
    func pose(in picture: Picture, within part: Region? = nil) throws(PuppetryError) -> PoseObservation<SeenSpace>? {
        for _ in 0..<2 {
            let isNew = region == nil
            if region == nil { region = try detect(in: picture, within: part) }
            guard var looked = region else { return nil }
            // A detection is rough; the network's own answer tells better where to look.
            for _ in 0..<(isNew ? Self.settlingLooks : 0) {
                let found = try upright(try landmarks(in: picture, region: looked), looked, in: picture)
                let next = Region(hips: found.circle.0, edge: found.circle.1)
                if found.score > 0.5, next.isUsable { looked = next }
            }
            let found = try upright(try landmarks(in: picture, region: looked), looked, in: picture)
            let next = Region(hips: found.circle.0, edge: found.circle.1)
            if found.score > 0.5, next.isUsable {
                region = next
                return found.pose
            }
            region = nil
        }
        return nil
    }

    /// Which pixels are the person that ``pose(in:)`` found last, 0...1.
    /// - Parameters:
    ///   - width, height: of the mask, which shows the whole picture.
    ///   - scale: pixels of the picture for one of the mask.
    func mask(width: Int, height: Int, scale: SIMD2<Double>) throws(PuppetryError) -> Plane {
        var mask = Plane(width: width, height: height)
        guard let back = lastTransform?.inverse else { return mask }
        let side = Self.inputSide
        let logits = try landmarker.output("Identity_2", count: side * side)
        let affine = PlaneTransform<SeenSpace, InputSpace>(
            x: back.x * SIMD3(scale.x, scale.y, 1), y: back.y * SIMD3(scale.x, scale.y, 1))
        puppet_read_mask(
            logits.baseAddress, Int32(side), affine.floats, true, &mask.values, Int32(width), Int32(height))
        return mask
    }

    /// The detector sometimes takes head and hips for each other; the network then folds the body up. Looked at the other
    /// way round it unfolds.
    private func upright(
        _ found: Sighting, _ looked: Region, in picture: Picture
    ) throws(PuppetryError) -> Sighting {
        guard found.score > 0.5, found.pose.isFolded else { return found }
        var turned = Region(
            centre: FinePoint(PlanePoint(found.pose.shoulders.vector * 2 - found.pose.place(Joint.nose).vector)),
            side: looked.side,
            turn: looked.turn + .pi)
        for _ in 0..<2 {
            let other = try landmarks(in: picture, region: turned)
            guard other.score > 0.5 else { break }
            if !other.pose.isFolded { return other }
            let next = Region(hips: other.circle.0, edge: other.circle.1)
            guard next.isUsable else { break }
            turned = next
        }
        return try landmarks(in: picture, region: looked)
    }

    private func detect(in picture: Picture, within part: Region?) throws(PuppetryError) -> Region? {
        let looked = part ?? Region.letterbox(width: picture.width, height: picture.height)
        let people = merged(try detector.boxes(in: picture, region: looked, least: 0.5))
        mostPeople = max(mostPeople, people.count)
        guard let person = people.max(by: { $0.area * $0.score < $1.area * $1.score }) else { return nil }
        let region = Region(hips: person.keys.0, edge: person.keys.1)
        return region.isUsable ? region : nil
    }

    private struct Sighting {
        let pose: PoseObservation<SeenSpace>
        let score: Float
        let circle: (FinePoint<SeenSpace>, FinePoint<SeenSpace>)
    }

    private func landmarks(in picture: Picture, region: Region) throws(PuppetryError) -> Sighting {
        let n = Self.inputSide
        let transform = region.transform(inputSide: n)
        puppet_crop_rgb(
            picture.view, transform.floats, landmarker.input.baseAddress, Int32(n), Int32(n), 1 / 255, 0, false)
        try landmarker.run()
        lastTransform = transform
        let raw = try landmarker.output("Identity", count: 39 * 5)
        let score = try landmarker.output("Identity_1", count: 1)[0]
        let depth = Float(region.side / Double(n))
        func place(_ point: Int) -> FinePoint<SeenSpace> {
            transform(FinePoint(x: Double(raw[5 * point]), y: Double(raw[5 * point + 1])))
        }
        let size = SIMD2(Float(picture.width), Float(picture.height))
        let joints = (0..<Joint.count).map { joint -> SIMD4<Float> in
            let at = PlanePoint(place(joint)).vector
            let outside = pointwiseMax(-at, at - size).max()
            var visibility = 1 / (1 + exp(-raw[5 * joint + 3]))
            if outside > Self.beyond { visibility = min(visibility, PoseObservation<SeenSpace>.guessed) }
            if outside > Self.farthest * size.max() { visibility = 0 }
            return SIMD4(at.x, at.y, raw[5 * joint + 2] * depth, visibility)
        }
        return Sighting(pose: PoseObservation(joints: joints), score: score, circle: (place(33), place(34)))
    }
}

extension Region {
    /// Round a whole body: its centre between the hips, its edge a quarter beyond the circle, upright with the body.
    init(hips: FinePoint<SeenSpace>, edge: FinePoint<SeenSpace>) {
        let up = edge - hips
        let turn = .pi / 2 - atan2(-up.y, up.x)
        self.init(
            centre: hips, side: 2.5 * up.length, turn: turn - 2 * .pi * ((turn + .pi) / (2 * .pi)).rounded(.down))
    }
}
