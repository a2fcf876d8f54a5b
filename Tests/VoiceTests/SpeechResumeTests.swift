import Foundation
import Media
import Synchronization
import Testing
import Voice

/// A long text whose speaking is ended in the middle goes on where it was, and nobody can hear it.
@Suite(.serialized) struct SpeechResumeTests {
    private static let text = """
        She sells sea shells by the sea shore. The shells she sells are sea shells, I am sure! So if she sells sea shells \
        on the sea shore, then I am sure she sells sea shore shells.

        How much wood would a wood chuck chuck? Papa fished for fresh fish. The end.
        """

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func checkpoint(_ name: String, key: String = "same") throws -> Checkpoint {
        try FileManager.default.createDirectory(atPath: folder.path + "/" + name, withIntermediateDirectories: true)
        return try #require(Checkpoint(folder: folder.path + "/" + name, key: key))
    }

    /// - Parameter sentences: after so many the attempt is ended; nil lets it come to its end.
    /// - Returns: the speech, and the shares of the work that were told while it was spoken.
    private func speak(
        voice: String, to name: String, checkpoint: Checkpoint?, endingAfter sentences: Int? = nil
    ) throws -> (speech: Speech, shares: [Double]) {
        let shares = Mutex<[Double]>([])
        let synthesiser = Synthesiser(
            voices: Voices(),
            report: { stage, share in if stage == .speaking { shares.withLock { $0.append(share) } } },
            isCancelled: { sentences.map { limit in shares.withLock { $0.count } > limit } ?? false },
            partLength: 2)
        let order = try SpeechOrder(text: Self.text, voice: voice)
        let speech = try synthesiser.speak(
            order, to: folder.path + "/" + name, marks: ["task_id": "t"], checkpoint: checkpoint)
        return (speech, shares.withLock { $0 })
    }

    private func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: folder.path + "/" + name) }

    @Test(arguments: ["espeak:en-us", "espeak:en-gb+f2", "espeak:de"])
    func `goes on behind the last sentence and makes the same sound and times`(voice: String) throws {
        let whole = try speak(voice: voice, to: "whole.wav", checkpoint: nil)
        // In the middle of the second part, then of the third.
        for sentences in [3, 3] {
            #expect(throws: VoiceError.cancelled) {
                _ = try speak(
                    voice: voice, to: "parts.wav", checkpoint: try checkpoint("parts"), endingAfter: sentences)
            }
            #expect(bytes("parts.wav") == nil)
        }

        let again = try speak(voice: voice, to: "parts.wav", checkpoint: try checkpoint("parts"))

        let isSame = again.speech == whole.speech
        #expect(isSame, "the times differ")
        #expect(bytes("whole.wav") != nil && bytes("parts.wav") == bytes("whole.wav"))
        #expect(try #require(again.shares.first) > 0.2, "progress begins where it was")
        #expect(again.shares.count == whole.shares.count - 4, "two parts of two sentences are not said again")
    }

    @Test func `what was said for another job is of no use`() throws {
        let whole = try speak(voice: "espeak:en-us", to: "whole.wav", checkpoint: nil)
        #expect(throws: VoiceError.cancelled) {
            _ = try speak(
                voice: "espeak:de", to: "other.wav", checkpoint: try checkpoint("parts", key: "other"), endingAfter: 3)
        }

        let again = try speak(voice: "espeak:en-us", to: "again.wav", checkpoint: try checkpoint("parts"))

        #expect(again.shares.count == whole.shares.count && bytes("again.wav") == bytes("whole.wav"))
    }
}
