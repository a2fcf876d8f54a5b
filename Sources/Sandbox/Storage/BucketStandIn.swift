import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTPTypes
import Synchronization

/// S3 and Aliyun OSS as they look from a server, on a port of their own: paths begin with the bucket's name. Signatures are
/// checked, and so are the sums that a client sends.
package final class BucketStandIn: Sendable {
    package static let accessKey = "GREENROOMSANDBOXKEY"
    package static let secretKey = "greenroom-sandbox-secret"
    package static let sessionToken = "greenroom-sandbox-token"
    package static let expiredToken = "greenroom-expired-token"
    /// There from the beginning; others are made by `PUT /NAME`.
    package static let bucket = "greenroom"

    package let port: Int
    private let shelf: BucketShelf
    private let mood: Mood
    private let serving: Task<Void, any Error>

    private final class Mood: Sendable {
        let value = Mutex(BucketMood())
        /// Requests that were answered, moods apart.
        let answered = Mutex<[String]>([])
    }

    package static func open(port: Int = 0, logger: Logger) async throws -> BucketStandIn {
        let (shelf, mood) = (try BucketShelf(), Mood())
        let router = Router(context: BucketContext.self)
        for method: HTTPRequest.Method in [.get, .head, .put, .post, .delete, .options] {
            for path in ["/", "/**"] {
                router.on(RouterPath(path), method: method) { request, context in
                    // As S3 does; some clients wait a second for it before they send.
                    if request.headers[.expect]?.lowercased() == "100-continue" {
                        try await context.channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
                    }
                    return await BucketCORS(request).answer { await Self.answer(request, shelf, mood) }
                }
            }
        }
        let (ports, bound) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in bound.yield(channel.localAddress?.port ?? port) }, logger: logger)
        let serving = Task {
            defer { bound.finish() }
            try await application.run()
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await serving.value
            throw CancellationError()
        }
        return BucketStandIn(port: port, shelf: shelf, mood: mood, serving: serving)
    }

    private init(port: Int, shelf: BucketShelf, mood: Mood, serving: Task<Void, any Error>) {
        (self.port, self.shelf, self.mood, self.serving) = (port, shelf, mood, serving)
    }

    deinit { serving.cancel() }

    /// `http://127.0.0.1:PORT`, for clients that name the bucket in the path.
    package var address: String { "http://127.0.0.1:\(port)" }

    package func set(_ new: BucketMood) { mood.value.withLock { $0 = new } }

    /// What came, as `PUT /greenroom/key`, without what a mood answered.
    package var requests: [String] { mood.answered.withLock { $0 } }

    /// Sizes by key.
    package var objects: [String: Int] {
        Dictionary(
            uniqueKeysWithValues: shelf.places("\(Self.bucket)/").map {
                (String($0.0.dropFirst(Self.bucket.count + 1)), $0.1.sizeBytes)
            })
    }

    package func content(_ key: String) -> Data? {
        shelf.object("\(Self.bucket)/\(key)").flatMap { FileManager.default.contents(atPath: $0.path) }
    }

    /// Behind the back of whoever put it there.
    package func remove(_ key: String) { shelf.remove("\(Self.bucket)/\(key)") }

    /// The same for the bytes behind so many.
    package func cut(_ key: String, to sizeBytes: Int) { shelf.cut("\(Self.bucket)/\(key)", to: sizeBytes) }

    private static func answer(_ request: Request, _ shelf: BucketShelf, _ mood: Mood) async -> Response {
        let now = mood.value.withLock { $0 }
        let proof = BucketProof(request, now: Date().addingTimeInterval(now.ahead))
        if proof.path == "/_mood" {
            let new = BucketMood(proof.query)
            mood.value.withLock { $0 = new }
            return Response(status: .noContent)
        }
        if now.slowness > 0 { try? await Task.sleep(for: .milliseconds(now.slowness)) }
        if now.isDown || Double.random(in: 0..<1) < now.failing {
            return BucketAnswer.error(.serviceUnavailable, "SlowDown", "Please reduce your request rate.", .s3)
        }
        mood.answered.withLock { $0.append("\(proof.method) \(proof.path)") }
        var dialect = BucketProof.Dialect.s3
        do {
            dialect = try proof.check()
            return try await BucketAnswer(proof, dialect, shelf, now).to(request)
        } catch let refusal as BucketProof.Refusal {
            return BucketAnswer.error(refusal.status, refusal.code, refusal.message, dialect)
        } catch {
            return BucketAnswer.error(.internalServerError, "InternalError", "\(error)", dialect)
        }
    }
}

/// With the connection, to tell a client that its body may come.
private struct BucketContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
