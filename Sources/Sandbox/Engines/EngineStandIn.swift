import Foundation
import HTTPTypes
import Hummingbird

/// What stand-ins of engines have in common: jobs, what goes wrong with them, and a page to choose that.
package protocol EngineStandIn: StandIn {
    var jobs: JobTable { get }
}

extension EngineStandIn {
    package var pages: [(title: String, path: String)] { [("what goes wrong", "/mishaps")] }

    func registerMishaps(on group: RouterGroup<BasicRequestContext>) {
        group.get("/mishaps") { request, _ in mishapPage() }
        group.post("/mishaps") { request, _ -> Response in
            let form = try await request.form()
            guard let mishap = Mishap(rawValue: form["mishap"] ?? "") else {
                return Page.html(title, "<p>There is no such mishap.</p>", status: .badRequest)
            }
            jobs.play(mishap, seconds: form["seconds"].flatMap { Double($0) } ?? 0)
            return mishapPage()
        }
    }

    private func mishapPage() -> Response {
        let rows = jobs.jobs.suffix(20).map { "<li>\(Page.escaped($0.id)): \($0.state.rawValue)</li>" }
        let choices = Mishap.allCases.map { ($0.rawValue, $0.title) }
        let form = Page.choices(action: "/\(name)/mishaps", name: "mishap", choices, hidden: [("seconds", "0")])
        return Page.html(
            title,
            "<p>Playing: <b>\(jobs.mishap.title)</b>. Jobs taken: \(jobs.taken).</p>\(form)<ul>\(rows.joined())</ul>")
    }

    /// What goes wrong with every call alike; nil when nothing does.
    /// - Parameter refusal: in the service's own form.
    func mishap(_ refusal: (HTTPResponse.Status, _ what: Mishap) -> Response) -> Response? {
        switch jobs.mishap {
        case .html: Page.html("Gateway", "<p>Somebody will look after this.</p>")
        case .broken: refusal(.internalServerError, .broken)
        case .throttled: refusal(.tooManyRequests, .throttled)
        case .keyRefused: refusal(.unauthorized, .keyRefused)
        default: nil
        }
    }

    /// The file of a job that succeeded, as it is after what goes wrong with it.
    func result(
        of job: JobTable.Job, type: String, _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        guard let path = job.result, jobs.mishap != .expired else { return Response(status: .notFound) }
        switch jobs.mishap {
        case .empty: return Response(status: .ok, headers: [.contentType: type])
        case .text:
            return Response(
                status: .ok, headers: [.contentType: type],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "this is not a medium\n")))
        case .redirects where request.asked("again").isEmpty:
            let more = request.uri.description.contains("?") ? "&again=1" : "?again=1"
            return Response(status: .found, headers: [.location: request.base + request.uri.description + more])
        default: break
        }
        if jobs.happens(.breaksOff) { return Self.broken(after: 1000) }
        var response = Response(
            status: .ok, headers: [.contentType: type], body: try await FileIO().loadFile(path: path, context: context))
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// An answer that never comes whole: the connection ends within it.
    static func broken(after bytes: Int = 0) -> Response {
        Response(
            status: .ok,
            body: ResponseBody(contentLength: bytes + 1000) { writer in
                if bytes > 0 { try await writer.write(ByteBuffer(repeating: 0x20, count: bytes)) }
                throw BrokenOff()
            })
    }
}

private struct BrokenOff: Error {}

extension Request {
    /// Writes the body into a file.
    /// - Returns: false when it is longer than that.
    func save(to path: String, upTo longest: Int) async throws -> Bool {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { return false }
        defer { try? file.close() }
        var count = 0
        for try await chunk in body {
            count += chunk.readableBytes
            guard count <= longest else { return false }
            try file.write(contentsOf: Data(chunk.readableBytesView))
        }
        return true
    }

    /// The body as a JSON object; nil when it is none.
    func jsonObject(upTo longest: Int = 1 << 20) async throws -> [String: Any]? {
        let bytes = try await body.collect(upTo: longest)
        return try? JSONSerialization.jsonObject(with: Data(bytes.readableBytesView)) as? [String: Any]
    }

    var bearer: String? {
        guard let value = headers[.authorization], value.hasPrefix("Bearer ") else { return nil }
        return String(value.dropFirst("Bearer ".count))
    }

    /// The media type, without its parameters.
    var mediaType: String {
        (headers[.contentType] ?? "").split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
            ?? ""
    }
}
