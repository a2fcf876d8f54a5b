import Domain
import Foundation
import Outbound

/// The calls of a Ray head's Jobs API, version 4, as Ray 2.60 answers them.
struct RayAPI: Sendable {
    let service: RemoteService

    /// - Parameters:
    ///   - base: of the dashboard: `http://127.0.0.1:8265`.
    ///   - token: of a cluster with `RAY_AUTH_MODE=token`.
    init(base: String, token: String?, web: WebClient) {
        service = RemoteService(
            title: "Ray", base: base, share: "ray", web: web, signer: token.map { Bearer($0) }, timeout: .seconds(30))
    }

    // MARK: Answers

    struct Job: Decodable {
        let status: String?
        let error_type: String?
        let message: String?
    }

    private struct Version: Decodable { let version: String }
    private struct Logs: Decodable { let logs: String }

    // MARK: Calls

    func check() async throws(ServiceFault) {
        _ = try await service.answer(to: service.request("GET", "/api/version"), as: Version.self)
    }

    /// Submitting the same id again changes nothing.
    /// - Parameter body: with a `submission_id`.
    func submit(_ body: [String: Any]) async throws(ServiceFault) {
        let data: Data
        do { data = try JSONSerialization.data(withJSONObject: body, options: [.sortedKeys]) } catch {
            throw .unsent("\(error)")
        }
        do throws(ServiceFault) {
            _ = try await service.answer(to: service.order("/api/jobs/", json: data))
        } catch {
            // A status of 500, and no code: only the text tells.
            guard case .refusal(let refusal) = error, refusal.message.contains("already exists") else { throw error }
        }
    }

    /// Nil for a job that the cluster does not have.
    func job(_ id: String) async throws(ServiceFault) -> Job? {
        do throws(ServiceFault) {
            return try await service.answer(to: service.request("GET", Self.path(id)), as: Job.self)
        } catch {
            guard case .refusal(let refusal) = error, refusal.status == 404 else { throw error }
            return nil
        }
    }

    /// All that the job has written so far, with Ray's own words before it.
    func logs(of id: String) async throws(ServiceFault) -> String {
        var request = service.request("GET", Self.path(id) + "/logs")
        request.limits = WebLimits(total: .seconds(60), answerBytes: 32 << 20)
        return try await service.answer(to: request, as: Logs.self).logs
    }

    func stop(_ id: String) async throws(ServiceFault) {
        _ = try await service.answer(to: service.request("POST", Self.path(id) + "/stop"))
    }

    private static func path(_ id: String) -> String { "/api/jobs/\(RemoteService.pathPart(id))" }
}
