import Foundation
import Media

/// Follows one face through the frames of a clip; looks for it anew when it is lost or the scene changes.
final class FaceTracker {
    private let detector: FaceDetector
    private let landmarker: FaceLandmarker
    let eyes: EyeTracker
    private var region: Region?
    /// Most faces seen at once since ``countAnew()``.
    private(set) var mostFaces = 0

    init(_ runtime: VisionNetworks, threads: Int) throws(PuppetryError) {
        detector = try FaceDetector(runtime, threads: threads)
        landmarker = try FaceLandmarker(runtime, threads: threads)
        eyes = try EyeTracker(runtime, threads: threads)
    }

    /// Forgets where the face was.
    func forget() { region = nil }

    func countAnew() { mostFaces = 0 }

    /// Continues behind a frame that was looked at before.
    /// - Parameters:
    ///   - landmarks: of that frame's face; nil when it showed none.
    ///   - mostFaces: seen at once until then.
    func resume(behind landmarks: Landmarks<SeenSpace>?, mostFaces: Int) {
        region = landmarks.map { Region(around: $0) }
        self.mostFaces = mostFaces
    }

    /// The eyes of a face found with ``landmarks(in:thorough:)``, A and B.
    func eyeShapes(of landmarks: Landmarks<SeenSpace>, in picture: Picture) throws(PuppetryError) -> [EyeShape<
        SeenSpace
    >] {
        let shapes = [try eyes.eye(.a, of: landmarks, in: picture), try eyes.eye(.b, of: landmarks, in: picture)]
        return EyeOutline.checked(shapes, in: picture)
    }

    /// The face's 468 points in pixels, or nil when there is none.
    /// - Parameters:
    ///   - thorough: also looks for small faces in parts of the picture.
    ///   - place: near the face that is meant; nil for a large one not far from the middle.
    func landmarks(
        in picture: Picture, thorough: Bool, near place: PicturePlace? = nil
    ) throws(PuppetryError) -> Landmarks<SeenSpace>? {
        for _ in 0..<2 {
            if region == nil { region = try detect(in: picture, thorough: thorough, near: place) }
            guard let looked = region else { return nil }
            let found = try landmarker.landmarks(in: picture, region: looked)
            let next = Region(around: found.points)
            if found.score > 0.5, next.isUsable {
                region = next
                return found.points
            }
            region = nil
        }
        return nil
    }

    /// The face just found, looked at once more when its mouth is wide open: the network knows few such faces and puts
    /// the lower lip onto the tongue. Shown less tall, the face is one it knows.
    /// - Parameter neutral: points of the neutral face.
    func settled(
        _ landmarks: Landmarks<SeenSpace>, in picture: Picture, neutral: CanonicalFace
    ) throws(PuppetryError) -> Landmarks<SeenSpace> {
        let openness = Mouth.openness(HeadPose(of: landmarks, neutral: neutral).canonical(landmarks))
        let taller = 0.15 * Double(smoothStep(0.05, 0.11, openness))
        let region = Region(around: landmarks)
        guard taller > 0, region.isUsable else { return landmarks }
        let found = try landmarker.landmarks(in: picture, region: region, height: 1 + taller)
        return LipOutline(picture: picture, landmarks: found.score > 0.5 ? found.points : landmarks).grown()
    }

    /// The face to follow: large, and not far from the middle. Its landmarks give a better region than its box does.
    private func detect(
        in picture: Picture, thorough: Bool, near place: PicturePlace?
    ) throws(PuppetryError) -> Region? {
        let point: FinePoint<SeenSpace>? = place?.point(in: picture)
        let faces = try detector.faces(in: picture, thorough: thorough, near: point)
        mostFaces = max(mostFaces, faces.count)
        let size = SIMD2(Double(picture.width), Double(picture.height))
        func isBetter(_ a: Detection, _ b: Detection) -> Bool {
            point.map { (a.centre - $0).length < (b.centre - $0).length } ?? (a.weight(in: size) > b.weight(in: size))
        }
        guard let face = faces.min(by: isBetter) else { return nil }
        guard face.faceRegion.isUsable else { return nil }
        let first = try landmarker.landmarks(in: picture, region: face.faceRegion)
        let better = Region(around: first.points)
        return better.isUsable ? better : nil
    }
}

extension Detection {
    /// Area x score, half as much at the picture's corners as in its middle.
    fileprivate func weight(in size: SIMD2<Double>) -> Double {
        let off = (centre.vector - size / 2) / (size / 2)
        return area * score / (1 + min((off * off).sum() / 2, 1))
    }
}
