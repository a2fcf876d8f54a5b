import Foundation
import Storage
import Studio
import Testing

struct UploadTests {
    @Test func `stores a file and what is known of it`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let reply = try await kim.upload("IMAGE of Kim", name: "C:\\\\pictures\\\\..\\\\kim.png", kind: "image")

            #expect(reply.status == 201)
            #expect(reply.data["title"].string == "kim.png")
            #expect(reply.data["kind"].string == "image")
            #expect(reply.data["size_bytes"].int == 12)
            #expect(reply.data["video"]["width"].int == 640)
            #expect(reply.headers["location"] == "/api/v1/files/\(reply.data["id"].string ?? "")")
            let stored = try FileManager.default.subpathsOfDirectory(atPath: house.home.media)
            #expect(stored.contains { $0.hasSuffix(reply.data["sha256"].string ?? "-") })
        }
    }

    @Test func `keeps a repeated upload once, and refuses another one under its key`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            func upload(_ content: String, boundary: String) async throws -> Reply {
                let body =
                    "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n\(content)\r\n--\(boundary)--"
                let type = "multipart/form-data; boundary=\(boundary)"
                return try await kim.send(
                    "POST", "/api/v1/files", ["Content-Type": type, "Idempotency-Key": "once"], Array(body.utf8))
            }

            let first = try await upload("IMAGE one", boundary: "b")
            let again = try await upload("IMAGE one", boundary: "another")
            let other = try await upload("IMAGE two", boundary: "b")

            #expect(first.status == 201)
            #expect(again.status == 201)
            #expect(again.body == first.body)
            #expect(again.headers["idempotent-replayed"] == "true")
            #expect(other.status == 422)
            #expect(other.errorField == "Idempotency-Key")
            #expect(try await kim.get("/api/v1/files").data["items"].array.count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: house.home.incoming).isEmpty)
        }
    }

    @Test func `takes the kind after the file as well as before`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let file = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nIMAGE\r\n"
            let kind = "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nvideo\r\n"
            let type = ["Content-Type": "multipart/form-data; boundary=b"]

            for body in [file + kind, kind + file] {
                let reply = try await kim.send("POST", "/api/v1/files", type, Array((body + "--b--").utf8))
                #expect(reply.status == 422)
                #expect(reply.errorField == "file")
            }
        }
    }

    private static let form = "multipart/form-data; boundary=b"
    private static let part = "--b\r\nContent-Disposition: form-data; "

    @Test(arguments: [
        (form, "no boundary in here", 400), (form, part + "name=file; filename=a\r\n\r\nIMAGE", 400),
        (form, part + "name=kind\r\n\r\nimage\r\n--b--", 422), (form, part + "name=file\r\n\r\nIMAGE\r\n--b--", 422),
        (form, "--b--", 422), (form, "", 400), ("multipart/form-data", "--b--", 415), ("application/json", "{}", 415),
        (form, part + "name=file; filename=a\r\n\r\nhello\r\n--b--", 415),
        (form, part + "name=file; filename=a\r\n\r\n\r\n--b--", 415),
    ])
    func `refuses what is no upload and keeps nothing of it`(
        _ type: String, _ body: String, _ status: Int
    ) async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()

            let reply = try await kim.send("POST", "/api/v1/files", ["Content-Type": type], Array(body.utf8))

            #expect(reply.status == status, "\(reply.text)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: house.home.incoming).isEmpty)
            #expect(try await kim.get("/api/v1/files").data["items"].array.isEmpty)
        }
    }

    @Test func `keeps nothing of an upload that is cut`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            let token = kim.token ?? ""

            let leftovers = try await Wire.with(port: house.port) { wire in
                try await wire.send(
                    "POST /api/v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\nContent-Length: 99999\r\n"
                        + "Content-Type: multipart/form-data; boundary=b\r\nExpect: 100-continue\r\n\r\n")
                let go = try await wire.read(through: "\r\n\r\n")
                #expect(go?.hasPrefix("HTTP/1.1 100 ") == true)
                try await wire.send("--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nIMAGE")
                wire.finishSending()
                _ = try await wire.readToEnd()
                return try FileManager.default.contentsOfDirectory(atPath: house.home.incoming)
            }

            #expect(leftovers.isEmpty)
            #expect(try await kim.get("/api/v1/files").data["items"].array.isEmpty)
        }
    }

    @Test func `stops an upload at the limit of the account`() async throws {
        var limits = UploadLimits()
        limits.accountBytes = 1000
        try await TestHouse.with(limits: limits) { house in
            let kim = try await house.http.signedUp()

            let reply = try await kim.upload("IMAGE" + String(repeating: "x", count: 100_000))

            #expect(reply.status == 413)
            #expect(reply.errorCode == "PAYLOAD_TOO_LARGE")
            #expect(try FileManager.default.contentsOfDirectory(atPath: house.home.incoming).isEmpty)
            #expect(try await kim.upload("IMAGE").status == 201)
        }
    }
}
