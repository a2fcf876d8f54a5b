import Foundation
import Media
import Puppetry
import Voice

/// The speech of a presenter who was given a text: spoken into a file of the job, with the times of sounds and words.
final class ScriptedSpeech {
    /// Name of the sound in the job's output directory.
    static let name = "speech.wav"

    let path: String
    private let job: Job
    private let text: String
    private let order: SpeechOrder
    private var spoken: Speech?
    /// Where the speech outlives the attempt: neural voices do not say the same text twice alike.
    let checkpoint: Checkpoint?

    init(_ job: Job, _ checkpoint: Checkpoint?) throws {
        self.checkpoint = checkpoint
        guard let text = job.parameters["text"] else {
            throw JobError(message: "The job has neither inputs.audio nor parameters.text.")
        }
        self.job = job
        self.text = text
        order = try job.speechOrder()
        path = job.outputDirectory + "/" + Self.name
    }

    /// Finds what would keep the text from being shown, before anything is spoken.
    /// - Parameter isBurnt: into the frames, which needs fonts.
    func checkSubtitles(isBurnt: Bool) throws(PuppetryError) {
        do {
            _ = try Subtitles(text: "a", words: [.init(start: 0, end: 1, range: 0..<1)])
            if isBurnt { try SubtitleFonts.check(text) }
        } catch { throw .speech(.unshowable(error.message)) }
    }

    private var language: String { (try? Voices.onThisMachine(cache: job.modelCache).language(of: order)) ?? "en" }

    /// - Returns: about how long the speech will be and how long speaking it takes, seconds.
    func check() throws -> (seconds: Double, work: Double, warnings: [Remark]) {
        let estimate = try Synthesiser(voices: .onThisMachine(cache: job.modelCache)).check(order)
        // A syllable of Chinese or Korean takes as long as three or four letters.
        let letters = text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 3.5 : 1) }
        return (max(1, letters / 14.5 / order.rate), estimate.seconds, estimate.warnings)
    }

    /// - Parameter report: stage and progress of the speaking, 0...1.
    func speak(report: @escaping @Sendable (String, Double) -> Void) throws {
        let (sound, times) = ("speech.wav", "speech.json")
        if let checkpoint, let wave = checkpoint.file(sound), let told = checkpoint.file(times),
            let data = FileManager.default.contents(atPath: told),
            let speech = try? JSONDecoder().decode(Speech.self, from: data),
            (try? FileManager.default.copyItem(atPath: wave, toPath: path)) != nil
        {
            spoken = speech
            return
        }
        let synthesiser = Synthesiser(
            voices: .onThisMachine(cache: job.modelCache), report: { report($0.rawValue, $1) },
            isCancelled: { Cancellation.isRequested })
        spoken = try synthesiser.speak(
            order, to: path, marks: Marks.metadata(of: job, medium: "speech", what: "a text spoken"),
            checkpoint: checkpoint)
        guard let checkpoint, let data = try? JSONEncoder().encode(spoken),
            FileManager.default.createFile(atPath: checkpoint.path(times), contents: data)
        else { return }
        try? FileManager.default.removeItem(atPath: checkpoint.path(sound))
        guard (try? FileManager.default.copyItem(atPath: path, toPath: checkpoint.path(sound))) != nil else { return }
        checkpoint.commit(file: sound)
        checkpoint.commit(file: times)
        checkpoint.discard(Synthesiser.checkpointName)
    }

    /// Empty where times are only estimated: what is heard is surer then.
    var sounds: [SpokenSound] {
        guard let spoken, spoken.isExact else { return [] }
        return spoken.phonemes.map { SpokenSound(start: $0.start, end: $0.end, phoneme: $0.phoneme.rawValue) }
    }

    /// - Throws: ``SpeechFault/unshowable(_:)`` when the text cannot be cut into lines on this machine.
    func subtitles() throws(PuppetryError) -> Subtitles {
        let words = (spoken?.words ?? []).map { word in
            Subtitles.Word(start: word.start, end: word.end, range: word.offset..<(word.offset + word.length))
        }
        do { return try Subtitles(text: text, words: words, language: language) } catch {
            throw .speech(.unshowable(error.message))
        }
    }
}
