import Foundation
import Inference
import Synchronization
import Testing

@testable import Media
@testable import Puppetry

/// A long job that is ended in the middle resumes where it was, and the result does not show it.
@Suite(.serialized) struct ResumeTests {
    private let scratch: Scratch
    private let assets: Assets
    private let portrait: String

    init() throws {
        assets = try Portraits.assets()
        scratch = try Scratch()
        portrait = assets.folder + "/demo/portrait.png"
    }

    /// A frame a second: a part of the movie is 12 frames then.
    private func clip(_ count: Int) throws -> String {
        let reader = try VideoReader(path: assets.folder + "/demo/clip.mp4")
        return try scratch.clip((0..<count).compactMap { _ in try reader.next()?.picture }, rate: 1)
    }

    private func checkpoint(_ name: String) throws -> Checkpoint {
        let folder = scratch.path + "/" + name
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try #require(Checkpoint(folder: folder, key: "same"))
    }

    /// Does a job at once, then in attempts that are ended when they have asked so often whether to go on.
    /// - Parameter ends: of each attempt, told how often the whole job asked.
    private func expectSame(
        endingAfter ends: (Int) -> [Int], saying words: String,
        _ attempt: (Checkpoint, String, @escaping () -> Bool, @escaping (EngineEvent) -> Void) throws -> Int
    ) throws {
        let (whole, parts) = (scratch.path + "/whole.mp4", scratch.path + "/parts.mp4")
        var asked = 0
        let frames = try attempt(
            try checkpoint("whole"), whole,
            {
                asked += 1
                return false
            }, { _ in })
        for limit in ends(asked) {
            asked = 0
            #expect(throws: PuppetryError.cancelled) {
                _ = try attempt(
                    try checkpoint("parts"), parts,
                    {
                        asked += 1
                        return asked > limit
                    }, { _ in })
            }
            #expect(!FileManager.default.fileExists(atPath: parts))
        }
        var events: [EngineEvent] = []

        let again = try attempt(try checkpoint("parts"), parts, { false }, { events.append($0) })

        #expect(again == frames)
        #expect(FileManager.default.contents(atPath: parts) == FileManager.default.contents(atPath: whole))
        #expect(events.contains { if case .log(let text) = $0 { text.contains(words) } else { false } }, "\(events)")
        let shares = events.compactMap { if case .progress(_, let share) = $0 { share } else { nil } }
        #expect(try #require(shares.first) > 0.35, "progress begins where it was")
    }

    @Test func `a face`() throws {
        let (portrait, clip) = (portrait, try clip(40))
        // In the first pass behind frame 24, then in the second behind frame 12.
        try expectSame(endingAfter: { _ in [30, 30] }, saying: "after frame 12 of 40") {
            checkpoint, output, isCancelled, report in
            let engine = try Portraits.engine(isCancelled: isCancelled, report: report)
            var job = scratch.job(picture: portrait, clip: clip)
            (job.output, job.checkpoint) = (output, checkpoint)
            return try engine.animate(job).frames
        }
    }

    @Test func `a replacement`() throws {
        let picture = scratch.path + "/figure.png"
        try PNG.write(Figures.gingerbread(), to: picture)
        let still = try StillImage.load(path: portrait, maxSide: 256).picture
        let clip = try scratch.clip([Picture](repeating: still, count: 30), rate: 1)
        try expectSame(endingAfter: { _ in [20, 48] }, saying: "after frame 12 of 30") {
            checkpoint, output, isCancelled, report in
            let engine = try FigureEngine(
                assets: assets, neutralFace: Portraits.data, cache: Portraits.modelCache, cores: 2, report: report,
                isCancelled: isCancelled)
            var job = scratch.job(picture: picture, clip: clip)
            (job.output, job.checkpoint) = (output, checkpoint)
            return try engine.mix(job).frames
        }
    }

    @Test func `an avatar`() throws {
        let clip = try clip(40)
        // In the first pass behind frame 24, then twice in the second: behind frames 12 and 24.
        try expectSame(endingAfter: { _ in [30, 55, 30] }, saying: "after frame 24 of 40") {
            checkpoint, output, isCancelled, report in
            let engine = try Portraits.avatarEngine(isCancelled: isCancelled, report: report)
            var job = scratch.avatar(of: clip)
            (job.output, job.checkpoint) = (output, checkpoint)
            return try engine.prepare(job).frames
        }
    }

    @Test func `a picture that speaks`() throws {
        let (portrait, speech) = (portrait, try scratch.speech(TestVoice.babble(seconds: 12)))
        // The last part is what is not finished.
        try expectSame(endingAfter: { [$0 - 20] }, saying: "after frame 250 of 300") {
            checkpoint, output, isCancelled, report in
            let engine = try Portraits.talkEngine(assets: assets, isCancelled: isCancelled, report: report)
            var job = scratch.talk(.picture(portrait), speech)
            (job.output, job.checkpoint) = (output, checkpoint)
            return try engine.talk(job).frames
        }
    }

    @Test func `reads what was seen of a frame as it was written`() throws {
        var face = FaceObservation(
            landmarks: Landmarks((0..<Landmark.count).map { DeepPoint(SIMD3(Float($0), 1, -2.5)) }),
            openness: SIMD2(0.25, 0.5),
            gaze: SIMD4(1, 2, 3, 4))
        face.landmarks[3].x = -7
        let full = FrameObservation(
            stamp: -5, isCut: true, face: face, mostFaces: 3,
            body: .init(
                pose: Figures.person(leftArm: 1), next: Region(centre: FinePoint(1, 2), side: 3, turn: 0.5)),
            outline: .init(sure: MaskRuns(bytes: [1, 2]), possible: MaskRuns(bytes: [])),
            look: FaceLook(width: 1, mean: 2, deviation: 3, detail: 4))

        for seen in [
            full, FrameObservation(stamp: 9, isCut: false), FrameObservation(stamp: 1, isCut: false, body: .init()),
        ] {
            #expect(FrameObservation(record: seen.record) == seen)
        }
        #expect(FrameObservation(record: Array(full.record.dropLast(3))) == nil)
    }
}
