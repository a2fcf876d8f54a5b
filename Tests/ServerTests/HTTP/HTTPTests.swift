import Foundation
import Testing

import Studio
@testable import Server

/// What HTTP asks of a server, beside the API.
struct HTTPTests {
    private func answer(_ request: String, _ house: TestHouse) async throws -> Reply {
        let reply = try await Wire.with(port: house.port) { wire in
            try await wire.send(request)
            return try await wire.readReply()
        }
        return try #require(reply)
    }

    @Test(arguments: ["", "Host: a\r\nHost: b\r\n", "Host: a\r\nhost: a\r\n", "Host: a b\r\n"])
    func `takes a request of HTTP 1.1 with exactly one host`(_ hosts: String) async throws {
        try await TestHouse.with { house in
            let refused = try await answer("GET /health/live HTTP/1.1\r\n\(hosts)\r\n", house)

            #expect(refused.status == 400)
            #expect(refused.errorCode == "BAD_REQUEST")
            #expect(refused.json["error"]["details"]["field"].string == "Host")
            #expect(try await answer("GET /health/live HTTP/1.0\r\n\r\n", house).status == 200)
            #expect(try await answer("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", house).status == 200)
        }
    }

    @Test(arguments: ["PURGE", "PROPFIND", "QUERY", "TRACE"])
    func `answers a method it does not know with those it does`(_ method: String) async throws {
        try await TestHouse.with { house in
            for path in ["/api/v1/auth/me", "/", "/nothing.js"] {
                let reply = try await answer("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n", house)

                #expect(reply.status == 405, "\(path): \(reply.text)")
                #expect(reply.errorCode == "METHOD_NOT_ALLOWED")
                #expect(reply.headers["allow"]?.contains("GET") == true)
            }
        }
    }

    @Test(arguments: ["gzip", "br", "deflate, gzip"])
    func `refuses a body in an encoding it does not read`(_ encoding: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let login = #"{"email": "kim@example.org", "password": "correct horse"}"#
            let headers = ["Content-Encoding": encoding, "Tus-Resumable": "1.0.0", "Upload-Length": "5"]

            let refused = try await kim.post("/api/v1/auth/login", json: login, headers)
            #expect(refused.status == 415)
            #expect(refused.headers["accept-encoding"] == "identity")
            #expect(try await kim.send("POST", "/api/v1/files", headers, [1]).status == 415)
            let identity = try await kim.post("/api/v1/auth/login", json: login, ["Content-Encoding": "identity"])
            #expect(identity.status == 200)
        }
    }

    @Test func `reads a plus in a query as a blank`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            _ = try await kim.change("PUT", "/api/v1/users/profile", #"{"name": "Ada Love+lace"}"#)

            for query in ["Ada+Love%2Blace", "ada%20love%2blace"] {
                let found = try await kim.get("/api/v1/admin/users?query=\(query)").data["items"].array
                #expect(found.count == 1, "\(query)")
            }
            #expect(try await kim.get("/api/v1/admin/users?query=Ada%2BLove").data["items"].array.isEmpty)
        }
    }

    @Test(arguments: [
        ("tasks?status=", "status"), ("tasks?status=lost", "status"), ("tasks?kind=", "kind"),
        ("files?kind=text", "kind"), ("tasks?limit=", "limit"), ("tasks?limit=0x10", "limit"),
        ("tasks?limit=101", "limit"), ("tasks?cursor=a/b", "cursor"), ("files?cursor=nonsense", "cursor"),
        ("admin/users?role=", "role"), ("admin/users?query=", "query"), ("admin/audit?action=x", "action"),
        ("admin/audit?actor=a%20b", "actor"), ("files/x/content?download=2", "download"),
        ("files/x/thumbnail?w=0", "w"), ("files/x/content?signature=x&expires=soon", "expires"),
        ("auth/google/start?link=2", "link"),
    ])
    func `names a query parameter that has a value it does not take`(_ path: String, _ field: String) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let reply = try await kim.get("/api/v1/\(path)")

            #expect(reply.status == 422, "\(reply.text)")
            #expect(reply.json["error"]["details"]["field"].string == field)
        }
    }

    @Test func `takes the one word of a header and no other`() async throws {
        try await TestHouse.with { house in
            _ = try await house.http.signedUp()
            let login = #"{"email": "kim@example.org", "password": "correct horse"}"#
            for word in ["", "tokens"] {
                let reply = try await house.http.post("/api/v1/auth/login", json: login, ["X-Greenroom-Session": word])
                #expect(reply.status == 422, "\(reply.text)")
                #expect(reply.json["error"]["details"]["field"].string == "X-Greenroom-Session")
            }
        }
    }

    @Test(arguments: [#"{"email": "a@b.example", "password": "correct horse",}"#, #"{"scopes": ["read",]}"#])
    func `refuses a trailing comma`(_ body: String) async throws {
        try await TestHouse.with { house in
            let reply = try await house.http.post("/api/v1/auth/register", json: body)

            #expect(reply.status == 400)
            #expect(reply.errorCode == "BAD_REQUEST")
        }
    }

    @Test func `says that a page is lost`() async throws {
        try await TestHouse.with { house in
            for path in ["/nothing", "/library", "/library/a/b", "/signin/"] {
                let page = try await house.http.get(path, ["Accept": "text/html,*/*"])
                #expect(page.status == 404, "\(path)")
                #expect(page.text == "<!doctype html><title>app</title>")
                let other = try await house.http.get(path)
                #expect(other.status == 404, "\(path)")
                #expect(other.errorCode == "NOT_FOUND")
            }
            #expect(try await house.http.get("/library/a/").status == 200)
        }
    }

    @Test(arguments: [
        ("a=1&b=2", "b", "2"), ("a+b=c+d", "a b", "c d"), ("q=%2B+%20", "q", "+  "), ("q", "q", ""), ("q=", "q", ""),
        ("q=%zz%4", "q", "%zz%4"), ("q=%E7%AC%91", "q", "笑"), ("q=%ff", "q", "\u{fffd}"), ("q=1&q=2", "q", "1"),
        ("q=a=b", "q", "a=b"), ("p=1", "q", nil), ("", "q", nil),
    ])
    func `reads a query as forms write it`(_ query: String, _ name: String, _ value: String?) {
        #expect(QueryText.value(of: name, in: query[...]) == value)
    }

    @Test(arguments: [
        (0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KB"), (50 << 30, "50 GB"), (Int64.max, "8388608 TB"),
        (-1, "0 bytes"),
    ])
    func `tells sizes as people do`(_ bytes: Int64, _ text: String) {
        #expect(ByteCount.text(bytes) == text)
    }
}
