import Domain
import Foundation
import Outbound
import Sandbox
import TestSupport
import Testing

@testable import Providers

/// Voices are cloned, spoken with and deleted at Fish Audio and at a fish-speech of one's own.
@Suite(.timeLimit(.minutes(2))) struct FishEngineTests {
    private let hosted: FishAudio
    private let own: FishSpeech
    private let stage: RemoteStage

    init() async throws {
        hosted = try FishAudio()
        own = try FishSpeech()
        stage = try await RemoteStage(hosted, own)
    }

    private var audio: FishAudioEngine {
        let pace = PollPace(first: .milliseconds(20), ceiling: .milliseconds(50))
        return FishAudioEngine(
            .init(key: FishAudio.key, base: stage.sandbox.address + "/fish-audio", pace: pace), web: stage.web,
            media: stage.media)
    }

    private var speech: FishSpeechEngine {
        FishSpeechEngine(
            .init(base: stage.sandbox.address + "/fish-speech", key: FishSpeech.key), web: stage.web,
            media: stage.media)
    }

    private func clone() throws -> EngineJob {
        try stage.job(
            .voiceClone, parameters: ["name": "Ada", "transcript": "Good morning."],
            inputs: ["audio": try stage.sound()])
    }

    private func talk(_ inputs: [String: String] = [:], voice: String? = nil) throws -> EngineJob {
        var parameters = ["text": "Good morning.", "format": "mp3"]
        parameters["voice"] = voice
        return try stage.job(.speech, parameters: parameters, inputs: inputs)
    }

    @Test func `a cloned voice lies there and speaks, and goes when its model goes`() async throws {
        for engine in [audio, speech] as [any AttachableEngine & VoiceCatalog] {
            let job = try clone()
            let work = try await engine.submit(job, report: stage.report)
            let profile = try #require(try await engine.attach(job, to: work, report: stage.report).files[.profile])

            let spoken = try await engine.run(try talk(["profile": profile]), report: stage.report)

            let sound = try #require(spoken.files[.audio])
            #expect(try Data(contentsOf: URL(filePath: sound)) == Data(contentsOf: URL(filePath: stage.sound())))
            #expect(try await engine.voices().isEmpty, "somebody's clone is offered to everybody")
            try await engine.abandon(work)
            try await engine.abandon(work)
            let gone = await code { () throws(EngineError) in
                _ = try await engine.run(try! talk(["profile": profile]), report: { _ in })
            }
            #expect(gone != "none")
        }
        #expect(hosted.voiceCount == 0 && own.referenceNames.isEmpty)
    }

    @Test func `a voice of another engine, or of somebody else, is not spoken with`() async throws {
        let job = try clone()
        let work = try await audio.submit(job, report: stage.report)
        let profile = try #require(try await audio.attach(job, to: work, report: stage.report).files[.profile])

        #expect(
            await code { () throws(EngineError) in _ = try await speech.check(try! talk(["profile": profile])) }
                == "refused voice_of_another_engine")
        #expect(
            await code { () throws(EngineError) in _ = try await audio.check(try! talk(voice: "fish:" + work.id)) }
                == "refused unknown_voice")
        #expect(
            await code { () throws(EngineError) in _ = try await audio.check(try! talk(voice: "espeak:en-us")) }
                == "refused unknown_voice")
        #expect(await code { () throws(EngineError) in _ = try await audio.check(try! talk()) } == "none")
    }

    @Test func `a clone whose answer was lost is found by its mark`() async throws {
        hosted.jobs.play(.losesAnswer)
        let job = try clone()
        #expect(
            await code { () throws(EngineError) in _ = try await audio.submit(job, report: { _ in }) } == "uncertain")

        let found = try await audio.find(job, handedOver: .now()) { _ in false }

        #expect(found != nil && hosted.voiceCount == 1)
        #expect(try await audio.find(try clone(), handedOver: .now()) { _ in false } == nil)
    }

    @Test(arguments: [
        (Mishap.keyRefused, "unavailable"), (.usedUp, "unavailable"), (.errorInSuccess, "failed service_failed"),
        (.empty, "failed service_failed"), (.text, "refused result_unusable"), (.breaksOff, "failed service_failed"),
        (.broken, "unavailable"), (.html, "failed service_failed"), (.throttled, "unavailable"),
    ])
    func `knows what goes wrong while it speaks`(mishap: Mishap, meaning: String) async throws {
        hosted.jobs.play(mishap)

        let found = await code { () throws(EngineError) in _ = try await audio.run(try! talk(), report: { _ in }) }

        #expect(found == meaning)
    }

    @Test func `without the words of the recording fish-speech says what it needs`() async throws {
        let job = try stage.job(.voiceClone, inputs: ["audio": try stage.sound()])

        #expect(
            await code { () throws(EngineError) in _ = try await speech.check(job) } == "refused transcript_missing")
        #expect(await speech.health() == .ready)
        #expect(await audio.health() == .ready)
    }

    @Test func `the official SDK finds in the stand-in what it finds at the service`() async throws {
        let said = try await SDK.run(
            "fish_audio_sdk", [stage.sandbox.address + "/fish-audio", FishAudio.key, try stage.sound()])

        #expect(said.hasSuffix("ok"), "\(said)")
    }
}
