import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Studio

/// Asks for generation: animations, talking videos, films and speech, each with its estimate.
struct GenerationController: Controller {
    private let tasks: Tasks
    private let addresses: MediaAddresses
    private let limits: ServerLimits

    init(_ edge: Edge) { (tasks, addresses, limits) = (edge.house.tasks, edge.addresses, edge.limits) }

    var operations: [Operation] {
        let move = queueing(AnimationRequest.self, "/videos/animate-move", "Animate an image with a clip's motion") {
            $0.submission(.animateMove)
        }
        let mix = queueing(AnimationRequest.self, "/videos/animate-mix", "Replace a clip's character by an image") {
            $0.submission(.animateMix)
        }
        return [move, move.at("/tasks/animate-move"), mix, mix.at("/tasks/animate-mix")] + [
            estimating(AnimationRequest.self, "/videos/animate-move/estimate") { $0.submission(.animateMove) },
            estimating(AnimationRequest.self, "/videos/animate-mix/estimate") { $0.submission(.animateMix) },
            previewing("/videos/animate-move/preview") { $0.submission(.animateMove) },
            previewing("/videos/animate-mix/preview") { $0.submission(.animateMix) },
            queueing(TalkRequest.self, "/generate", "Make a talking video") { $0.submission },
            estimating(TalkRequest.self, "/generate/estimate") { $0.submission },
            queueing(SpeechRequest.self, "/generate/speech", "Turn text into speech") { $0.submission },
            estimating(SpeechRequest.self, "/generate/speech/estimate") { $0.submission },
            queueing(FilmRequest.self, "/generate/film", "Make a film of several scenes", isFetched: \.film.isFetched) {
                [tasks] request, account in
                var film = request.film
                film.isVisiblyMarked = account.visibleMark
                return try await tasks.submit(film, account: account.id)
            },
            estimating(FilmRequest.self, "/generate/film/estimate") { [tasks] request, account in
                var film = request.film
                film.isVisiblyMarked = account.visibleMark
                return try await tasks.estimate(film, account: account.id)
            },
        ]
    }

    private func queueing<Body: InputBody>(
        _ type: Body.Type, _ path: String, _ summary: String,
        _ submission: @escaping @Sendable (Body) -> Tasks.Submission
    ) -> Operation {
        queueing(type, path, summary, isFetched: { submission($0).isFetched }) { [tasks] request, account in
            var wanted = submission(request)
            if account.visibleMark { wanted.options["visible_mark"] = "true" }
            return try await tasks.submit(wanted, account: account.id)
        }
    }

    /// - Parameter isFetched: whether an input lies outside.
    private func queueing<Body: InputBody>(
        _ type: Body.Type, _ path: String, _ summary: String, isFetched: @escaping @Sendable (Body) -> Bool,
        _ submit: @escaping @Sendable (Body, Account) async throws -> TaskView
    ) -> Operation {
        Operation.scoped(
            .tasks, .post, path, summary, tag: "Generation",
            .data(TaskBody.self, "The queued task; with `Prefer: wait`, as it is when the wait ends.", status: 202),
            handler: { call in
                let request = try await call.visit.json(type, limits)
                let account = call.caller.account
                // Only what is fetched from elsewhere takes long enough for a client to leave meanwhile.
                let view =
                    isFetched(request)
                    ? try await call.visit.whileClientWaits { try await submit(request, account) }
                    : try await submit(request, account)
                return try await answer(to: call, with: view)
            }
        ).with(
            parameters: [Operation.Parameter.header("Prefer", "`wait=30` waits up to 30 seconds for the task to end.")],
            body: .json(type.schema), refusals: Self.refusals, replaysByKey: true)
    }

    private func estimating<Body: InputBody>(
        _ type: Body.Type, _ path: String,
        _ submission: @escaping @Sendable (Body) -> Tasks.Submission
    ) -> Operation {
        estimating(type, path) { [tasks] request, account in
            try await tasks.estimate(submission(request), account: account.id)
        }
    }

    private func estimating<Body: InputBody>(
        _ type: Body.Type, _ path: String,
        _ estimate: @escaping @Sendable (Body, Account) async throws -> WorkEstimate
    ) -> Operation {
        Operation.scoped(
            .tasks, .post, path, "Check the inputs and estimate the work", tag: "Generation",
            .data(EstimateBody.self, "What it would cost and take. Nothing is queued."),
            handler: { call in
                let request = try await call.visit.json(type, limits)
                let account = call.caller.account
                let work = try await call.visit.whileClientWaits { try await estimate(request, account) }
                return Answer.data(EstimateBody(estimate: work))
            }
        ).with(body: .json(type.schema), refusals: Self.refusals)
    }

    private func previewing(
        _ path: String, _ submission: @escaping @Sendable (AnimationRequest) -> Tasks.Submission
    ) -> Operation {
        Operation.scoped(
            .tasks, .post, path, "Show the first second before the work", tag: "Generation",
            .bytes(
                "image/jpeg",
                "Moments of the clip with what is tracked in them, and what comes of each below. Nothing is queued."),
            handler: { [tasks] call in
                let wanted = submission(try await call.visit.json(AnimationRequest.self, limits))
                let account = call.caller.account.id
                let picture = try await call.visit.whileClientWaits {
                    try await tasks.preview(wanted, account: account)
                }
                return Response(
                    status: .ok, headers: [.contentType: "image/jpeg", .cacheControl: "no-store"],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: picture)))
            }
        ).with(body: .json(AnimationRequest.schema), refusals: Self.refusals)
    }

    /// No credits, a file that is not there, an outside address while offline, one that fails or takes too long.
    static let refusals: Set<Int> = [402, 404, 409, 502, 504]

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
