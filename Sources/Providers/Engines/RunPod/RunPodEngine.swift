import Domain
import Foundation
import Outbound

/// A serverless endpoint at RunPod with a worker of the operator's own. It fetches the inputs from this server, puts what it
/// made there, and does one of ``RunPodOrder``'s tasks.
package struct RunPodEngine: AttachableEngine, HealthReportingEngine, PricingEngine {
    package struct Settings: Sendable {
        package static let hosted = "https://api.runpod.ai/v2"

        package let key: String
        package let endpoint: String
        package let base: String
        /// What its worker can do.
        package var kinds: Set<GenerationTask.Kind>
        package var rate: EngineRate
        /// After this the service ends a job.
        package var timeout: Duration
        package var pace: PollPace

        package init(
            key: String, endpoint: String, base: String = hosted, kinds: Set<GenerationTask.Kind> = RunPodOrder.kinds,
            rate: EngineRate = usualRate, timeout: Duration = .seconds(3600), pace: PollPace = PollPace()
        ) {
            self.key = key
            self.endpoint = endpoint
            self.base = base
            self.kinds = kinds
            self.rate = rate
            self.timeout = timeout
            self.pace = pace
        }

        /// A GPU of the 80 GB class cost about 0.0012 USD a second in 2025 and needs half a minute for a second of video; at
        /// a hundred credits for a dollar.
        package static let usualRate = EngineRate(perMediaSecond: 4000)
    }

    package static let name = "runpod"

    package static func facts(_ kinds: Set<GenerationTask.Kind> = RunPodOrder.kinds) -> EngineFacts {
        EngineFacts(
            name: name, title: "RunPod", kinds: kinds, limits: EngineLimits(longestMs: 600_000),
            // The endpoint has as many workers as its owner lets it have; more wait there.
            needs: EngineNeeds(slots: 4, usesNetwork: true, isPaid: true))
    }

    package let facts: EngineFacts
    private let settings: Settings
    private let api: RunPodAPI
    private let exchange: any JobExchange
    private let desk: InputDesk
    private let results: RunPodResult
    private let follower: RemoteFollower

    /// - Parameter exchange: whose addresses the workers can reach.
    package init(_ settings: Settings, exchange: any JobExchange, web: WebClient, media: MediaTools) {
        self.settings = settings
        self.exchange = exchange
        facts = Self.facts(settings.kinds)
        api = RunPodAPI(base: settings.base, endpoint: settings.endpoint, key: settings.key, web: web)
        desk = InputDesk(media: media)
        results = RunPodResult(
            fetched: RemoteResult(service: api.service, probe: media.probe, isPaid: true), title: api.service.title)
        follower = RemoteFollower(title: api.service.title, pace: settings.pace)
    }

    package func health() async -> EngineReadiness {
        do {
            let workers = try await api.health().workers ?? [:]
            let ill = (workers["unhealthy"] ?? 0) > 0
            let isWell = ["idle", "initializing", "ready", "running"].contains { (workers[$0] ?? 0) > 0 }
            return ill && !isWell ? .unreachable(.workersDown(at: api.service.title)) : .ready
        } catch {
            if case .refusal(let refusal) = error, refusal.status == 404 {
                return .notConfigured(.endpointUnknown(settings.endpoint, to: api.service.title))
            }
            return error.readiness(of: api.service.title)
        }
    }

    package func price(of work: WorkSize) -> EnginePrice? { settings.rate.price(of: work) }

    // MARK: The work

    package func submit(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> RemoteWork {
        guard let order = RunPodOrder(job) else {
            throw .refused(code: "input_not_taken", message: "RunPod needs a recording for this, not a script.")
        }
        for (role, noun) in order.inputs { _ = try await desk.look(role, noun, of: job) }
        results.forget(job)
        report(.progress(stage: "submitting", progress: 0))
        do {
            return try await api.run(order.body(exchange: exchange, timeout: settings.timeout))
        } catch {
            throw Self.afterOrder(error)
        }
    }

    package func attach(
        _ job: EngineJob, to work: RemoteWork, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let end = try await follower.follow(
            work, expected: Self.expected, report: report, fault: { $0.error(of: "RunPod") }
        ) { () async throws(ServiceFault) -> RemoteStanding<RunPodEnd> in
            do throws(ServiceFault) {
                return try RunPodEnd.standing(try await api.status(of: work.id))
            } catch {
                // It keeps what has ended for half an hour.
                guard case .refusal(let refusal) = error, refusal.status == 404 else { throw error }
                return .ended(.forgotten)
            }
        }
        report(.progress(stage: "fetching", progress: 0.99))
        let isAnimation = [.animateMove, .animateMix].contains(job.kind)
        let expectedMs = isAnimation ? try await desk.look("video", "video", of: job).facts.durationMs : nil
        switch end {
        case .made(let output): return try await results.take(of: job, told: output, expectedMs: expectedMs)
        case .forgotten: return try await results.takeForgotten(of: job, expectedMs: expectedMs)
        case .failed(let error): throw error
        }
    }

    package func hear(of work: RemoteWork) { follower.hear(of: work) }

    package func find(
        _ job: EngineJob, handedOver moment: Timestamp, isTaken: @Sendable (RemoteWork) async throws -> Bool
    ) async throws(EngineError) -> RemoteWork? {
        throw .uncertain(
            message: "RunPod may have taken the job; it does not list its jobs.",
            detail: "look for the input job_id \(job.taskID) in the endpoint's requests")
    }

    package func abandon(_ work: RemoteWork) async throws(EngineError) {
        do {
            try await api.cancel(work.id)
        } catch {
            // What has ended cannot be ended again.
            if case .refusal(let refusal) = error, [400, 404, 409].contains(refusal.status) { return }
            throw error.error(of: api.service.title)
        }
    }

    /// Seconds, until this server has measured some.
    private static let expected = 180.0

    /// An order may have arrived although it was not answered.
    private static func afterOrder(_ fault: ServiceFault) -> EngineError {
        switch fault {
        case .lost: break
        case .refusal(let refusal) where refusal.status >= 500 && refusal.status != 503: break
        case .unsent, .refusal, .unkept, .cancelled: return fault.error(of: "RunPod")
        }
        return .uncertain(message: "RunPod may have taken the job: its answer was lost.", detail: fault.detail)
    }
}
