import Domain
import HTTPTypes
import Hummingbird
import ServiceLifecycle
import Studio

/// Asks for generation: animations, talking videos and speech, each with its estimate.
struct GenerationController {
    let tasks: Tasks
    let addresses: MediaAddresses
    let limits: ServerLimits

    var operations: [Operation] {
        let move = queueing(AnimationRequest.self, "/videos/animate-move", "Animate a picture by a clip") {
            try $0.submission(.animateMove)
        }
        let mix = queueing(AnimationRequest.self, "/videos/animate-mix", "Put a character into a clip") {
            try $0.submission(.animateMix)
        }
        return [move, move.at("/tasks/animate-move"), mix, mix.at("/tasks/animate-mix")] + [
            estimating(AnimationRequest.self, "/videos/animate-move/estimate") { try $0.submission(.animateMove) },
            estimating(AnimationRequest.self, "/videos/animate-mix/estimate") { try $0.submission(.animateMix) },
            queueing(TalkRequest.self, "/generate", "Make a presenter speak") { try $0.submission() },
            estimating(TalkRequest.self, "/generate/estimate") { try $0.submission() },
            queueing(SpeechRequest.self, "/generate/speech", "Speak a text") { try $0.submission() },
            estimating(SpeechRequest.self, "/generate/speech/estimate") { try $0.submission() },
        ]
    }

    private func queueing<Body: GenerationRequest>(
        _ type: Body.Type, _ path: String, _ summary: String,
        _ submission: @escaping @Sendable (Body) throws -> Tasks.Submission
    ) -> Operation {
        Operation.scoped(
            .tasks, .post, path, summary, tag: "Generation",
            .data(TaskBody.schema, "The task; with `Prefer: wait` as far as it has come by then.", status: 202),
            handler: { call in
                var wanted = try submission(try await call.visit.json(type, limits))
                if call.caller.account.visibleMark { wanted.options["visible_mark"] = "true" }
                let view = try await tasks.submit(wanted, account: call.caller.account.id)
                return try await answer(to: call, with: view)
            }
        ).with(
            parameters: [Operation.Parameter.header("Prefer", "`wait=30` answers when the task ends, or after 30 s.")],
            body: .json(type.schema), replaysByKey: true)
    }

    private func estimating<Body: GenerationRequest>(
        _ type: Body.Type, _ path: String,
        _ submission: @escaping @Sendable (Body) throws -> Tasks.Submission
    ) -> Operation {
        Operation.scoped(
            .tasks, .post, path, "Check and estimate without queueing", tag: "Generation",
            .data(EstimateBody.schema, "What it would cost and take."),
            handler: { call in
                let wanted = try submission(try await call.visit.json(type, limits))
                let estimate = try await tasks.estimate(wanted, account: call.caller.account.id)
                return Answer.data(EstimateBody(estimate: estimate))
            }
        ).with(body: .json(type.schema))
    }

    private func answer(to call: Call, with view: TaskView) async throws -> Response {
        var view = view
        var headers = HTTPFields()
        if let wait = Preference.wait(call.request.headers, atMost: limits.wait) {
            headers[.preferenceApplied] = "wait=\(wait.components.seconds)"
            let (id, account) = (view.task.id, view.task.accountID)
            // A server that shuts down answers with the task as it is now.
            let later = try? await cancelWhenGracefulShutdown {
                try await tasks.wait(for: id, account: account, upTo: wait)
            }
            view = later ?? view
        }
        headers[.location] = "/api/v1/tasks/\(view.task.id.rawValue)"
        return Answer.data(TaskBody(view: view, addresses: addresses), status: .accepted, headers: headers)
    }
}

/// What work would cost and take.
struct EstimateBody: JSONValue {
    let estimate: EngineEstimate

    static let schema = Schema.named(
        "Estimate",
        .object([
            Schema.Field("credits", .integer), Schema.Field("seconds", .number),
            Schema.Field("frames", .nullable(.integer)), Schema.Field("warnings", .array(.string())),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("credits", 0)
            json.field("seconds", estimate.seconds)
            json.field("frames", estimate.frames)
            json.field("warnings", estimate.warnings)
        }
    }
}
