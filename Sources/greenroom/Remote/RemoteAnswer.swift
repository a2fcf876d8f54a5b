import Foundation
import Outbound

/// What a server answered with success.
struct RemoteAnswer: Sendable {
    private struct Envelope<Value: Decodable>: Decodable { let data: Value }

    private struct Refusal: Decodable {
        struct Reason: Decodable {
            let code: String
            let message: String
        }

        let error: Reason
    }

    private let body: Data

    /// - Throws: ``CommandFailure`` with the server's own words for an answer that is no success.
    init(_ response: WebResponse) throws {
        guard (200..<300).contains(response.status) else {
            throw Self.failure(status: response.status, body: response.body)
        }
        body = response.body
    }

    /// What is wrong with the input has an exit code of its own, as when the work is done here.
    static func failure(status: Int, body: Data) -> CommandFailure {
        let reason = (try? JSONDecoder().decode(Refusal.self, from: body))?.error
        let exitCode = [413, 415, 422].contains(status) ? CommandFailure.refused : CommandFailure.failed
        if status == 401 {
            return CommandFailure("\(reason?.message ?? "The key is not valid.") Run: greenroom login")
        }
        return CommandFailure(reason?.message ?? "The server answered \(status).", exitCode: exitCode)
    }

    /// - Throws: ``CommandFailure`` for what is no answer of this program's.
    func data<Value: Decodable>(as type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do { return try decoder.decode(Envelope<Value>.self, from: body).data } catch {
            throw CommandFailure("The answer cannot be read: is that a Greenroom server, and of this version?")
        }
    }

    /// The `data` of the answer as one line of JSON.
    var json: String {
        guard let tree = try? JSONSerialization.jsonObject(with: body) as? [String: Any], let data = tree["data"],
            let text = try? JSONSerialization.data(
                withJSONObject: data, options: [.sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed])
        else { return "null\n" }
        return String(decoding: text, as: UTF8.self) + "\n"
    }
}
