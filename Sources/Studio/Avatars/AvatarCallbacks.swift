import Domain
import Foundation
import Storage

/// Tells the backend that ordered an avatar how its training has ended. It may be told twice, under the same id.
struct AvatarCallbacks: OutboxHandler {
    let kind = OutboxEntry.Kind.avatarCallback
    let store: Store
    let sender: any CallbackSender
    let signer: CallbackSigner
    let now: @Sendable () -> Timestamp

    var rules: OutboxRules { .callbacks }

    private struct Message: Encodable {
        struct Job: Encodable {
            struct Failure: Encodable {
                let code: String
                let message: String
            }

            let id: String
            let task_id: String
            let status: String
            let error: Failure?
            let archive_url: String?
        }

        let type: String
        let timestamp: String
        let data: Job
    }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        let found: (GenerationTask, TrainedModel, String)?
        do { found = try await order(of: entry) } catch { throw .failed("the job cannot be read: \(error)") }
        guard let (task, model, url) = found else { throw .refused("the job, or its call-back, is gone") }
        let moment = now()
        let body: [UInt8]
        do { body = try Self.body(task, model, at: moment) } catch { throw .refused("\(error)") }
        let headers = CallbackSecret.headers(
            entry.id, at: moment, body, signedWith: [signer.secret(of: task.accountID)])
        let status: Int
        do { status = try await sender.post(url, headers: headers, body: body) } catch { throw OutboxFailure(error) }
        if let failure = OutboxFailure(status: status) { throw failure }
    }

    private func order(of entry: OutboxEntry) async throws -> (GenerationTask, TrainedModel, String)? {
        guard let id = TaskID(rawValue: entry.subject), let task = try await store.task(id), task.status.isFinished,
            let url = task.inputs.options[GenerationTask.callbackOption],
            let model = try await store.model(trainedBy: id)
        else { return nil }
        return (task, model, url)
    }

    private static func body(_ task: GenerationTask, _ model: TrainedModel, at moment: Timestamp) throws -> [UInt8] {
        let isReady = task.status == .succeeded
        let status = isReady ? "completed" : task.status == .cancelled ? "cancelled" : "failed"
        let job = Message.Job(
            id: model.id.rawValue, task_id: task.id.rawValue, status: status,
            error: task.failure.map { .init(code: $0.code, message: $0.message) },
            archive_url: isReady ? "/api/v1/avatar-backend/jobs/\(model.id)/archive" : nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(
            try encoder.encode(Message(type: "avatar_job.\(status)", timestamp: moment.rfc3339, data: job)))
    }
}
