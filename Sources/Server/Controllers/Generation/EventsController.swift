import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Studio
import Synchronization

/// `/events` and `/tasks/{id}/events`: live progress as server-sent events.
struct EventsController: Controller {
    private let tasks: Tasks
    private let addresses: MediaAddresses
    private let limits: ServerLimits
    private let streams = OpenStreams()

    init(_ edge: Edge) { (tasks, addresses, limits) = (edge.house.tasks, edge.addresses, edge.limits) }

    var operations: [Operation] {
        let resume = Operation.Parameter.header("Last-Event-ID", "Resume after this event.")
        let names = "Events with increasing ids, whose data is JSON."
        func stream(_ description: String) -> Operation.Reply {
            let content = Operation.Content(type: "text/event-stream", schema: Self.event)
            return Operation.Reply(status: 200, description: description, content: content, headers: [:])
        }
        return [
            .scoped(
                .read, .get, "/events", "Follow all tasks", tag: "Generation", stream(names),
                handler: { try await follow($0, task: nil) }
            ).with(parameters: [resume]),
            .scoped(
                .read, .get, "/tasks/{id}/events", "Follow a task", tag: "Generation",
                stream(names + " The stream ends with the task."),
                handler: { call in try await follow(call, task: try call.visit.id("task")) }
            ).with(parameters: [resume]),
        ]
    }

    /// One event of a stream.
    private static let event = Schema.named(
        "Event",
        .object([
            Schema.Field("event", .choice(["progress", "status", "log", "pack", "order", "delivery", "notices"])),
            Schema.Field("id", .string()),
            Schema.Field("data", .string(), "`status` has the whole task."),
        ]))

    private func follow(_ call: Call, task: TaskID?) async throws -> Response {
        let caller = call.caller
        let account = caller.account.id
        let lastSeen = call.request.headers[.lastEventID].flatMap { UInt64($0) }
        let events = try await tasks.events(of: account, task: task, after: lastSeen, credential: caller.ending)
        guard streams.open(account, atMost: limits.eventStreams) else {
            throw ErrorBody(.rateLimited(retryAfter: .seconds(10)))
        }
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        headers[.accelBuffering] = "no"
        headers[.connection] = "close"
        let body = call.request.body
        let release = StreamRelease { [streams] in streams.close(account) }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                defer { release.now() }
                try await send(events, on: &writer, until: body, endsAt: caller.endsAt)
                try await writer.finish(nil)
            })
    }

    /// Writes events and heartbeats until the events end, the client leaves, what let it in ends, or the server shuts
    /// down.
    private func send(
        _ events: AsyncStream<TaskEvent>, on writer: inout any ResponseBodyWriter, until request: RequestBody,
        endsAt: Timestamp?
    ) async throws {
        // A client that falls this far behind is sent away; it comes back with the last id it has seen.
        let (frames, feed) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(128))
        let (addresses, heartbeat) = (addresses, limits.heartbeat)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events {
                    if case .dropped = feed.yield(Self.frame(event, addresses)) { break }
                }
                feed.finish()
            }
            if let endsAt {
                group.addTask {
                    try await Task.sleep(for: max(.zero, endsAt - .now()))
                    feed.finish()
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: heartbeat)
                    feed.yield(EventFrame.heartbeat)
                }
            }
            try await withGracefulShutdownHandler {
                try await request.consumeWithInboundCloseHandler { _ in
                    try await writer.write(EventFrame.opening)
                    for await frame in frames { try await writer.write(frame) }
                } onInboundClosed: {
                    feed.finish()
                }
            } onGracefulShutdown: {
                feed.finish()
            }
            group.cancelAll()
        }
    }

    private static func frame(_ event: TaskEvent, _ addresses: MediaAddresses) -> ByteBuffer {
        var json = JSONWriter()
        let name: String
        switch event.kind {
        case .progress(let stage, let progress, let etaSeconds):
            name = "progress"
            ProgressBody(taskID: event.taskID, stage: stage, progress: progress, etaSeconds: etaSeconds)
                .write(to: &json)
        case .status(let view):
            name = "status"
            TaskBody(view: view, addresses: addresses).write(to: &json)
        case .log(let message):
            name = "log"
            LogBody(taskID: event.taskID, message: message).write(to: &json)
        case .pack(let pack, let work):
            name = "pack"
            PackEventBody(pack: pack, work: work).write(to: &json)
        case .order(let order, let status):
            name = "order"
            OrderEventBody(order: order, status: status).write(to: &json)
        case .delivery(let delivery):
            name = "delivery"
            WebhookDeliveryBody(delivery: delivery).write(to: &json)
        case .notices:
            name = "notices"
            json.object { _ in }
        }
        return EventFrame.event(name, id: event.id, data: json)
    }
}

/// How many event streams each account has open.
private final class OpenStreams: Sendable {
    private let counts = Mutex<[AccountID: Int]>([:])

    func open(_ account: AccountID, atMost limit: Int) -> Bool {
        counts.withLock { counts in
            guard counts[account, default: 0] < limit else { return false }
            counts[account, default: 0] += 1
            return true
        }
    }

    func close(_ account: AccountID) {
        counts.withLock { counts in
            counts[account, default: 1] -= 1
            if counts[account] == 0 { counts[account] = nil }
        }
    }
}

/// Gives a stream's place back once: when it ends, or when its response was never written.
private final class StreamRelease: Sendable {
    private let release: Mutex<(@Sendable () -> Void)?>

    init(_ release: @escaping @Sendable () -> Void) { self.release = Mutex(release) }

    deinit { now() }

    func now() {
        let release = release.withLock { release in
            defer { release = nil }
            return release
        }
        release?()
    }
}
