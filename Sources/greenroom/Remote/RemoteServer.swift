import Foundation
import Outbound

/// A Greenroom server as its API shows it.
struct RemoteServer: Sendable {
    /// Without a slash at its end.
    let address: String
    /// What lets in: `X-API-Key` or `Authorization`; empty for whoever is not signed in yet.
    private let credential: [String: String]
    private let web: WebClient

    private init(address: String, credential: [String: String]) {
        self.address = address
        self.credential = credential
        // Whoever runs this names the server: it may be on this machine, or in a private network.
        web = WebClient(policy: .online).naming([address], as: "server").limited(to: WebLimits(total: .seconds(120)))
    }

    init(address: String) { self.init(address: address, credential: [:]) }

    func using(key: String) -> RemoteServer { RemoteServer(address: address, credential: ["X-API-Key": key]) }

    func using(token: String) -> RemoteServer {
        RemoteServer(address: address, credential: ["Authorization": "Bearer \(token)"])
    }

    /// The address as it is kept, from what somebody typed.
    /// - Throws: ``CommandFailure``.
    static func address(_ text: String) throws -> String {
        let full = text.contains("://") ? text : "https://" + text
        guard let parts = URLComponents(string: full), ["http", "https"].contains(parts.scheme?.lowercased()),
            let host = parts.host, !host.isEmpty, parts.user == nil, parts.query == nil, parts.fragment == nil,
            ["", "/"].contains(parts.path)
        else {
            throw CommandFailure(
                "\(text) is not the address of a server, such as https://studio.example.com.",
                exitCode: CommandFailure.usage)
        }
        let port = parts.port.map { ":\($0)" } ?? ""
        return "\((parts.scheme ?? "https").lowercased())://\(host.lowercased())\(port)"
    }

    /// An id as a part of a path.
    static func part(_ id: String) throws -> String {
        guard (1...64).contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), !id.contains("/") else {
            throw CommandFailure("\(id) is no id.", exitCode: CommandFailure.usage)
        }
        return id
    }

    /// - Parameter path: below `/api/v1`, or from the root as answers have it.
    /// - Throws: ``CommandFailure`` for an answer that is no success.
    func ask(
        _ method: String, _ path: String, _ body: [String: RemoteField]? = nil, headers: [String: String] = [:],
        within limit: Duration = .seconds(120)
    ) async throws -> RemoteAnswer {
        var request = WebRequest(method, url(path), headers: credential.merging(headers) { $1 })
        if let body {
            request.headers["Content-Type"] = "application/json"
            request.body = .bytes(try JSONEncoder().encode(body))
        }
        request.limits = WebLimits(total: limit, answerBytes: 64 << 20)
        return try await RemoteAnswer(send(request))
    }

    /// There is no answer, for now.
    struct Unreachable: Error {
        let failure: CommandFailure
    }

    /// For what is no JSON.
    /// - Throws: ``CommandFailure``.
    func send(_ request: WebRequest) async throws -> WebResponse {
        do { return try await attempt(request) } catch let error as Unreachable { throw error.failure }
    }

    /// - Throws: ``Unreachable`` when trying again may help; ``CommandFailure``.
    func attempt(_ request: WebRequest) async throws -> WebResponse {
        do { return try await web.send(request) } catch {
            switch error {
            case .timedOut, .unreachable, .unsent: throw Unreachable(failure: unreachable(error))
            default: throw unreachable(error)
            }
        }
    }

    func request(_ method: String, _ path: String, headers: [String: String] = [:]) -> WebRequest {
        WebRequest(method, url(path), headers: credential.merging(headers) { $1 })
    }

    /// Writes the bytes of an address of the server into a new file.
    /// - Throws: ``CommandFailure``; there is no file then.
    func download(_ path: String, to file: String) async throws {
        var request = request("GET", path)
        var limits = WebLimits(total: .seconds(24 * 3600), answerBytes: 1 << 40)
        limits.idle = .seconds(60)
        request.limits = limits
        let draft = file + ".part"
        do {
            let download: WebDownload
            do { download = try await web.download(request, to: draft) } catch { throw unreachable(error) }
            guard download.head.isSuccess else {
                throw RemoteAnswer.failure(status: download.head.status, body: download.refusal)
            }
            guard rename(draft, file) == 0 else {
                throw CommandFailure("\(file) cannot be written: \(String(cString: strerror(errno))).")
            }
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// The events of a stream, from after an event on.
    func events(_ path: String, after: String?) async throws -> ServerSentEvents {
        var request = request("GET", path, headers: after.map { ["Last-Event-ID": $0] } ?? [:])
        var limits = WebLimits(total: .seconds(7 * 24 * 3600), answerBytes: 1 << 30)
        limits.idle = .seconds(60)
        request.limits = limits
        let lines: WebLines
        do { lines = try await web.lines(request) } catch { throw unreachable(error) }
        guard lines.head.isSuccess else {
            throw RemoteAnswer.failure(status: lines.head.status, body: lines.refusal)
        }
        return ServerSentEvents(lines)
    }

    private func url(_ path: String) -> String {
        path.hasPrefix("http://") || path.hasPrefix("https://")
            ? path : address + (path.hasPrefix("/api/") ? path : "/api/v1" + path)
    }

    private func unreachable(_ error: WebError) -> CommandFailure {
        switch error {
        case .cancelled: CommandFailure("Interrupted.", exitCode: CommandFailure.interrupted)
        case .timedOut: CommandFailure("\(address) takes too long to answer.")
        case .unreachable(let reason), .unsent(let reason): CommandFailure("\(address) cannot be reached: \(reason).")
        case .storageFull: CommandFailure("The disk is full.")
        case .invalid(let reason): CommandFailure("The request cannot be sent: \(reason).")
        case .forbiddenAddress, .refused, .tooLarge, .tooManyRedirects, .busy:
            CommandFailure("\(address) cannot be used: \(error).")
        }
    }
}

/// A value of a request's body.
enum RemoteField: Codable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, Sendable {
    case text(String)
    case flag(Bool)
    case number(Double)
    case list([String])
    case items([RemoteField])
    case object([String: RemoteField])
    case null

    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .flag(value) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let items = try? container.decode([RemoteField].self) {
            self = .items(items)
        } else {
            self = .object(try container.decode([String: RemoteField].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .flag(let flag): try container.encode(flag)
        case .number(let number): try container.encode(number)
        case .list(let list): try container.encode(list)
        case .items(let items): try container.encode(items)
        case .object(let fields): try container.encode(fields)
        case .null: try container.encodeNil()
        }
    }
}
