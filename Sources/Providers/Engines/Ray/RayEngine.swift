import Domain
import Foundation
import Outbound

/// An engine of a manifest whose programs run on a Ray cluster instead of this machine. They fetch their inputs from this
/// server and put there what they made; Ray starts them where there is room.
package struct RayEngine: AttachableEngine, HealthReportingEngine, PricingEngine {
    package let facts: EngineFacts
    private let manifest: EngineManifest
    private let order: RayOrder
    private let api: RayAPI
    private let desk: InputDesk
    private let results: DeliveredResult
    private let follower: RemoteFollower

    /// - Parameters:
    ///   - slots: tasks at a time; nil for as many as the manifest says.
    ///   - exchange: whose addresses the nodes can reach.
    package init(
        _ manifest: EngineManifest, on cluster: RayCluster, slots: Int?, exchange: any JobExchange, web: WebClient,
        media: MediaTools, host: ManifestHost
    ) {
        self.manifest = manifest
        facts = Self.facts(manifest, slots: slots)
        order = RayOrder(manifest: manifest, host: host, exchange: exchange, cluster: cluster)
        api = RayAPI(base: cluster.base, token: cluster.token, web: web)
        desk = InputDesk(media: media)
        results = DeliveredResult(fetched: RemoteResult(service: api.service, probe: media.probe, isPaid: false))
        follower = RemoteFollower(title: api.service.title, pace: cluster.pace)
    }

    /// Its GPUs are not this machine's.
    package static func facts(_ manifest: EngineManifest, slots: Int?) -> EngineFacts {
        var facts = manifest.facts
        facts.title += " on Ray"
        facts.needs.gpuMemoryMiB = nil
        facts.needs.usesNetwork = true
        if let slots { facts.needs.slots = slots }
        return facts
    }

    package func health() async -> EngineReadiness {
        if let name = manifest.neededSettings.first(where: { (order.host.settings[$0] ?? "").isEmpty }) {
            return .notConfigured(.settingMissing(name))
        }
        if manifest.needsGPUName {
            return .notConfigured(.gpuNamed)
        }
        do {
            try await api.check()
            return .ready
        } catch {
            return error.readiness(of: api.service.title)
        }
    }

    package func price(of work: WorkSize) -> EnginePrice? { manifest.rates[work.kind]?.price(of: work) }

    // MARK: The work

    package func submit(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> RemoteWork {
        guard let submission = RaySubmission(of: job) else {
            throw .failed(code: "internal", message: "The job cannot be handed over.", detail: "no work directory")
        }
        // A job that the cluster still knows would have been found and taken up: it is one that was cancelled.
        if let old = await submission.noted(), (try? await api.job(old.id)) != nil { await submission.forget() }
        let work = try await submission.name()
        let body = try order.body(of: job, called: work)
        results.forget(job)
        report(.progress(stage: "submitting", progress: 0))
        var wait = Duration.milliseconds(500)
        for attempt in 1... {
            do throws(ServiceFault) {
                try await api.submit(body)
                return work
            } catch {
                guard error.isPassing, attempt < Self.tries else { throw Self.afterSubmit(error) }
            }
            try? await Task.sleep(for: wait)
            wait = wait * 2
        }
        throw .cancelled
    }

    package func attach(
        _ job: EngineJob, to work: RemoteWork, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        do throws(EngineError) {
            let made = try await output(of: job, from: work, report)
            await RaySubmission(of: job)?.forget()
            return made
        } catch {
            switch error {
            case .refused, .failed: await RaySubmission(of: job)?.forget()
            case .unavailable, .uncertain, .cancelled: break
            }
            throw error
        }
    }

    package func hear(of work: RemoteWork) { follower.hear(of: work) }

    package func find(
        _ job: EngineJob, handedOver moment: Timestamp, isTaken: @Sendable (RemoteWork) async throws -> Bool
    ) async throws(EngineError) -> RemoteWork? {
        // Nothing was sent before its name was noted.
        guard let work = await RaySubmission(of: job)?.noted() else { return nil }
        do {
            return try await api.job(work.id) == nil ? nil : work
        } catch {
            throw error.error(of: api.service.title)
        }
    }

    package func abandon(_ work: RemoteWork) async throws(EngineError) {
        do throws(ServiceFault) {
            guard let job = try await api.job(work.id), !Self.ends.contains(job.status ?? "") else { return }
            try await api.stop(work.id)
            // What still waits for room forgets that it was stopped, and has to be told again.
            guard try await api.job(work.id)?.status == "PENDING" else { return }
        } catch {
            throw error.error(of: api.service.title)
        }
        throw .failed(
            code: "still_waiting", message: "The job still waits on the Ray cluster.", detail: work.id)
    }

    // MARK: Following

    private static let tries = 5
    private static let ends: Set<String> = ["SUCCEEDED", "FAILED", "STOPPED"]
    /// Seconds, for programs that say nothing of their progress.
    private static let expected = 300.0

    private func output(
        of job: EngineJob, from work: RemoteWork, _ report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let told = LastProgress(report)
        let transcript = RayTranscript(of: manifest.form, report: told.take)
        var lostLogs = 0
        let end = try await follower.follow(
            work, expected: Self.expected, report: report, fault: { $0.error(of: "Ray") }
        ) { () async throws(ServiceFault) -> RemoteStanding<RayEnd> in
            guard let state = try await api.job(work.id) else { return .ended(.forgotten) }
            if state.status == "PENDING" { return .waiting(ahead: nil) }
            let isOver = Self.ends.contains(state.status ?? "")
            do throws(ServiceFault) {
                transcript.read(try await api.logs(of: work.id))
            } catch {
                // The logs lie on the node, and may be gone with it: what was delivered counts without them.
                lostLogs += 1
                if isOver, error.isPassing, lostLogs < Self.tries { throw error }
            }
            if isOver { return .ended(RayEnd(state, transcript)) }
            let last = told.last
            return .running(stage: last?.stage ?? "starting", progress: last?.progress)
        }
        switch end {
        case .failed(let error): throw error
        case .made(let told): return try await take(job, told: told)
        case .forgotten:
            guard results.hasArrived(job.kind.product, of: job) else {
                throw .failed(
                    code: "service_failed", message: "The Ray cluster was started anew and has lost the job.",
                    detail: work.id)
            }
            return try await take(job, told: nil)
        }
    }

    /// - Parameter told: nil takes the product as it has arrived.
    private func take(_ job: EngineJob, told: [String: RayLog.Delivered]?) async throws(EngineError) -> EngineOutput {
        let isAnimation = [.animateMove, .animateMix].contains(job.kind)
        let expectedMs = isAnimation ? try await desk.look("video", "video", of: job).facts.durationMs : nil
        var made = EngineOutput([:])
        for role in EngineOutput.Role.allCases {
            let word = told?[role.rawValue].map { DeliveredResult.Told(bytes: $0.bytes, sha256: $0.sha256) }
            guard word != nil || role == job.kind.product else { continue }
            made.files[role] = try await results.take(
                role, of: job, told: word, expectedMs: role == .video ? expectedMs : nil)
        }
        return made
    }

    /// Whether the cluster has a job whose submit got no good answer is found out by its name.
    private static func afterSubmit(_ fault: ServiceFault) -> EngineError {
        switch fault {
        case .lost: break
        case .refusal(let refusal) where refusal.status >= 500 && !refusal.message.contains("No available agent"): break
        case .unsent, .refusal, .unkept, .cancelled: return fault.error(of: "Ray")
        }
        return .uncertain(message: "Ray may have taken the job: its answer was lost.", detail: fault.detail)
    }
}
