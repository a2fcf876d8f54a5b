import Domain
import Foundation
import Outbound

/// Fish Audio's hosted service: it clones voices and speaks with them. A clone stays there; what is kept here names it.
package struct FishAudioEngine: AttachableEngine, CheckingEngine, HealthReportingEngine, PricingEngine {
    package struct Settings: Sendable {
        package static let hosted = "https://api.fish.audio"
        /// `s1` retires at the end of 2026 and is answered by this one then.
        package static let usualModel = "s2.1-pro"

        package let key: String
        package let base: String
        package let model: String
        package var pace: PollPace
        /// Of speech.
        package var rate: EngineRate

        package init(
            key: String, base: String = hosted, model: String = usualModel, pace: PollPace = PollPace(),
            rate: EngineRate = EngineRate(perCharacter: 20)
        ) {
            self.key = key
            self.base = base
            self.model = model
            self.pace = pace
            self.rate = rate
        }
    }

    package static let facts = EngineFacts(
        name: "fish-audio", title: "Fish Audio", kinds: [.speech, .voiceClone],
        limits: EngineLimits(longestMs: 600_000, mostCharacters: 30_000),
        needs: EngineNeeds(slots: 4, usesNetwork: true, isPaid: true), voices: "fish:")

    package var facts: EngineFacts { Self.facts }
    private let settings: Settings
    private let api: FishAPI
    private let desk: InputDesk
    private let results: RemoteResult
    private let follower: RemoteFollower

    package init(_ settings: Settings, web: WebClient, media: MediaTools) {
        self.settings = settings
        let service = RemoteService(
            title: "Fish Audio", base: settings.base, share: "fish-audio", web: web, signer: Bearer(settings.key))
        api = FishAPI(service: service, model: settings.model)
        desk = InputDesk(media: media)
        results = RemoteResult(service: service, probe: media.probe, isPaid: true)
        follower = RemoteFollower(title: service.title, pace: settings.pace)
    }

    package func health() async -> EngineReadiness {
        do {
            _ = try await api.voices(tag: "greenroom-health")
            return .ready
        } catch {
            return error.readiness(of: api.service.title)
        }
    }

    package func price(of work: WorkSize) -> EnginePrice? {
        work.kind == .speech ? settings.rate.price(of: work) : nil
    }

    package func check(_ job: EngineJob) async throws(EngineError) -> EngineEstimate {
        guard job.kind == .speech else { return EngineEstimate(seconds: 15) }
        let order = try order(job)
        try await requireOpen(job.inputs["profile"] == nil ? order.voice : nil)
        return EngineEstimate(seconds: 2 + Double(order.text.utf8.count) / 60)
    }

    // MARK: The work

    package func submit(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> RemoteWork {
        guard job.kind == .voiceClone else {
            _ = try order(job)
            return try work(Self.speechMark + job.taskID.rawValue)
        }
        let sample = try await desk.look("audio", "recording", of: job)
        report(.progress(stage: "uploading", progress: 0.05))
        let id: String
        do {
            let name = job.parameters["name"] ?? "Greenroom"
            id = try await api.create(title: name, sample: sample, tag: Self.tag(job))._id
        } catch {
            guard case .lost = error else { throw error.error(of: api.service.title) }
            throw .uncertain(message: "Fish Audio may have taken the voice: its answer was lost.", detail: error.detail)
        }
        return try work(id)
    }

    package func attach(
        _ job: EngineJob, to work: RemoteWork, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        guard job.kind == .voiceClone else { return try await speak(try order(job), job, report) }
        let trained = try await follower.follow(
            work, expected: 20, report: report, fault: { $0.error(of: "Fish Audio") }
        ) { () async throws(ServiceFault) in
            switch try await api.voice(work.id).state {
            case "trained": RemoteStanding.ended(true)
            case "failed": .ended(false)
            case "created": .waiting(ahead: nil)
            default: .running(stage: "training", progress: nil)
            }
        }
        guard trained else {
            throw .refused(code: "clone_failed", message: "Fish Audio could not learn this voice.")
        }
        let profile = job.outputDirectory + "/voice.json"
        try FishVoice(engine: facts.name, voice: work.id, name: job.parameters["name"]).write(to: profile)
        return EngineOutput([.profile: profile])
    }

    package func find(
        _ job: EngineJob, handedOver moment: Timestamp, isTaken: @Sendable (RemoteWork) async throws -> Bool
    ) async throws(EngineError) -> RemoteWork? {
        guard job.kind == .voiceClone else { return nil }
        do {
            return try await api.voices(tag: Self.tag(job)).first.flatMap { RemoteWork(id: $0._id) }
        } catch {
            throw .uncertain(
                message: "Fish Audio may have taken the voice, and cannot be asked now.", detail: error.detail)
        }
    }

    package func abandon(_ work: RemoteWork) async throws(EngineError) {
        guard !work.id.hasPrefix(Self.speechMark) else { return }
        do { try await api.delete(work.id) } catch { throw error.error(of: api.service.title) }
    }

    private func speak(
        _ order: FishOrder, _ job: EngineJob, _ report: @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        report(.progress(stage: "speaking", progress: 0.1))
        let path = job.outputDirectory + "/speech.\(order.format)"
        do {
            try await api.speak(order, streamed: false, to: path)
        } catch {
            if case .lost = error {
                throw .failed(
                    code: "service_failed", message: "Fish Audio broke off while it spoke.", detail: error.detail)
            }
            throw error.error(of: api.service.title)
        }
        try await results.look(at: path, .audio, expectedMs: nil)
        return EngineOutput([.audio: path])
    }

    /// Somebody's cloned voice speaks through its model here, never by its name there.
    /// - Parameter id: nil for the service's own.
    private func requireOpen(_ id: String?) async throws(EngineError) {
        guard let id else { return }
        let isOpen: Bool
        do {
            isOpen = try await !(api.voice(id).tags ?? []).contains { $0.hasPrefix(Self.cloneMark) }
        } catch .refusal(let refusal) where [400, 404].contains(refusal.status) {
            isOpen = false
        } catch {
            throw error.error(of: api.service.title)
        }
        guard isOpen else {
            throw .unknownVoice((facts.voices ?? "") + id, of: facts.name)
        }
    }

    private func order(_ job: EngineJob) throws(EngineError) -> FishOrder {
        try FishOrder(job, prefix: facts.voices ?? "", engine: facts.name)
    }

    // MARK: Names

    /// Of speech, which is asked for and given in one call: there is nothing at the service to be taken up.
    private static let speechMark = "speech-"
    /// Of voices that were cloned through a server like this one: they are their owners' alone.
    private static let cloneMark = "greenroom-"

    private static func tag(_ job: EngineJob) -> String { cloneMark + job.taskID.rawValue }

    private func work(_ id: String) throws(EngineError) -> RemoteWork {
        guard let work = RemoteWork(id: id) else {
            throw .failed(code: "service_failed", message: "Fish Audio gave a voice no name.", detail: "")
        }
        return work
    }
}

extension FishAudioEngine: VoiceCatalog {
    package func voices() async throws(EngineError) -> [Voice] {
        let all: [FishAPI.Voice]
        do { all = try await api.voices() } catch { throw error.error(of: api.service.title) }
        return all.filter { voice in
            (voice.state ?? "trained") == "trained" && !(voice.tags ?? []).contains { $0.hasPrefix(Self.cloneMark) }
        }.map { voice in
            Voice(
                id: (facts.voices ?? "") + voice._id, name: voice.title ?? voice._id,
                language: voice.languages?.first ?? "mul", gender: nil, kind: "neural")
        }
    }

    package func say(_ text: String, voice: String, to path: String) async throws(EngineError) {
        let order = try FishOrder(trying: voice, with: text, prefix: facts.voices ?? "", engine: facts.name)
        try await requireOpen(order.voice)
        do { try await api.speak(order, streamed: false, to: path) } catch { throw error.error(of: api.service.title) }
    }
}
