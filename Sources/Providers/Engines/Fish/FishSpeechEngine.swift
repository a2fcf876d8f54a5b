import Domain
import Foundation
import Outbound

/// fish-speech on a machine of one's own: `tools/api_server.py`. It needs a sample of a voice and what is said in it.
package struct FishSpeechEngine: AttachableEngine, CheckingEngine, HealthReportingEngine, VoiceCatalog {
    package struct Settings: Sendable {
        /// Where `api_server.py` listens.
        package let base: String
        /// What it was started with by `--api-key`; nil when it was not.
        package let key: String?

        package init(base: String, key: String? = nil) {
            self.base = base
            self.key = key
        }
    }

    package static let facts = EngineFacts(
        name: "fish-speech", title: "fish-speech", kinds: [.speech, .voiceClone],
        limits: EngineLimits(longestMs: 600_000, mostCharacters: 30_000), needs: EngineNeeds(usesNetwork: true),
        voices: "fish-speech:")

    package var facts: EngineFacts { Self.facts }
    private let api: FishAPI
    private let desk: InputDesk
    private let results: RemoteResult

    package init(_ settings: Settings, web: WebClient, media: MediaTools) {
        let service = RemoteService(
            title: "fish-speech", base: settings.base, share: "fish-speech", web: web,
            signer: settings.key.map { Bearer($0) })
        api = FishAPI(service: service, model: nil)
        desk = InputDesk(media: media)
        results = RemoteResult(service: service, probe: media.probe, isPaid: false)
    }

    package func health() async -> EngineReadiness {
        do {
            _ = try await api.service.answer(to: api.service.request("GET", "/v1/health"))
            return .ready
        } catch {
            return error.readiness(of: api.service.title)
        }
    }

    package func check(_ job: EngineJob) async throws(EngineError) -> EngineEstimate {
        if job.kind == .voiceClone {
            _ = try Self.sample(of: job)
            return EngineEstimate(seconds: 10)
        }
        return EngineEstimate(seconds: 3 + Double(try order(job).text.utf8.count) / 20)
    }

    package func submit(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> RemoteWork {
        guard job.kind == .voiceClone else { return try work("speech-\(job.taskID)") }
        let (role, transcript) = try Self.sample(of: job)
        let sample = try await desk.look(role, "recording", of: job)
        report(.progress(stage: "uploading", progress: 0.1))
        let work = try work(Self.cloneMark + job.taskID.rawValue)
        do {
            try await api.add(reference: work.id, sample: sample, transcript: transcript)
        } catch {
            throw error.error(of: api.service.title)
        }
        return work
    }

    package func attach(
        _ job: EngineJob, to work: RemoteWork, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        guard job.kind == .voiceClone else { return try await speak(job, report) }
        let profile = job.outputDirectory + "/voice.json"
        try FishVoice(engine: facts.name, voice: work.id, name: job.parameters["name"]).write(to: profile)
        return EngineOutput([.profile: profile])
    }

    package func find(
        _ job: EngineJob, handedOver moment: Timestamp, isTaken: @Sendable (RemoteWork) async throws -> Bool
    ) async throws(EngineError) -> RemoteWork? {
        // The name of a reference is ours, so that adding it again does no harm.
        nil
    }

    package func abandon(_ work: RemoteWork) async throws(EngineError) {
        guard work.id.hasPrefix(Self.cloneMark) else { return }
        do { try await api.delete(reference: work.id) } catch { throw error.error(of: api.service.title) }
    }

    /// Of voices that were cloned through a server like this one: they are their owners' alone.
    private static let cloneMark = "greenroom-"

    private func work(_ id: String) throws(EngineError) -> RemoteWork {
        guard let work = RemoteWork(id: id) else {
            throw .failed(code: "internal", message: "The voice has no name.", detail: id)
        }
        return work
    }

    private func speak(
        _ job: EngineJob, _ report: @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let order = try order(job)
        report(.progress(stage: "speaking", progress: 0.1))
        let path = job.outputDirectory + "/speech.\(order.format)"
        do { try await api.speak(order, streamed: true, to: path) } catch { throw error.error(of: api.service.title) }
        try await results.look(at: path, .audio, expectedMs: nil)
        return EngineOutput([.audio: path])
    }

    /// The recording that is learnt from, and what is said in it: the statement of the consent is both.
    private static func sample(of job: EngineJob) throws(EngineError) -> (role: String, transcript: String) {
        if let text = job.parameters["transcript"], job.inputs["audio"] != nil { return ("audio", text) }
        if let text = job.parameters["statement"], job.inputs["statement"] != nil { return ("statement", text) }
        throw .refused(
            code: "transcript_missing",
            message: "This engine needs the words of the recording: a consent that was spoken, not waived.")
    }

    private func order(_ job: EngineJob) throws(EngineError) -> FishOrder {
        let order = try FishOrder(job, prefix: facts.voices ?? "", engine: facts.name)
        guard job.inputs["profile"] != nil || !(order.voice ?? "").hasPrefix(Self.cloneMark) else {
            throw .unknownVoice(job.parameters["voice"] ?? "", of: facts.name)
        }
        return order
    }

    package func voices() async throws(EngineError) -> [Voice] {
        let all: [String]
        do { all = try await api.references() } catch { throw error.error(of: api.service.title) }
        return all.filter { !$0.hasPrefix(Self.cloneMark) }.map { id in
            Voice(id: (facts.voices ?? "") + id, name: id, language: "mul", gender: nil, kind: "neural")
        }
    }

    package func say(_ text: String, voice: String, to path: String) async throws(EngineError) {
        let order = try FishOrder(trying: voice, with: text, prefix: facts.voices ?? "", engine: facts.name)
        guard !(order.voice ?? "").hasPrefix(Self.cloneMark) else {
            throw .unknownVoice(voice, of: facts.name)
        }
        do { try await api.speak(order, streamed: true, to: path) } catch { throw error.error(of: api.service.title) }
    }
}
