import Domain
import TestSupport
import Testing

@testable import Server

struct AccessTests {
    private func caller(_ credential: Caller.Credential, _ role: Account.Role = .member) -> Caller {
        var account = Account.sample()
        account.role = role
        return Caller(account: account, credential: credential)
    }

    private func key(_ scopes: Set<Scope>, _ role: Account.Role = .member) -> Caller { caller(.key(scopes), role) }

    private func missing(_ access: Access, _ caller: Caller) -> String? {
        do {
            try access.admit(caller)
            return nil
        } catch {
            #expect(error.status == .forbidden && error.code == "FORBIDDEN")
            return error.details["needed"]
        }
    }

    @Test(arguments: Scope.allCases.filter { $0 != .admin })
    func `a key does what its scope says and nothing else`(scope: Scope) {
        let others = Set(Scope.allCases).subtracting([scope])

        #expect(missing(.scope(scope), key([scope])) == nil)
        #expect(missing(.scope(scope), key(others)) == scope.rawValue)
        #expect(missing(.scope(scope), caller(.session(sampleIDs.next()))) == nil)
        #expect(missing(.session, key(Set(Scope.allCases), .admin)) == "session")
    }

    @Test func `only an administrator's session or key rules`() {
        #expect(missing(.admin, caller(.session(sampleIDs.next()))) == "admin")
        #expect(missing(.admin, caller(.session(sampleIDs.next()), .admin)) == nil)
        #expect(missing(.admin, key([.admin], .admin)) == nil)
        #expect(missing(.admin, key([.admin])) == "admin")
        #expect(missing(.admin, key([.read, .models], .admin)) == "admin")
    }

    @Test func `a key that reads needs no signed address`() {
        #expect(missing(.link, key([.read])) == nil)
        #expect(missing(.link, key([.files])) == "read")
    }

    @Test func `the document tells who may call each route`() async throws {
        try await TestHouse.with { house in
            let paths = try await house.http.get("/openapi.json").json["paths"].object ?? [:]
            let known = Set(["anyone", "link", "session"] + Scope.allCases.map(\.rawValue))
            for (path, operations) in paths {
                for (method, operation) in operations.object ?? [:] {
                    let access = operation["x-greenroom-access"].string ?? ""
                    #expect(known.contains(access), "\(method) \(path): \(access)")
                    let takesKeys = operation["security"].array.contains { $0.object?["key"] != nil }
                    #expect(takesKeys == !["anyone", "session"].contains(access), "\(method) \(path)")
                }
            }
            #expect(paths["/api/v1/auth/sessions"]?["get"]["x-greenroom-access"].string == "session")
            #expect(paths["/api/v1/consents/{id}/waiver"]?["post"]["x-greenroom-access"].string == "admin")
        }
    }
}
