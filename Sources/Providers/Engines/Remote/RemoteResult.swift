import Domain
import Foundation

/// Fetches what a service has made, and looks at it before it counts as made.
struct RemoteResult: Sendable {
    /// More is no result of ours: an hour at 8 Mbit/s.
    static let mostBytes: Int64 = 4 << 30
    /// A fetch that breaks off is repeated: the result is paid for.
    private static let tries = 4

    let service: RemoteService
    let probe: any MediaProbe
    /// What is paid for is not made again because its result is no good: a person decides.
    let isPaid: Bool

    /// - Parameters:
    ///   - url: where the service says it lies.
    ///   - isElsewhere: whether that is another host than the service's own, which must not see the key.
    ///   - expectedMs: how long it should be; nil when nobody can say.
    /// - Throws: ``EngineError/unavailable(message:detail:)`` when it can be fetched later,
    ///   another for what is no result.
    func fetch(
        _ url: String, isElsewhere: Bool, to path: String, _ kind: MediaFile.Kind, expectedMs: Int?
    ) async throws(EngineError) {
        try await fetchBytes(url, isElsewhere: isElsewhere, to: path)
        try await look(at: path, kind, expectedMs: expectedMs)
    }

    /// The same for what is no medium.
    func fetchBytes(_ url: String, isElsewhere: Bool, to path: String) async throws(EngineError) {
        guard try await download(url, isElsewhere: isElsewhere, to: path) > 0 else { throw unusable("0 bytes") }
    }

    /// - Throws: ``EngineError`` unless it is a medium of the kind and about as long as it
    ///   should be.
    func look(at path: String, _ kind: MediaFile.Kind, expectedMs: Int?) async throws(EngineError) {
        let facts: MediaFacts
        do {
            facts = try await probe.insistently(path)
        } catch {
            switch error {
            case .notMedia(let found): throw unusable(found)
            case .timedOut: throw unusable("it takes too long to read")
            // Not the service's fault: what it made is fetched and looked at later, and not made again.
            case .unavailable(let why):
                throw .unavailable(.resultUnseen, detail: why)
            }
        }
        guard facts.kind == kind else { throw unusable("\(facts.kind.rawValue) instead of \(kind.rawValue)") }
        // A service may round up to whole clips of its own; ten times as much is another thing.
        if let expectedMs, let made = facts.durationMs, made / 2 > expectedMs + 5000 {
            throw unusable("\(made) ms instead of about \(expectedMs) ms")
        }
    }

    private func download(_ url: String, isElsewhere: Bool, to path: String) async throws(EngineError) -> Int64 {
        var wait = Duration.milliseconds(250)
        for attempt in 1... {
            do throws(ServiceFault) {
                return try await service.fetch(
                    url, to: path, maxBytes: Self.mostBytes, isElsewhere: isElsewhere
                ).bytes
            } catch {
                guard error.isPassing else { throw gone(error) }
                guard attempt < Self.tries else {
                    throw .unavailable(.resultUnfetched(from: service.title), detail: error.detail)
                }
            }
            try? await Task.sleep(for: wait)
            if Task.isCancelled { throw .cancelled }
            wait = wait * 4
        }
        throw .cancelled
    }

    private func gone(_ fault: ServiceFault) -> EngineError {
        if isPaid, case .unkept(let why) = fault {
            // Such as a full disk: it lies there until there is room.
            return .unavailable(.resultUnkept, detail: why)
        }
        guard case .refusal(let refusal) = fault, [403, 404, 410].contains(refusal.status) else {
            return fault.error(of: service.title)
        }
        let message = "The result is no longer there at \(service.title)."
        return isPaid
            ? .refused(code: "result_expired", message: Message(message))
            : .failed(code: "result_expired", message: message, detail: fault.detail)
    }

    /// What was made is no result.
    func unusable(_ what: String) -> EngineError {
        let message = "\(service.title) made something that cannot be used."
        return isPaid
            ? .refused(code: "result_unusable", message: Message(message))
            : .failed(code: "result_unusable", message: message, detail: what)
    }
}
