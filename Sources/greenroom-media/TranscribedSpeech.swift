import Foundation
import Inference
import Media
import Puppetry
import Voice

/// The words of a presenter's recording, heard by a machine, for subtitles.
struct TranscribedSpeech {
    private static let fileName = "words.json"

    private let job: Job
    private let recording: String
    private let longest: Double
    private let checkpoint: Checkpoint?
    private let transcriber: RecordingTranscriber

    /// - Parameters:
    ///   - recording: any file with sound.
    ///   - longest: seconds of it that count.
    ///   - checkpoint: where the words outlive the attempt.
    init(_ job: Job, _ recording: String, longest: Double, cores: Int, _ checkpoint: Checkpoint?) {
        self.job = job
        self.recording = recording
        self.longest = longest
        self.checkpoint = checkpoint
        transcriber = RecordingTranscriber(
            assets: .located(in: ProcessInfo.processInfo.environment), cache: job.modelCache, cores: cores,
            isCancelled: { Cancellation.isRequested })
    }

    /// - Returns: about how long hearing takes, seconds.
    func check(seconds: Double) throws(VoiceError) -> Double { try transcriber.work(seconds: seconds) }

    /// - Parameter report: 0...1.
    /// - Returns: nil when no word was understood.
    func subtitles(report: (Double) -> Void) throws -> Subtitles? {
        let transcript = try kept() ?? heard(report)
        guard !transcript.words.isEmpty else { return nil }
        let words = zip(transcript.words, transcript.places).map { word, place in
            Subtitles.Word(start: word.start, end: word.end, range: place)
        }
        do { return try Subtitles(text: transcript.text, words: words, language: transcript.language) } catch {
            throw PuppetryError.speech(.unshowable(error.message))
        }
    }

    private func kept() -> Transcript? {
        checkpoint?.file(Self.fileName).flatMap(FileManager.default.contents(atPath:)).flatMap {
            try? JSONDecoder().decode(Transcript.self, from: $0)
        }
    }

    private func heard(_ report: (Double) -> Void) throws(VoiceError) -> Transcript {
        let transcript = try transcriber.transcript(
            of: recording, longest: longest, language: job.parameters["language"], report: report)
        if let checkpoint, let data = try? JSONEncoder().encode(transcript),
            FileManager.default.createFile(atPath: checkpoint.path(Self.fileName), contents: data)
        {
            checkpoint.commit(file: Self.fileName)
        }
        return transcript
    }
}
