import Foundation
import Inference
import Testing

@testable import Voice

/// Whether two recordings are of one voice. A mistake here lets somebody agree for somebody else.
@Suite struct LikenessTests {
    private static let assets = Assets.located(in: ProcessInfo.processInfo.environment)
    private static let voices = Voices(natural: .init(assets: Assets(folder: assets.folder), cache: nil))
    private static let statement = "I agree that my voice is cloned with Greenroom. My code is 4 8 1 5 1 6."
    private static let story =
        "The weather was fine this morning, so we walked along the river until we reached the old mill, and there we had "
        + "our lunch under the trees before it began to rain."

    /// Six seconds, as ffmpeg makes them.
    private static let silence = ["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-t", "6"]

    private let folder: TemporaryFolder
    private let comparer: VoiceComparer

    init() throws {
        folder = try TemporaryFolder()
        comparer = try VoiceComparer(assets: Self.assets, cache: nil)
    }

    private func say(_ text: String, _ voice: String, through filter: String = "anull") throws -> String {
        let spoken = try SpokenFile(text, voice: voice, voices: Self.voices)
        return try ffmpeg(["-i", spoken.path, "-af", filter])
    }

    private func ffmpeg(_ arguments: [String]) throws -> String {
        let made = "\(folder.path)/\(UUID().uuidString).wav"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ffmpeg")
        process.arguments = ["-v", "error", "-y"] + arguments + [made]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return made
    }

    @Test(arguments: ["anull", "volume=0.05"])
    func `one voice is known again, whatever it says, and from afar`(filter: String) throws {
        let found = try comparer.compare(
            say(Self.statement, "hibari:heart", through: filter), with: say(Self.story, "hibari:heart"))

        #expect(try #require(found.likeness) >= 0.55)
        #expect(!found.severalInRecording && !found.severalInSource)
    }

    @Test(arguments: [
        ("hibari:heart", "espeak:en-us"), ("espeak:en-us", "hibari:heart"), ("espeak:de+f3", "hibari:heart"),
    ])
    func `another voice is not taken for it`(one: String, other: String) throws {
        let found = try comparer.compare(say(Self.statement, one), with: say(Self.story, other))

        #expect(try #require(found.likeness) < 0.4)
    }

    @Test func `a draft says how like the person it is, in a number and in words`() throws {
        let care = SampleCare(assets: Self.assets, cache: nil)
        let sample = try say(Self.story, "hibari:heart")

        let same = try #require(try care.likeness(of: say(Self.statement, "hibari:heart"), to: sample))
        let other = try #require(try care.likeness(of: say(Self.statement, "espeak:en-us"), to: sample))

        #expect(same.value >= 0.55 && same.remark.message.hasPrefix("The draft sounds like the person: likeness 0."))
        #expect(other.value < 0.4 && other.remark.message.contains("somebody else"))
        #expect(try care.likeness(of: sample, to: ffmpeg(Self.silence)) == nil)
    }

    @Test func `two people in one recording are noticed, wherever they are`() throws {
        let (one, other) = (try say(Self.story, "hibari:heart"), try say(Self.story, "espeak:en-us"))
        let both = try ffmpeg(["-i", one, "-i", other, "-filter_complex", "[0][1]concat=n=2:v=0:a=1"])

        let found = try comparer.compare(one, with: both)
        let turned = try comparer.compare(both, with: one)

        #expect(found.severalInSource && !found.severalInRecording)
        #expect(turned.severalInRecording && !turned.severalInSource)
    }

    @Test func `silence is like nobody`() throws {
        let silence = try ffmpeg(Self.silence)

        #expect(try comparer.compare(silence, with: say(Self.story, "hibari:heart")).likeness == nil)
    }

    @Test func `the network hears a tone in the band where Kaldi hears it`() throws {
        let tones = [1000, 3000].map { hertz in
            (0..<SpeakerNetwork.length).map { 0.5 * sin(2 * Float.pi * Float(hertz) * Float($0) / 16000) }
        }
        let rows = try MelBands()(tones[0] + tones[1])

        // Less the mean of both, the first tone stands out in band 27 of the first row and the other in 52 of the last.
        let (first, last) = (Array(rows.prefix(MelBands.count)), Array(rows.suffix(MelBands.count)))
        #expect(first.indices.max { first[$0] < first[$1] } == 27)
        #expect(last.indices.max { last[$0] < last[$1] } == 52)
    }
}
