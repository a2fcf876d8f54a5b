import Domain
import Foundation
import Outbound

/// Wan2.2-Animate in Alibaba's cloud: `wan2.2-animate-move` and `-mix`. Files are laid into the service's temporary store,
/// so that this server needs no public address.
package struct DashScopeEngine: AttachableEngine, CheckingEngine, HealthReportingEngine, PricingEngine {
    package struct Settings: Sendable {
        /// Of the region that the key is of, ending in `/api/v1`.
        package static let china = "https://dashscope.aliyuncs.com/api/v1"
        package static let international = "https://dashscope-intl.aliyuncs.com/api/v1"

        package let key: String
        package let base: String
        package var workspace: String?
        package var pace: PollPace
        /// Thousandths of a credit for a second of the driving video, by mode.
        package var rates: [GenerationTask.Mode: EngineRate]

        package init(
            key: String, base: String = china, workspace: String? = nil, pace: PollPace = PollPace(),
            rates: [GenerationTask.Mode: EngineRate] = Self.usualRates
        ) {
            self.key = key
            self.base = base
            self.workspace = workspace
            self.pace = pace
            self.rates = rates
        }

        /// The service's prices for mix in Beijing were 0.6 and 0.9 CNY a second in 2025; at ten credits for a yuan.
        package static let usualRates: [GenerationTask.Mode: EngineRate] = [
            .standard: EngineRate(perMediaSecond: 6000), .pro: EngineRate(perMediaSecond: 9000),
        ]
    }

    package static let facts = EngineFacts(
        name: "dashscope", title: "DashScope Wan2.2-Animate", kinds: [.animateMove, .animateMix],
        limits: EngineLimits(longestMs: 30_000, shortestMs: 2000),
        // The service works on one task of an account at a time and lets others wait.
        needs: EngineNeeds(slots: 2, usesNetwork: true, isPaid: true))

    package var facts: EngineFacts { Self.facts }
    private let settings: Settings
    private let api: DashScopeAPI
    private let desk: InputDesk
    private let results: RemoteResult
    private let follower: RemoteFollower

    /// - Parameters:
    ///   - web: for services that the settings name.
    ///   - media: looks at what goes out and at what comes back, and converts what the service would not take.
    package init(_ settings: Settings, web: WebClient, media: MediaTools) {
        self.settings = settings
        api = DashScopeAPI(base: settings.base, key: settings.key, workspace: settings.workspace, web: web)
        desk = InputDesk(media: media)
        results = RemoteResult(service: api.service, probe: media.probe, isPaid: true)
        follower = RemoteFollower(title: api.service.title, pace: settings.pace)
    }

    // MARK: Before

    package func health() async -> EngineReadiness {
        do {
            try await api.ping()
            return .ready
        } catch {
            switch DashScopeFault.error(error) {
            case .unavailable(let complaint, _) where error.isRefusal: return .notConfigured(complaint)
            case .unavailable(let complaint, _): return .unreachable(complaint)
            default: return .unreachable(.otherAnswer(of: api.service.title))
            }
        }
    }

    package func price(of work: WorkSize) -> EnginePrice? { settings.rates[work.mode]?.price(of: work) }

    package func check(_ job: EngineJob) async throws(EngineError) -> EngineEstimate {
        let (_, video) = try await inputs(of: job)
        return EngineEstimate(seconds: Self.expected(job, video.facts))
    }

    // MARK: The work

    package func submit(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> RemoteWork {
        let (image, video) = try await inputs(of: job)
        let model = Self.model(job.kind)
        report(.progress(stage: "uploading", progress: 0))
        let (imageURL, videoURL): (String, String)
        do {
            imageURL = try await api.upload(image, as: "image", for: model)
            videoURL = try await api.upload(video, as: "video", for: model)
        } catch {
            throw DashScopeFault.error(error)
        }
        do {
            return try await api.create(
                model: model, imageURL: imageURL, videoURL: videoURL, mode: Self.mode(job))
        } catch {
            throw Self.afterOrder(error)
        }
    }

    package func attach(
        _ job: EngineJob, to work: RemoteWork, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let video = try await desk.look("video", "video", of: job).facts
        let end = try await follower.follow(
            work, expected: Self.expected(job, video), report: report, fault: DashScopeFault.error
        ) { () async throws(ServiceFault) in
            try Self.standing(try await api.standing(of: work.id))
        }
        let url: String
        switch end {
        case .made(let made): url = made
        case .failed(let error): throw error
        }
        report(.progress(stage: "fetching", progress: 0.99))
        let path = job.outputDirectory + "/video.mp4"
        try await results.fetch(url, isElsewhere: true, to: path, .video, expectedMs: video.durationMs)
        return EngineOutput([.video: path])
    }

    package func hear(of work: RemoteWork) { follower.hear(of: work) }

    package func find(
        _ job: EngineJob, handedOver moment: Timestamp, isTaken: @Sendable (RemoteWork) async throws -> Bool
    ) async throws(EngineError) -> RemoteWork? {
        // The service does not tell what a task was made from. One that nobody here knows and that began after this one
        // was handed over is it, unless there are several. It may take a moment to be listed.
        for attempt in 1...3 {
            var found: [RemoteWork] = []
            do {
                // Its clock is not ours.
                for item in try await api.tasks(of: Self.model(job.kind), since: moment + .seconds(-5)) {
                    guard let work = RemoteWork(id: item.task_id), try await !isTaken(work) else { continue }
                    found.append(work)
                }
            } catch {
                throw .uncertain(
                    message: "DashScope may have taken the job, and cannot be asked now.", detail: "\(error)")
            }
            switch found.count {
            case 0: break
            case 1: return found[0]
            default:
                throw .uncertain(
                    message: "DashScope may have taken the job.",
                    detail: "it is one of \(found.map(\.id).joined(separator: ", "))")
            }
            if attempt < 3 { try? await Task.sleep(for: settings.pace.first) }
        }
        return nil
    }

    package func abandon(_ work: RemoteWork) async throws(EngineError) {
        do {
            try await api.cancel(work.id)
        } catch {
            // What runs already cannot be stopped there: it ends by itself, and nobody fetches it.
            if case .refusal(let refusal) = error, refusal.code == "UnsupportedOperation" { return }
            throw DashScopeFault.error(error)
        }
    }

    // MARK: Figures

    private enum End: Sendable {
        case made(String)
        case failed(EngineError)
    }

    private static func standing(_ output: DashScopeAPI.Standing.Output) throws(ServiceFault) -> RemoteStanding<End> {
        switch output.task_status {
        case "PENDING": return .waiting(ahead: nil)
        case "RUNNING", "SUSPENDED": return .running(stage: "rendering", progress: nil)
        case "SUCCEEDED":
            guard let url = output.results?.video_url ?? output.video_url else {
                return .ended(
                    .failed(
                        .refused(code: "result_unusable", message: "DashScope reported success but returned no result.")
                    ))
            }
            return .ended(.made(url))
        case "FAILED":
            return .ended(
                .failed(DashScopeFault.error(ofTask: output.code ?? "", output.message ?? "")))
        case "CANCELED":
            return .ended(.failed(.refused(code: "cancelled_by_service", message: "It was cancelled at DashScope.")))
        case "UNKNOWN":
            return .ended(
                .failed(
                    .refused(code: "result_expired", message: "DashScope no longer knows this job and its result.")))
        default: throw .lost("a task_status that nobody knows")
        }
    }

    /// An order may have arrived although it was not answered.
    private static func afterOrder(_ fault: ServiceFault) -> EngineError {
        switch fault {
        case .lost: break
        case .refusal(let refusal) where refusal.status >= 500 && refusal.status != 503: break
        case .unsent, .refusal, .unkept, .cancelled: return DashScopeFault.error(fault)
        }
        return .uncertain(message: "DashScope may have taken the job: its answer was lost.", detail: fault.detail)
    }

    private func inputs(of job: EngineJob) async throws(EngineError) -> (PreparedInput, PreparedInput) {
        let image = try await desk.prepare("image", "picture", of: job, by: Self.imageRules)
        let video = try await desk.prepare("video", "video", of: job, by: Self.videoRules)
        return (image, video)
    }

    /// By the reference's "input limits" of 2025.
    private static let imageRules = InputRules(
        containers: ["jpeg", "png", "bmp", "webp"], mostBytes: 5 << 20, sides: 200...4096, mostAspect: 3)
    private static let videoRules = InputRules(
        containers: ["mp4", "avi", "mov"], mostBytes: 200 << 20, sides: 200...2048, mostAspect: 3,
        lengthMs: 2000...30_000)

    /// Seconds: a published run took 147 s for 5.2 s of video; the queue corrects it by what it measures.
    private static func expected(_ job: EngineJob, _ video: MediaFacts) -> Double {
        let seconds = Double(video.durationMs ?? 5000) / 1000
        return 20 + seconds * (mode(job) == .pro ? 40 : 25)
    }

    private static func model(_ kind: GenerationTask.Kind) -> String {
        kind == .animateMix ? "wan2.2-animate-mix" : "wan2.2-animate-move"
    }

    private static func mode(_ job: EngineJob) -> GenerationTask.Mode {
        job.parameters["mode"].flatMap(GenerationTask.Mode.init) ?? .standard
    }
}
