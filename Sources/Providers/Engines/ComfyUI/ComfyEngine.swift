import Domain
import Foundation
import Outbound

/// A ComfyUI server with workflows of the operator's own, one for each kind of task.
package struct ComfyEngine: AttachableEngine, HealthReportingEngine {
    package struct Settings: Sendable {
        package let base: String
        /// What a proxy before it wants to see as `Authorization`; ComfyUI itself wants nothing.
        package let authorization: String?
        package var pace: PollPace

        package init(base: String, authorization: String? = nil, pace: PollPace = PollPace()) {
            self.base = base
            self.authorization = authorization
            self.pace = pace
        }
    }

    package static let name = "comfyui"

    package static func facts(_ kinds: Set<GenerationTask.Kind>) -> EngineFacts {
        EngineFacts(
            name: name, title: "ComfyUI", kinds: kinds, limits: EngineLimits(longestMs: 600_000),
            needs: EngineNeeds(usesNetwork: true))
    }

    package let facts: EngineFacts
    private let workflows: [GenerationTask.Kind: ComfyWorkflow]
    private let api: ComfyAPI
    private let desk: InputDesk
    private let results: RemoteResult
    private let follower: RemoteFollower

    package init(_ settings: Settings, _ workflows: ComfyWorkflows, web: WebClient, media: MediaTools) {
        self.workflows = workflows.workflows
        facts = Self.facts(Set(workflows.workflows.keys))
        let service = RemoteService(
            title: "ComfyUI", base: settings.base, share: "comfyui", web: web, signer: nil,
            headers: settings.authorization.map { ["Authorization": $0] } ?? [:])
        api = ComfyAPI(service: service)
        desk = InputDesk(media: media)
        results = RemoteResult(service: service, probe: media.probe, isPaid: false)
        follower = RemoteFollower(title: service.title, pace: settings.pace)
    }

    package func health() async -> EngineReadiness {
        do {
            try await api.ping()
            let missing = try await api.missing(workflows.values.reduce(into: []) { $0.formUnion($1.classes) })
            guard missing.isEmpty else {
                return .notConfigured(.nodesMissing(missing))
            }
            return .ready
        } catch {
            return error.readiness(of: api.service.title)
        }
    }

    package func submit(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> RemoteWork {
        let workflow = try workflow(of: job)
        report(.progress(stage: "uploading", progress: 0))
        var values: [String: Any] = [:]
        let isPro = job.parameters["mode"] == GenerationTask.Mode.pro.rawValue
        (values["width"], values["height"]) = isPro ? (1280, 720) : (832, 480)
        if let text = job.parameters["text"] { values["text"] = text }
        for role in workflow.roles {
            values[role] = try await upload(try await desk.look(role, role, of: job), as: "\(job.taskID)-\(role)")
        }
        do {
            // An earlier attempt at the same task has the same name there.
            if case .failed = try await api.standing(of: job.taskID.rawValue) {
                try await api.forget(job.taskID.rawValue)
            }
            let prompt = workflow.filled(values, seed: Int.random(in: 0..<1 << 48))
            return try await api.queue(prompt, id: job.taskID.rawValue)
        } catch {
            guard case .lost = error else { throw error.error(of: api.service.title) }
            throw .uncertain(message: "ComfyUI may have taken the job: its answer was lost.", detail: error.detail)
        }
    }

    package func attach(
        _ job: EngineJob, to work: RemoteWork, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let news = ComfyNews(of: work.id, nodes: try workflow(of: job).nodes, at: api.service)
        let listening = Task { [follower] in
            await news.listen(as: job.taskID.rawValue) { progress, isOver in
                if let progress { report(.progress(stage: "rendering", progress: progress)) }
                if isOver { follower.hear(of: work) }
            }
        }
        defer { listening.cancel() }
        let end = try await follower.follow(
            work, expected: 120, report: report, fault: { $0.error(of: "ComfyUI") }
        ) { () async throws(ServiceFault) -> RemoteStanding<ComfyAPI.Standing> in
            switch try await api.standing(of: work.id) {
            case .queued(let ahead): .waiting(ahead: ahead)
            case .running: .running(stage: "rendering", progress: news.share)
            case let end: .ended(end)
            }
        }
        switch end {
        case .made(let files): return try await fetch(files, job, report)
        case .failed(let reason):
            let isMemory = reason.lowercased().contains("out of memory")
            throw .failed(
                code: isMemory ? "out_of_memory" : "service_failed",
                message: "ComfyUI could not do this: \(ServiceWords.readable(reason))", detail: reason)
        case .interrupted:
            throw .refused(code: "cancelled_by_service", message: "It was stopped at ComfyUI.")
        case .lost, .queued, .running:
            throw .failed(
                code: "service_failed", message: "ComfyUI was restarted and has lost the job.", detail: work.id)
        }
    }

    package func hear(of work: RemoteWork) { follower.hear(of: work) }

    package func find(
        _ job: EngineJob, handedOver moment: Timestamp, isTaken: @Sendable (RemoteWork) async throws -> Bool
    ) async throws(EngineError) -> RemoteWork? {
        let id = job.taskID.rawValue
        do {
            switch try await api.standing(of: id) {
            case .lost, .failed, .interrupted: return nil
            case .queued, .running, .made: return RemoteWork(id: id)
            }
        } catch {
            throw .uncertain(
                message: "ComfyUI may have taken the job, and cannot be asked now.", detail: error.detail)
        }
    }

    package func abandon(_ work: RemoteWork) async throws(EngineError) {
        do { try await api.cancel(work.id) } catch { throw error.error(of: api.service.title) }
    }

    private func upload(_ input: PreparedInput, as name: String) async throws(EngineError) -> String {
        do { return try await api.upload(input, as: name) } catch { throw error.error(of: api.service.title) }
    }

    private func workflow(of job: EngineJob) throws(EngineError) -> ComfyWorkflow {
        guard let workflow = workflows[job.kind] else {
            throw .unavailable(.workflowMissing(at: "ComfyUI"), detail: job.kind.rawValue)
        }
        return workflow
    }

    private func fetch(
        _ files: [ComfyAPI.Made], _ job: EngineJob, _ report: @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let endings = job.kind == .speech ? ["wav", "mp3", "flac", "ogg"] : ["mp4", "webm", "mov", "mkv"]
        func ending(_ file: ComfyAPI.Made) -> String { (file.name as NSString).pathExtension.lowercased() }
        let fitting = files.filter { endings.contains(ending($0)) }
        guard let file = fitting.first(where: { $0.type == "output" }) ?? fitting.first else {
            throw .failed(
                code: "result_unusable", message: "The workflow made no \(job.kind.product.rawValue).",
                detail: files.map(\.name).joined(separator: ", "))
        }
        report(.progress(stage: "fetching", progress: 0.99))
        let path = "\(job.outputDirectory)/result.\(ending(file))"
        let isAnimation = [.animateMove, .animateMix].contains(job.kind)
        let expectedMs = isAnimation ? try await desk.look("video", "video", of: job).facts.durationMs : nil
        try await results.fetch(
            api.address(of: file), isElsewhere: false, to: path, job.kind == .speech ? .audio : .video,
            expectedMs: expectedMs)
        return EngineOutput([job.kind.product: path])
    }
}
