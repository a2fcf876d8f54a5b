import NIOCore
import Testing

@testable import Server

struct EdgeTests {
    @Test(arguments: ["/api/v1/nothing", "/api/nothing", "/api", "/api/v1/tasks/x/y/z", "/missing.js"])
    func `answers 404 in the contract's shape`(_ path: String) async throws {
        try await TestHouse.with { house in
            let reply = try await house.http.get(path)

            #expect(reply.status == 404)
            #expect(reply.json["success"].bool == false)
            #expect(reply.errorCode == "NOT_FOUND")
            #expect(reply.headers["content-type"] == "application/json")
        }
    }

    @Test func `says which methods an address takes`() async throws {
        try await TestHouse.with { house in
            for path in ["/api/v1/auth/me", "/api/auth/me"] {
                let reply = try await house.http.send("PUT", path)
                #expect(reply.status == 405)
                #expect(reply.errorCode == "METHOD_NOT_ALLOWED")
                #expect(reply.headers["allow"] == "GET, HEAD")
            }
            #expect(try await house.http.send("POST", "/index.html").status == 405)
        }
    }

    @Test(arguments: ["PROPFIND", "FLY", "get", "M-SEARCH", "X'$%"])
    func `a method that nobody knows is told as such`(method: String) async throws {
        try await TestHouse.with { house in
            let reply = try await Wire.with(port: house.port) { wire in
                try await wire.send("\(method) /api/v1/auth/me HTTP/1.1\r\nHost: x\r\n\r\n")
                return try await wire.readReply()
            }

            #expect(reply?.status == 405 && reply?.errorCode == "METHOD_NOT_ALLOWED")
            #expect(reply?.headers["allow"]?.contains("GET") == true)
        }
    }

    /// A client that goes on with the connection would take a body for the next answer.
    @Test(arguments: [
        "/api/v1/uploads/none", "/api/v1/auth/me", "/api/v1/auth/login", "/api/v1/nothing", "/missing.js",
    ])
    func `HEAD has no body, refused or not`(path: String) async throws {
        try await TestHouse.with { house in
            let (refused, next) = try await Wire.with(port: house.port) { wire in
                try await wire.send("HEAD \(path) HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n\r\n")
                let refused = try await wire.readReply(isHead: true)
                try await wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
                return (refused, try await wire.readReply())
            }

            #expect(try #require(refused).status >= 400)
            #expect(next?.status == 200)
        }
    }

    @Test(arguments: [
        ("abc-123.X:y_z", true), ("", false), ("a b", false), (String(repeating: "a", count: 65), false),
        ("<script>", false),
    ])
    func `takes a sane request id over`(_ id: String, _ isTaken: Bool) async throws {
        try await TestHouse.with { house in
            let reply = try await house.http.get("/health/live", ["X-Request-Id": id])

            #expect((reply.headers["x-request-id"] == id) == isTaken)
            #expect(reply.headers["x-request-id"]?.isEmpty == false)
        }
    }

    @Test func `gives each request an id of its own`() async throws {
        try await TestHouse.with { house in
            let ids = [
                try await house.http.get("/health/live").headers["x-request-id"],
                try await house.http.get("/health/live").headers["x-request-id"],
            ]

            #expect(Set(ids).count == 2)
        }
    }

    @Test func `refuses a body that is too large without reading it`() async throws {
        try await TestHouse.with { house in
            let head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            let reply = try await Wire.with(port: house.port) { wire in
                try await wire.send(head + "Content-Length: 5000000000\r\n\r\n{")
                return try await wire.readReply()
            }
            #expect(reply?.status == 413)
            #expect(reply?.errorCode == "PAYLOAD_TOO_LARGE")
            #expect(reply?.headers["connection"] == "close")

            let chunked = try await Wire.with(port: house.port) { wire in
                try await wire.send(head + "Transfer-Encoding: chunked\r\n\r\n")
                let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
                for _ in 0..<17 { try await wire.send(chunk) }
                return try await wire.readReply()
            }
            #expect(chunked?.status == 413)
        }
    }

    @Test func `never asks for a body that it will refuse`() async throws {
        try await TestHouse.with { house in
            let reply = try await Wire.with(port: house.port) { wire in
                try await wire.send(
                    "POST /api/v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
                return Reply(head: String(decoding: try await wire.readToEnd(), as: UTF8.self))
            }

            #expect(reply.status == 401)
            #expect(reply.headers["connection"] == "close")
        }
    }

    @Test func `goes on with the connection after a refusal`() async throws {
        try await TestHouse.with { house in
            let statuses = try await Wire.with(port: house.port) { wire in
                var statuses: [Int?] = []
                for path in ["/api/v1/tasks", "/api/v1/none", "/health/live"] {
                    let body = path == "/health/live" ? "" : "Content-Length: 5\r\n"
                    try await wire.send(
                        "GET \(path) HTTP/1.1\r\nHost: x\r\n\(body)\r\n" + (body.isEmpty ? "" : "hello"))
                    statuses.append(try await wire.readReply()?.status)
                }
                return statuses
            }

            #expect(statuses == [401, 404, 200])
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: x\r\nX: " + String(repeating: "a", count: 40_000) + "\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "X: a\r\n", count: 200) + "\r\n",
    ])
    func `says that a head is too long, closes and goes on serving`(_ request: String) async throws {
        try await TestHouse.with { house in
            let text = try await Wire.with(port: house.port) { wire in
                try await wire.send(request)
                return String(decoding: try await wire.readToEnd(), as: UTF8.self)
            }
            let reply = Reply(head: text)
            #expect(reply.status == 431 && reply.headers["x-request-id"] != nil)
            #expect(text.contains(#""code":"HEADERS_TOO_LARGE""#))

            #expect(try await house.http.get("/health/live").status == 200)
        }
    }

    @Test(arguments: [
        "NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func `closes on what is not HTTP and goes on serving`(_ request: String) async throws {
        try await TestHouse.with { house in
            let bytes = try await Wire.with(port: house.port) { wire in
                try await wire.send(request)
                return try await wire.readToEnd()
            }
            let reply = Reply(head: String(decoding: bytes, as: UTF8.self))
            #expect([400, 405].contains(reply.status), "\(reply.status)")

            #expect(try await house.http.get("/health/live").status == 200)
        }
    }

    @Test func `closes a connection whose request never comes`() async throws {
        try await TestHouse.with(change: { $0.limits.connection.idle = .milliseconds(100) }) { house in
            let bytes = try await Wire.with(port: house.port) { wire in
                try await wire.send("GET /health/live HTTP/1.1\r\nHost: ")
                return try await wire.readToEnd()
            }

            #expect(bytes.isEmpty)
        }
    }

    @Test func `closes a connection whose body only trickles`() async throws {
        try await TestHouse.with(change: { $0.limits.connection.rateWindow = .milliseconds(100) }) { house in
            let bytes = try await Wire.with(port: house.port) { wire in
                try await wire.send(
                    "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{")
                return try await wire.readToEnd()
            }

            #expect(!String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `does not wait for ever for a client when it shuts down`() async throws {
        try await TestHouse.with(change: { $0.limits.shutdownGrace = .milliseconds(100) }) { house in
            let kim = try await house.http.signedUp()
            let file = try await kim.upload("VIDEO" + String(repeating: "x", count: 40 << 20))
            let url = file.data["url"].string ?? ""

            let count = try await Wire.with(port: house.port) { wire in
                try await wire.send("GET \(url) HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await wire.read(through: "\r\n\r\n")
                await house.shutDown()
                try await house.end()
                return try await wire.readToEnd().count
            }

            #expect(count < 40 << 20)
        }
    }

    @Test func `serves the web app and nothing beside it`() async throws {
        try await TestHouse.with { house in
            let page = try await house.http.get("/library/some")
            #expect(page.status == 200)
            #expect(page.text == "<!doctype html><title>app</title>")
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.headers["cache-control"] == "no-cache")
            let policy = page.headers["content-security-policy"] ?? ""
            #expect(policy.contains("script-src 'self'"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            for path in ["/docs", "/redoc"] {
                #expect(try await house.http.get(path).text == "<!doctype html><title>docs</title>")
            }
            let script = try await house.http.get("/app.js")
            #expect(script.headers["content-type"] == "text/javascript; charset=utf-8")
            let again = try await house.http.get("/app.js", ["If-None-Match": script.headers["etag"] ?? ""])
            #expect(again.status == 304)
            let head = try await house.http.send("HEAD", "/app.js")
            #expect(head.headers["content-length"] == String(script.body.count))
            for path in ["/.env", "/%2eenv", "/../secret.txt", "/..%2fsecret.txt", "/docs/../../secret.txt"] {
                let reply = try await house.http.get(path)
                #expect(reply.status == 404, "\(path)")
                #expect(!reply.text.contains("secret"))
            }
        }
    }

    @Test func `takes no cookie or token that is not its own`() async throws {
        try await TestHouse.with { house in
            for token in ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", String(repeating: "a", count: 9000)] {
                let reply = try await house.http.get("/api/v1/auth/me", ["Authorization": "Bearer \(token)"])
                #expect(reply.status == 401)
                let cookie = try await house.http.get("/api/v1/auth/me", ["Cookie": "greenroom_access=\(token)"])
                #expect(cookie.status == 401)
            }
        }
    }
}
