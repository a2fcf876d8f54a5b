import Foundation
import Inference
import Testing

@testable import Media
@testable import Puppetry

/// Pictures, clips and avatars that speak, from the files to the movie.
@Suite(.serialized) struct TalkTests {
    private let scratch: Scratch
    private let assets: Assets
    private let portrait: String
    private let clip: String
    private let speech: String

    init() throws {
        assets = try Portraits.assets()
        scratch = try Scratch()
        portrait = assets.folder + "/demo/portrait.png"
        clip = assets.folder + "/demo/clip.mp4"
        speech = try scratch.speech(TestVoice.babble(seconds: 2))
    }

    /// How far the mouth is open in each frame, as the engine's own tracker sees it.
    private func mouths(_ path: String) throws -> [Double] {
        let engine = try Portraits.engine()
        let reader = try VideoReader(path: path)
        var open: [Double] = []
        while let frame = try reader.next() {
            let face = try #require(try engine.tracker.landmarks(in: frame.picture, thorough: false))
            let pose = HeadPose(of: face, neutral: engine.neutral.points)
            open.append(Double(Mouth.openness(pose.canonical(face))))
        }
        return open
    }

    /// The voice speaks from 0.3 to 0.7 of every second.
    private func speaksOnTime(_ open: [Double], rate: Double) {
        func mean(_ from: Double, _ to: Double) -> Double {
            open.indices.filter { (from...to).contains((Double($0) / rate).truncatingRemainder(dividingBy: 1)) }
                .map { open[$0] }.mean
        }
        let (speaking, pausing) = (mean(0.36, 0.62), mean(0, 0.2))
        #expect(speaking > pausing + 0.025, "speaking \(speaking), pausing \(pausing)")
    }

    @Test func `lets a picture speak a recording, as long as it and with its sound`() throws {
        var events: [EngineEvent] = []
        let engine = try Portraits.talkEngine(assets: assets, report: { events.append($0) })

        let result = try engine.talk(scratch.talk(.picture(portrait), speech))

        #expect(result.width == 512 && result.height == 512 && result.frames == 50 && result.durationMs == 2000)
        let facts = try MediaFacts.probe(path: scratch.path + "/talk.mp4")
        #expect(facts.audio?.codec == "aac" && facts.video?.fps == 25)
        speaksOnTime(try mouths(scratch.path + "/talk.mp4"), rate: 25)
        let shares = events.compactMap { if case .progress(_, let share) = $0 { share } else { nil } }
        #expect(!shares.isEmpty && zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test func `lets an avatar speak without any model`() throws {
        let pictures = try {
            let reader = try VideoReader(path: clip)
            return try (0..<30).compactMap { _ in try reader.next()?.picture }
        }()
        let avatar = scratch.avatar(of: try scratch.clip(pictures))
        _ = try Portraits.avatarEngine().prepare(avatar)
        let engine = try Portraits.talkEngine(assets: Assets(folder: "/nonexistent"))
        let job = scratch.talk(.avatar(avatar.output), speech)

        let check = try engine.check(job)
        let result = try engine.talk(job)

        #expect(check.frames == 50 && result.frames == 50 && result.width == 192 && result.height == 144)
        speaksOnTime(try mouths(job.output), rate: 25)
        // What lies above the nose is the recording's.
        let first = try #require(try VideoReader(path: job.output).next())
        #expect(decibels(first.picture, pictures[0]) { _, y in y < 50 } > 30)
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
        #expect(left == ["avatar.tar", "clip.mp4", "speech.wav", "talk.mp4"])
    }

    @Test func `lets a clip speak and cleans up behind itself`() throws {
        let job = scratch.talk(.video(clip), speech)

        let result = try Portraits.talkEngine(assets: assets).talk(job)

        #expect(result.frames == 60 && abs(result.durationMs - 2002) < 5)
        speaksOnTime(try mouths(job.output), rate: 29.97)
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
        #expect(left == ["speech.wav", "talk.mp4"])
    }

    @Test func `refuses silence, other files and long speeches, and writes nothing`() throws {
        let silent = try scratch.speech([Float](repeating: 0, count: 16_000), named: "silent.wav")
        let engine = try Portraits.talkEngine(assets: assets)
        func code(_ speech: String, longest: Double = 600) throws -> String? {
            let job = scratch.talk(.picture(portrait), speech, longest: longest)
            let atCheck = (#expect(throws: PuppetryError.self) { try engine.check(job) })?.code
            #expect((#expect(throws: PuppetryError.self) { try engine.talk(job) })?.code == atCheck)
            return atCheck
        }

        #expect(try code(silent) == "no_speech")
        #expect(try code(portrait) == "unreadable_audio")
        #expect(try code(clip) == "unreadable_audio")  // it has no sound
        #expect(try code(scratch.path + "/missing.wav") == "unreadable_audio")
        #expect(try code(speech, longest: 1) == "speech_too_long")
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/talk.mp4"))
    }

    @Test func `refuses a picture without a face and an avatar that is none`() throws {
        let engine = try Portraits.talkEngine(assets: assets)
        let empty = try scratch.still(Twin.gradient(width: 320, height: 240))

        #expect(throws: PuppetryError.noFaceInSource) { try engine.talk(scratch.talk(.picture(empty), speech)) }
        let error = #expect(throws: PuppetryError.self) { try engine.talk(scratch.talk(.avatar(portrait), speech)) }
        #expect(error?.code == "unreadable_avatar")
    }

    @Test(arguments: [20, 60]) func `stops when it is cancelled and leaves no video`(limit: Int) throws {
        var asked = 0
        let engine = try Portraits.talkEngine(
            assets: assets,
            isCancelled: {
                asked += 1
                return asked > limit
            })

        #expect(throws: PuppetryError.cancelled) { try engine.talk(scratch.talk(.video(clip), speech)) }

        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["speech.wav"])
    }

    @Test func `says the mark in the frames when asked to`() throws {
        var job = scratch.talk(.picture(portrait), try scratch.speech(TestVoice.babble(seconds: 1)))
        _ = try Portraits.talkEngine(assets: assets).talk(job)
        let plain = try #require(try VideoReader(path: job.output).next()).picture
        job.isMarked = true

        _ = try Portraits.talkEngine(assets: assets).talk(job)

        let marked = try #require(try VideoReader(path: job.output).next()).picture
        #expect(decibels(marked, plain) { x, y in x > 440 && y < 70 } < 20)
        #expect(decibels(marked, plain) { x, y in x < 400 && y > 100 } > 40)
    }
}
