import Domain
import Foundation
import Outbound

/// Trains avatars through the HTTP API of a LiveTalking server that runs anyway. It has no way to hand an avatar out: its
/// folder has to be on a disk that this server sees, too. An avatar stays there until its model is deleted.
package struct LiveTalkingEngine: AttachableEngine, HealthReportingEngine {
    /// What it can train that way.
    package enum Model: String, CaseIterable, Sendable { case wav2lip, musetalk }

    package struct Settings: Sendable {
        /// Where its server listens unless told otherwise.
        package static let usual = "http://127.0.0.1:8010"

        package let base: String
        /// The folder of its repository.
        package let root: String
        package var model: Model
        package var pace: PollPace

        package init(base: String = usual, root: String, model: Model = .wav2lip, pace: PollPace = PollPace()) {
            self.base = base
            self.root = root
            self.model = model
            self.pace = pace
        }
    }

    package static let facts = EngineFacts(
        name: "livetalking", title: "LiveTalking server", kinds: [.avatarTraining],
        // It trains one after the other.
        needs: EngineNeeds(slots: 1, usesNetwork: true))

    package var facts: EngineFacts { Self.facts }
    private let settings: Settings
    private let api: LiveTalkingAPI
    private let exchange: (any JobExchange)?
    private let desk: InputDesk
    private let follower: RemoteFollower

    /// - Parameter exchange: by which it may say that there is news; nil when it cannot.
    package init(_ settings: Settings, exchange: (any JobExchange)?, web: WebClient, media: MediaTools) {
        self.settings = settings
        self.exchange = exchange
        api = LiveTalkingAPI(base: settings.base, web: web)
        desk = InputDesk(media: media)
        follower = RemoteFollower(title: api.service.title, pace: settings.pace)
    }

    package func health() async -> EngineReadiness {
        guard FileManager.default.fileExists(atPath: settings.root) else {
            return .notConfigured(.folderMissing(settings.root))
        }
        do {
            _ = try await api.tasks()
            return .ready
        } catch {
            return error.readiness(of: api.service.title)
        }
    }

    package func submit(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> RemoteWork {
        let clip = try await desk.prepare("video", "video", of: job, by: Self.rules)
        report(.progress(stage: "uploading", progress: 0))
        do {
            // One of its own for each attempt: what is left of an earlier one may still be ended.
            let id = "\(job.taskID)-\(UInt32.random(in: 0 ... .max))"
            return try await api.train(clip, model: settings.model, id: id, news: exchange?.callback(of: job))
        } catch {
            guard case .lost = error else { throw error.error(of: api.service.title) }
            throw .uncertain(message: "LiveTalking may have taken the job: its answer was lost.", detail: error.detail)
        }
    }

    package func attach(
        _ job: EngineJob, to work: RemoteWork, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let avatar = LiveTalkingAvatar(root: settings.root, id: work.id, model: settings.model)
        let end = try await follower.follow(
            work, expected: 300, report: report, fault: { $0.error(of: "LiveTalking") }
        ) { () async throws(ServiceFault) -> RemoteStanding<EngineError?> in
            Self.standing(try await api.standing(of: work.id))
        }
        if let error = end, !(error == Self.lost && avatar.isComplete) { throw error }
        report(.progress(stage: "finalizing", progress: 0.98))
        return EngineOutput([.archive: try await avatar.pack(into: job.outputDirectory)])
    }

    package func hear(of work: RemoteWork) { follower.hear(of: work) }

    package func find(
        _ job: EngineJob, handedOver moment: Timestamp, isTaken: @Sendable (RemoteWork) async throws -> Bool
    ) async throws(EngineError) -> RemoteWork? {
        do {
            for task in try await api.tasks() where task.status != "failed" {
                // What began before belongs to an earlier attempt; its clock is not ours.
                let isLater = task.start_time.map { $0 * 1000 >= Double(moment.milliseconds) - 5000 } ?? true
                guard isLater, let work = task.task_id.flatMap(RemoteWork.init),
                    work.id.hasPrefix("\(job.taskID)-"), try await !isTaken(work)
                else { continue }
                return work
            }
            return nil
        } catch {
            throw .uncertain(
                message: "LiveTalking may have taken the job, and cannot be asked now.", detail: "\(error)")
        }
    }

    package func abandon(_ work: RemoteWork) async throws(EngineError) {
        var isAtWork = false
        do {
            isAtWork = try await api.standing(of: work.id)?.status == "running"
            if !isAtWork { try await api.delete(work.id) }
        } catch {
            guard error.isRefusal else { throw error.error(of: api.service.title) }
        }
        guard !isAtWork else {
            throw .failed(
                code: "still_at_work", message: "LiveTalking cannot be stopped and is still at work.", detail: work.id)
        }
        LiveTalkingAvatar(root: settings.root, id: work.id, model: settings.model).remove()
    }

    /// Nil of one that is done.
    private static func standing(_ standing: LiveTalkingAPI.Standing?) -> RemoteStanding<EngineError?> {
        guard let standing else { return .ended(lost) }
        switch standing.status {
        case "pending": return .waiting(ahead: nil)
        case "completed": return .ended(nil)
        case "failed": return .ended(failure(standing.error_msg ?? ""))
        default:
            return .running(
                stage: "training", progress: standing.progress.map { min(max($0 / 100, 0), 1) * 0.97 })
        }
    }

    private static let lost = EngineError.failed(
        code: "service_failed", message: "LiveTalking was restarted and has lost the job.", detail: "task not found")

    private static func failure(_ words: String) -> EngineError {
        if words.contains("Face not detected") {
            return .refused(code: "no_face_in_clip", message: "No face was found in the clip.")
        }
        let isMemory = words.lowercased().contains("out of memory")
        return .failed(
            code: isMemory ? "out_of_memory" : "service_failed",
            message: "LiveTalking could not do this: \(ServiceWords.readable(words))", detail: words)
    }

    /// Its server takes bodies of up to 100 MB.
    private static let rules = InputRules(
        containers: ["mp4", "mov", "avi", "matroska", "webm"], mostBytes: 95 << 20, sides: 64...4096, mostAspect: 4)
}
