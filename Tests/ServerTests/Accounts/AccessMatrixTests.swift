import Domain
import Studio
import TestSupport
import Testing

@testable import Server

/// Every route of the document against every kind of caller. Whoever adds a route is in here without a line of test.
struct AccessMatrixTests {
    /// Who makes a request.
    private enum Maker: String, CaseIterable {
        case nobody, member, admin, other, keyWithScope, keyWithoutScope, expiredKey, suspended, suspendedKey,
            forgedPage
    }

    private enum Expected: Equatable {
        /// Whatever the handler says, but no refusal of access.
        case admitted
        case status(Int)
        case skipped

        func holds(for status: Int) -> Bool {
            switch self {
            case .admitted: ![401, 403, 429, 500].contains(status)
            case .status(let wanted): status == wanted
            case .skipped: true
            }
        }
    }

    private struct Route {
        let method: String
        let path: String
        let access: String
        let isSafe: Bool

        /// Whether a caller who may call it has lost everything, or much of it, afterwards.
        var takesAll: Bool { method == "DELETE" && ["/users/account", "/shares"].contains { path.hasSuffix($0) } }

        /// The path with the id, and with a name that nothing has for every other parameter.
        func address(_ id: String) -> String {
            path.split(separator: "/").map { part in
                part.hasPrefix("{") ? (part == "{id}" ? id : "nothing") : String(part)
            }.reduce(into: "") { $0 += "/" + $1 }
        }

        func expected(for maker: Maker, isOwned: Bool) -> Expected {
            if access == "anyone" { return maker == .nobody || maker == .expiredKey ? .admitted : .skipped }
            switch maker {
            case .nobody, .expiredKey, .suspended: return .status(401)
            case .suspendedKey: return .status(403)
            case .member: return access == "admin" ? .status(403) : .admitted
            case .admin: return .admitted
            case .other: return isOwned && access != "admin" ? .status(404) : .skipped
            case .keyWithScope: return access == "session" ? .status(403) : .admitted
            case .keyWithoutScope: return .status(403)
            case .forgedPage: return isSafe ? .skipped : .status(403)
            }
        }
    }

    @Test func `lets everybody do what the document says and nothing more`() async throws {
        try await TestHouse.with(
            billing: .on, mirrors: [MirrorPort(MemoryMirror(), rule: .everything)],
            change: { $0.publicURL = "https://\(AccessCast.site)" }
        ) { house in
            let cast = try await AccessCast(house)
            let document = try await house.http.get("/openapi.json").json
            let routes = try Self.routes(in: document)
            var requests = 0

            for route in routes {
                for maker in Maker.allCases {
                    let ownID = cast.id(for: route.path)
                    let expected = route.expected(for: maker, isOwned: ownID != nil && route.path.contains("{id}"))
                    guard expected != .skipped else { continue }
                    let id = maker == .other ? ownID ?? "0" : "0"
                    let credential = try await credential(of: maker, for: route, cast)
                    let status = try await cast.status(
                        route.method, route.address(id), credential, isSafe: route.isSafe)
                    requests += 1
                    #expect(
                        expected.holds(for: status),
                        "\(maker) \(route.method) \(route.path) (\(route.access)): \(status), not \(expected)")
                }
            }

            print(
                "access matrix: \(routes.count) routes, \(Maker.allCases.count) kinds of callers, \(requests) requests")
            #expect(routes.count >= 60)
            try await cast.checkNothingIsLost()
        }
    }

    private static func routes(in document: JSONTree) throws -> [Route] {
        let known = Set(["anyone", "link", "session"] + Scope.allCases.map(\.rawValue))
        return try (document["paths"].object ?? [:]).sorted { $0.key < $1.key }.flatMap { path, operations in
            try (operations.object ?? [:]).sorted { $0.key < $1.key }.map { method, operation in
                let access = try #require(
                    operation["x-greenroom-access"].string, "\(method) \(path) does not say who may call it")
                #expect(known.contains(access), "\(method) \(path): \(access)")
                return Route(
                    method: method.uppercased(), path: path, access: access,
                    isSafe: ["get", "head", "options"].contains(method))
            }
        }
    }

    private func credential(
        of maker: Maker, for route: Route, _ cast: AccessCast
    ) async throws -> [String: String] {
        let scope = route.access == "link" ? Scope.read : Scope(rawValue: route.access)
        switch maker {
        case .nobody: return [:]
        case .member where route.takesAll, .admin where route.takesAll: return try await cast.leaver()
        case .member, .other: return try await cast.signedIn("lee@example.org")
        case .admin: return try await cast.signedIn("kim@example.org")
        case .keyWithScope: return ["X-API-Key": cast.keys[scope] ?? cast.allKey]
        case .keyWithoutScope: return ["X-API-Key": cast.keysWithout[scope] ?? cast.allKey]
        case .expiredKey: return ["X-API-Key": cast.expiredKey]
        case .suspended: return ["Authorization": "Bearer \(cast.suspendedToken)"]
        case .suspendedKey: return ["X-API-Key": cast.suspendedKey]
        case .forgedPage: return try await cast.browser("lee@example.org")
        }
    }
}
