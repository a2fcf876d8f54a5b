import Domain
import Foundation
import Synchronization

/// An engine whose work ends when a test says so.
final class StubEngine: CheckingEngine, PreviewingEngine {
    enum Ending: Sendable { case succeed, fail(EngineError) }

    let facts = {
        var facts = EngineFacts(
            name: "builtin", kinds: Set(GenerationTask.Kind.allCases), needs: EngineNeeds(brief: [.speech: 1]))
        facts.previews = [.animateMove, .animateMix]
        return facts
    }()

    private struct State {
        var refusal: EngineError?
        var reports: [@Sendable (EngineReport) -> Void] = []
        var waiting: [CheckedContinuation<Ending, Never>] = []
        var endings: [Ending] = []
        var parameters: [String: String]?
    }

    /// Of the job that started last.
    var lastParameters: [String: String]? { state.withLock { $0.parameters } }

    private let state = Mutex(State())
    let starts: AsyncStream<TaskID>
    private let started: AsyncStream<TaskID>.Continuation

    init() { (starts, started) = AsyncStream.makeStream(of: TaskID.self, bufferingPolicy: .bufferingOldest(64)) }

    /// The next checks are refused with this.
    func refuse(_ error: EngineError?) { state.withLock { $0.refusal = error } }

    /// Ends the job under way, or the next one as soon as it starts.
    func end(_ ending: Ending) {
        let waiting = state.withLock { state -> CheckedContinuation<Ending, Never>? in
            guard !state.waiting.isEmpty else {
                state.endings.append(ending)
                return nil
            }
            return state.waiting.removeFirst()
        }
        waiting?.resume(returning: ending)
    }

    /// Says something about the job that started last.
    func report(_ report: EngineReport) { state.withLock { $0.reports.last }?(report) }

    func check(_ job: EngineJob) async throws(EngineError) -> EngineEstimate {
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
        return EngineEstimate(
            seconds: 12.5, frames: 100, warnings: [Remark("small_face", "The face is small.", ["pixels": .number(60)])])
    }

    func preview(_ job: EngineJob) async throws(EngineError) -> String {
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
        let path = job.outputDirectory + "/preview.jpg"
        _ = FileManager.default.createFile(atPath: path, contents: Data("JPEG of \(job.kind)".utf8))
        return path
    }

    func run(_ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void) async throws(EngineError)
        -> EngineOutput
    {
        let ending = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Ending? in
                    state.reports.append(report)
                    state.parameters = job.parameters
                    if state.endings.isEmpty {
                        state.waiting.append(continuation)
                        return nil
                    }
                    return state.endings.removeFirst()
                }
                started.yield(job.taskID)
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            end(.fail(.cancelled))
        }
        switch ending {
        case .fail(let error): throw error
        case .succeed:
            return try Self.output(of: job)
        }
    }
}

extension StubEngine {
    /// What each kind of work leaves behind.
    private static func output(of job: EngineJob) throws(EngineError) -> EngineOutput {
        let made: [EngineOutput.Role: String] =
            switch job.kind {
            case .animateMove, .animateMix: [.video: "VIDEO result \(job.taskID)"]
            case .talkingVideo, .film:
                [.video: "VIDEO talk \(job.taskID)", .subtitles: "WEBVTT\n\n\(job.parameters["text"] ?? "")"]
            case .speech:
                [
                    .audio: "AUDIO \(job.parameters["voice"] ?? job.inputs["profile"] ?? "") \(job.taskID)",
                    .timings: #"{"words":[]}"#,
                ]
            case .avatarTraining:
                [.archive: "tar \(job.taskID)", .report: #"{"verdict":"good","findings":[]}"#]
            case .voiceClone:
                [.profile: #"{"quality":"draft","pitch_hz":120,"envelope":[1,2]}"#, .audio: "AUDIO p \(job.taskID)"]
            }
        var output = EngineOutput([:])
        for (role, bytes) in made {
            let path = "\(job.outputDirectory)/\(role.rawValue)"
            guard FileManager.default.createFile(atPath: path, contents: Data(bytes.utf8)) else {
                throw .failed(code: "no_output", message: "Nothing could be written.", detail: path)
            }
            output.files[role] = path
        }
        return output
    }
}

/// Two voices.
struct StubVoices: VoiceCatalog {
    func voices() async throws(EngineError) -> [Voice] {
        [
            Voice(id: "espeak:en-us", name: "English (America)", language: "en-us", gender: "male", kind: "espeak"),
            Voice(id: "espeak:de", name: "German", language: "de", gender: nil, kind: "espeak"),
        ]
    }

    func say(_ text: String, voice: String, to path: String) async throws(EngineError) {
        guard FileManager.default.createFile(atPath: path, contents: Data("\(voice): \(text)".utf8)) else {
            throw .cancelled
        }
    }
}

/// Takes files that begin with `IMAGE`, `VIDEO` or `AUDIO` for such media.
struct StubProbe: MediaProbe {
    func probe(_ path: String) async throws(ProbeError) -> MediaFacts {
        guard let data = FileManager.default.contents(atPath: path) else { throw .unavailable("no file") }
        let size = Int64(data.count)
        switch String(decoding: data.prefix(5), as: UTF8.self) {
        case "IMAGE":
            return MediaFacts(
                kind: .image, container: "png", sizeBytes: size,
                video: .init(codec: "png", width: 640, height: 480, pixelFormat: "rgb24"))
        case "VIDEO":
            return MediaFacts(
                kind: .video, container: "mp4", durationMs: 4000, sizeBytes: size,
                video: .init(codec: "h264", width: 640, height: 480, fps: 29.97, frames: 120),
                audio: .init(codec: "aac", sampleRate: 44_100, channels: 2))
        case "AUDIO":
            return MediaFacts(
                kind: .audio, container: "wav", durationMs: 900, sizeBytes: size,
                audio: .init(codec: "pcm_s16le", sampleRate: 16_000, channels: 1))
        default: throw .notMedia(found: "a text file")
        }
    }

    func poster(of path: String, width: Int, to output: String) async throws(ProbeError) {
        guard FileManager.default.createFile(atPath: output, contents: Data("JPEG \(width)".utf8)) else {
            throw .unavailable("the folder cannot be written to")
        }
    }
}

/// Writes what it was asked for behind what it was asked of.
struct StubEditor: MediaEditor {
    func cut(_ path: String, to output: String, _ cut: MediaCut) async throws(ProbeError) {
        let time = "\(cut.startMs.map(String.init) ?? "")-\(cut.endMs.map(String.init) ?? "")"
        let area = cut.area.map { " \($0.x) \($0.y) \($0.width) \($0.height)" } ?? ""
        try write(path, " \(time)\(area)", to: output)
    }

    func convert(_ path: String, to output: String, as form: MediaForm) async throws(ProbeError) {
        try write(path, " as \(form)", to: output)
    }

    private func write(_ path: String, _ words: String, to output: String) throws(ProbeError) {
        guard let data = FileManager.default.contents(atPath: path) else { throw .unavailable("no file") }
        guard FileManager.default.createFile(atPath: output, contents: data + Data(words.utf8)) else {
            throw .unavailable("the folder cannot be written to")
        }
    }
}

/// A network on which nothing can be reached, and `slow.example` never answers.
struct StubNetwork: RemoteMedia {
    /// Somebody waits for `slow.example`.
    let waits = AsyncStream.makeStream(of: Void.self)
    /// Nobody waits for it any more.
    let leaves = AsyncStream.makeStream(of: Void.self)

    func fetch(
        _ url: String, to path: String, maxBytes: Int64, for account: AccountID
    ) async throws(FetchError) -> String? {
        if url.contains("slow.example") {
            waits.continuation.yield()
            try? await Task.sleep(for: .seconds(600))
            leaves.continuation.yield()
        }
        throw url.contains("127.0.0.1") ? .forbiddenAddress : .unreachable("no network")
    }
}
