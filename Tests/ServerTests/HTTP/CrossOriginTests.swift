import Testing

@testable import Server

struct CrossOriginTests {
    private let page = "https://studio.example.com"

    @Test func `lets the pages in that the operator named, with their cookie`() async throws {
        try await TestHouse.with(change: { $0.crossOrigin = CrossOrigin(origins: [page]) }) { house in
            let preflight = try await house.http.send(
                "OPTIONS", "/api/v1/uploads/x",
                [
                    "Origin": page, "Access-Control-Request-Method": "PATCH",
                    "Access-Control-Request-Headers": "tus-resumable, upload-offset",
                ])
            #expect(preflight.status == 204)
            #expect(preflight.headers["access-control-allow-origin"] == page)
            #expect(preflight.headers["access-control-allow-credentials"] == "true")
            #expect(preflight.headers["access-control-allow-methods"]?.contains("PATCH") == true)
            #expect(preflight.headers["access-control-allow-headers"]?.contains("Upload-Offset") == true)
            let answer = try await house.http.get("/api/v1/files", ["Origin": page])
            #expect(answer.status == 401)
            #expect(answer.headers["access-control-allow-origin"] == page)
            #expect(answer.headers["access-control-expose-headers"]?.contains("Upload-Offset") == true)
            #expect(answer.headers["vary"]?.contains("Origin") == true)

            _ = try await house.http.signedUp()
            let login = try await house.http.post(
                "/api/v1/auth/login", json: #"{"email": "kim@example.org", "password": "correct horse"}"#,
                ["X-Greenroom-Session": "cookie"])
            var browser = house.http
            browser.headers["Cookie"] = login.cookies.compactMap { $0.split(separator: ";").first }
                .joined(separator: "; ")
            browser.headers["Sec-Fetch-Site"] = "cross-site"
            #expect(
                try await browser.send("POST", "/api/v1/auth/logout", ["Origin": "https://evil.example"]).status == 403)
            #expect(try await browser.send("POST", "/api/v1/auth/logout", ["Origin": page]).status == 200)
        }
    }

    @Test func `says nothing to the pages of others`() async throws {
        try await TestHouse.with(change: { $0.crossOrigin = CrossOrigin(origins: [page]) }) { house in
            for origin in ["https://evil.example", "https://studio.example.com.evil.example", "null"] {
                let reply = try await house.http.get("/api/v1/files", ["Origin": origin])
                #expect(reply.headers["access-control-allow-origin"] == nil)
                #expect(reply.headers["vary"] == "Origin")
            }
        }
    }

    @Test func `never lets every page in with a cookie`() async throws {
        try await TestHouse.with(change: { $0.crossOrigin = CrossOrigin(allowsAll: true) }) { house in
            let reply = try await house.http.get("/api/v1/voices", ["Origin": "https://any.example"])

            #expect(reply.headers["access-control-allow-origin"] == "*")
            #expect(reply.headers["access-control-allow-credentials"] == nil)
        }
    }

    @Test func `keeps other origins out unless told`() async throws {
        try await TestHouse.with { house in
            let reply = try await house.http.get("/api/v1/files", ["Origin": page])

            #expect(reply.headers["access-control-allow-origin"] == nil)
        }
    }

    @Test func `tells browsers to come by https when that is how they come`() async throws {
        for (seconds, expected) in [(31_536_000, "max-age=31536000"), (0, nil)] {
            try await TestHouse.with(change: { $0.strictTransportSeconds = seconds }) { house in
                for path in ["/", "/api/v1/files", "/health/live", "/nothing.js"] {
                    let headers = try await house.http.get(path).headers
                    #expect(headers["strict-transport-security"] == expected)
                    #expect(headers["x-content-type-options"] == "nosniff")
                    #expect(headers["referrer-policy"] == "same-origin")
                    #expect(headers["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
                }
            }
        }
    }
}
