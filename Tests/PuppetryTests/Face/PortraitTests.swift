import Foundation
import Inference
import Testing

@testable import Media
@testable import Puppetry

/// The whole engine on a photograph and a clip of a talking head.
@Suite(.serialized) struct PortraitTests {
    private let scratch: Scratch
    private let portrait: String
    private let clip: String

    init() throws {
        let assets = try Portraits.assets()
        scratch = try Scratch()
        portrait = assets.folder + "/demo/portrait.png"
        clip = assets.folder + "/demo/clip.mp4"
    }

    /// The first frames of the clip, as pictures.
    private func frames(_ count: Int) throws -> [Picture] {
        let reader = try VideoReader(path: clip)
        return try (0..<count).compactMap { _ in try reader.next()?.picture }
    }

    @Test func `makes a face act like the clip's`() throws {
        var events: [EngineEvent] = []
        let engine = try Portraits.engine(report: { events.append($0) })
        let job = scratch.job(picture: portrait, clip: try scratch.clip(frames(40)))

        let result = try engine.animate(job)

        #expect(result.width == 512 && result.height == 512 && result.frames == 40 && result.fallbacks.isEmpty)
        #expect(abs(result.durationMs - 1600) <= 40)
        let shares = events.compactMap { if case .progress(_, let share) = $0 { share } else { nil } }
        #expect(!shares.isEmpty && zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 })

        // The same tracker sees the head turn with the driver's.
        let driver = try track(engine, job.clip)
        let made = try track(engine, job.output)
        #expect(correlation(driver.map(\.x), made.map(\.x)) > 0.6)
        #expect(correlation(driver.map(\.z), made.map(\.z)) > 0.6)
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
        #expect(left == ["clip.mp4", "out.mp4"])
    }

    /// Yaw, pitch and roll of each frame.
    private func track(_ engine: PortraitEngine, _ path: String) throws -> [SIMD3<Double>] {
        let reader = try VideoReader(path: path)
        engine.tracker.forget()
        var angles: [SIMD3<Double>] = []
        while let frame = try reader.next() {
            let landmarks = try #require(try engine.tracker.landmarks(in: frame.picture, thorough: false))
            angles.append(HeadPose(of: landmarks, neutral: engine.neutral.points).rotation.angles)
        }
        return angles
    }

    private func correlation(_ a: [Double], _ b: [Double]) -> Double {
        let (ma, mb) = (a.mean, b.mean)
        let shared = zip(a, b).reduce(0) { $0 + ($1.0 - ma) * ($1.1 - mb) } / Double(a.count)
        return shared / max(a.standardDeviation * b.standardDeviation, 1e-12)
    }

    @Test(arguments: [false, true])
    func `gives the picture back when nothing moves`(isCutOut: Bool) throws {
        let engine = try Portraits.engine()
        let picture = try StillImage.load(path: portrait).picture
        let source = try PortraitSource(
            picture, size: .standard, tracker: engine.tracker, neutral: engine.neutral, weights: engine.weights)
        let face = source.face
        let texture = SourceTexture(of: picture, width: source.width, height: source.height)
        let cutOut = try source.cutOut(PersonSegmenter(engine.runtime, threads: 1))
        #expect(cutOut != nil)
        let painter = PortraitPainter(
            source: picture, texture: texture, face: face, neutral: engine.neutral, tone: source.tone,
            cutOut: isCutOut ? cutOut : nil, bands: 2)
        let still = FacePose(
            head: face.pose, points: face.landmarks, rigid: face.canonical.mapped { face.pose($0) },
            closedMouth: (PlanePoint(.zero), PlanePoint(.zero), PlanePoint(.zero)), gaze: .zero)
        let made = Picture(width: source.width, height: source.height)

        painter.paint(still, onto: made, driver: nil)

        let (low, high) = face.landmarks.bounds
        let lips = Landmark.innerLips.map { face.landmarks[$0] }
        let (lipsTop, lipsBottom) = (lips.map(\.y).min() ?? 0, lips.map(\.y).max() ?? 0)
        // She smiles: what the engine puts into an open mouth is its own. All else must be the picture's.
        func isMouth(_ y: Int) -> Bool { Float(y) > lipsTop - 2 && Float(y) < lipsBottom + 2 }
        func isFace(_ x: Int, _ y: Int) -> Bool {
            Float(x) > low.x && Float(x) < high.x && Float(y) > low.y && Float(y) < high.y
        }
        #expect(decibels(made, picture) > 45)
        #expect(decibels(made, picture) { x, y in isFace(x, y) && !isMouth(y) } > 50)
        #expect(decibels(made, picture, where: isFace) > 28)
    }

    @Test func `makes a video of one frame from a clip of one frame`() throws {
        let result = try Portraits.engine().animate(
            scratch.job(picture: portrait, clip: try scratch.clip(frames(1)), size: .large))

        #expect(result.frames == 1 && result.width == 720)
    }

    @Test func `says that the picture has no face`() throws {
        let picture = try scratch.still(Twin.gradient(width: 320, height: 240))

        #expect(throws: PuppetryError.noFaceInSource) {
            try Portraits.engine().animate(scratch.job(picture: picture, clip: clip))
        }
        #expect(throws: PuppetryError.noFaceInSource) {
            try Portraits.engine().check(scratch.job(picture: picture, clip: clip))
        }
    }

    @Test func `says that the clip has no face`() throws {
        let empty = try scratch.clip([Picture](repeating: Twin.gradient(width: 320, height: 240), count: 12))

        #expect(throws: PuppetryError.noFaceInDriver) {
            try Portraits.engine().animate(scratch.job(picture: portrait, clip: empty))
        }
        #expect(throws: PuppetryError.noFaceInDriver) {
            try Portraits.engine().check(scratch.job(picture: portrait, clip: empty))
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/out.mp4"))
    }

    @Test func `refuses a clip that is too long and says both lengths`() throws {
        let job = scratch.job(picture: portrait, clip: clip, longest: 2)

        let error = #expect(throws: PuppetryError.self) { try Portraits.engine().animate(job) }

        #expect(error?.code == "clip_too_long")
        #expect(error?.message == "The video is 0:04 long; at most 0:02 can be animated.")
    }

    @Test func `refuses what is no picture and what is no clip`() throws {
        let swapped = scratch.job(picture: clip, clip: portrait)
        let still = scratch.job(picture: portrait, clip: portrait)

        #expect(
            (#expect(throws: PuppetryError.self) { try Portraits.engine().animate(swapped) })?.code
                == "unreadable_source")
        #expect(
            (#expect(throws: PuppetryError.self) { try Portraits.engine().animate(still) })?.code == "unreadable_driver"
        )
    }

    @Test func `stops when it is cancelled and leaves no video`() throws {
        var asked = 0
        let engine = try Portraits.engine(isCancelled: {
            asked += 1
            return asked > 150  // in the middle of drawing: the clip has 120 frames, each pass asks once a frame
        })

        #expect(throws: PuppetryError.cancelled) { try engine.animate(scratch.job(picture: portrait, clip: clip)) }

        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/out.mp4"))
    }

    @Test func `looks before the work and says how long it takes`() throws {
        let check = try Portraits.engine().check(scratch.job(picture: portrait, clip: clip))

        #expect(check.frames == 120 && check.seconds > 0.1 && check.seconds < 120)
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/out.mp4"))
    }

    @Test func `names what is missing when the runtime is`() {
        let error = #expect(throws: PuppetryError.self) {
            try VisionNetworks(assets: Assets(folder: "/nonexistent"), cache: nil)
        }

        #expect(error?.code == "engine_unavailable")
        #expect(error?.message.contains("packaging/assets") == true)
    }

    @Test func `a model is compiled once, and the next task takes it from the cache`() throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/models"
        func compiled() throws -> [String: Int] {
            _ = try VisionNetworks(assets: Portraits.assets(), cache: folder).network("iris_landmark", threads: 1)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            return try Dictionary(
                uniqueKeysWithValues: names.map { name in
                    let facts = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
                    // A cached model that cannot be read is removed and written again.
                    return (name, try #require(facts[.systemFileNumber] as? Int))
                })
        }

        let first = try compiled()
        // Holds the number, lest a file written anew be given it again.
        for name in first.keys {
            try FileManager.default.linkItem(atPath: folder + "/" + name, toPath: scratch.path + "/" + name)
        }

        #expect(first.count == 1)
        #expect(try compiled() == first)
    }

    @Test func `a cache that cannot be written fails nothing`() throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/models"
        _ = try VisionNetworks(assets: Portraits.assets(), cache: folder).network("iris_landmark", threads: 1)
        // A folder where the compiled model was: it can neither be read nor written.
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            try FileManager.default.removeItem(atPath: folder + "/" + name)
            try FileManager.default.createDirectory(
                atPath: folder + "/" + name + "/full", withIntermediateDirectories: true)
        }

        let network = try VisionNetworks(assets: Portraits.assets(), cache: folder)
            .network("iris_landmark", threads: 1)

        #expect(network.input.count == 64 * 64 * 3)
    }
}
