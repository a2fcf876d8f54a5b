import Foundation
import Hummingbird
import Logging
import Sandbox
import Synchronization
import TestSupport
import Testing

/// Tokens with the verdicts of the vendors' own libraries, see `Tests/Fixtures/README.md`.
struct IdentityVectors: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let id_token: String
        let valid: Bool

        var testDescription: String { name }
    }

    struct Challenge: Decodable {
        let code_verifier: String
        let code_challenge_S256: String
    }

    struct AccessTokenHash: Decodable {
        let access_token: String
        let at_hash: String
    }

    let pkce: [Challenge]
    let at_hash: AccessTokenHash
    let google_client_id: String
    let google_id_token_cases: [Case]
    let firebase_project_id: String
    let firebase_id_token_cases: [Case]

    static let bytes = (try? Data(contentsOf: Repository.fixtures.appending(path: "oauth.json"))) ?? Data()

    static func read() throws -> IdentityVectors { try JSONDecoder().decode(Self.self, from: bytes) }

    /// One published document, e.g. `google_jwks`.
    static func document(_ name: String) throws -> Data {
        let all = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
        return try JSONSerialization.data(withJSONObject: all[name] ?? [:])
    }
}

/// Publishes what a test puts there, and counts how often it was fetched.
final class Publisher: StandIn {
    struct Answer: Sendable {
        var body: Data
        var cacheControl: String?
    }

    let name = "published"
    let title = "Published"
    let pages: [(title: String, path: String)] = []
    private let state: Mutex<(answer: Answer, count: Int)>

    init(_ answer: Answer) { state = Mutex((answer, 0)) }

    var count: Int { state.withLock { $0.count } }

    func publish(_ answer: Answer) { state.withLock { $0.answer = answer } }

    func register(on group: RouterGroup<BasicRequestContext>) {
        group.get("/keys") { _, _ in
            let answer = self.state.withLock { state in
                state.count += 1
                return state.answer
            }
            var response = Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
            if let control = answer.cacheControl { response.headers[.cacheControl] = control }
            return response
        }
    }
}
