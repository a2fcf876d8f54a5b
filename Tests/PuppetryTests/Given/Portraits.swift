import Foundation
import Inference
import Testing

@testable import Media
@testable import Puppetry

/// Faces for tests: one drawn from the model, one from a photograph.
enum Portraits {
    static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../data/face/neutral_face.obj").standardizedFileURL.path

    /// Compiled models, kept between runs.
    static let modelCache = FileManager.default.temporaryDirectory.path + "/greenroom-models"

    static func neutral() throws -> NeutralFace { try NeutralFace(path: data) }

    /// The neutral face seen from the front, 15 pixels a centimetre.
    static func drawnPuppet() throws -> FacePuppet {
        let face = try neutral()
        let weights = MouthWeights(face)
        var points = face.points
        Mouth.uncross(&points)
        // Lips exactly closed: what was open would be closed by the source and move.
        for place in Landmark.innerUpperLip.indices {
            let (upper, lower) = (Landmark.innerUpperLip[place], Landmark.innerLowerLip[place])
            let y = (points[upper].y + points[lower].y) / 2
            (points[upper].y, points[lower].y) = (y, y)
        }
        let pose = HeadPose<VideoSpace>(scale: 15, rotation: .identity, shift: SIMD3(200, 180, 0))
        let landmarks = points.mapped { pose($0) }
        let shape = EyeShape<VideoSpace>(contour: [], iris: PlanePoint(.zero), irisRadius: 0, openness: 0, gaze: .zero)
        return FacePuppet(
            source: SourceFace(landmarks: landmarks, eyes: [shape, shape], face: face, weights: weights),
            weights: weights)
    }

    /// The folder of fetched models and media, which `packaging/test` prepares.
    static func assets() throws -> Assets {
        let folder = try #require(
            ProcessInfo.processInfo.environment["GREENROOM_ASSETS"],
            "GREENROOM_ASSETS is not set: run packaging/test, which fetches the models, or point it at their folder.")
        try #require(
            FileManager.default.fileExists(atPath: folder + "/models/face_landmark.tflite"),
            "The folder of GREENROOM_ASSETS holds no models: run packaging/assets.")
        return Assets(folder: folder)
    }

    static func engine(
        isCancelled: @escaping () -> Bool = { false }, report: @escaping (EngineEvent) -> Void = { _ in }
    ) throws -> PortraitEngine {
        try PortraitEngine(
            assets: assets(), neutralFace: data,
            cache: modelCache,
            cores: 2, report: report, isCancelled: isCancelled)
    }
}

/// A folder that vanishes with the test.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/puppetry-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A silent clip of the given pictures.
    func clip(_ pictures: [Picture], named name: String = "clip.mp4", rate: Int32 = 25) throws -> String {
        let writer = try MovieWriter(
            path: path + "/" + name, width: pictures[0].width, height: pictures[0].height, timeBase: (1, rate),
            frameRate: Double(rate), audioFrom: nil, metadata: [:])
        for (index, picture) in pictures.enumerated() { try writer.append(picture, pts: Int64(index)) }
        _ = try writer.finish()
        return path + "/" + name
    }

    func still(_ picture: Picture, named name: String = "still.jpg") throws -> String {
        try StillImage.writeJPEG(picture, to: path + "/" + name, quality: 95)
        return path + "/" + name
    }

    func job(picture: String, clip: String, size: OutputSize = .standard, longest: Double = 600) -> AnimationJob {
        AnimationJob(
            picture: picture, clip: clip, output: path + "/out.mp4", folder: path, size: size,
            metadata: ["ai_generated": "true", "task_id": "t-1", "comment": "made by a machine"], longestClip: longest,
            cores: 2)
    }
}
