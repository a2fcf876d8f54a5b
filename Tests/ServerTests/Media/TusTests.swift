import Foundation
import Testing

struct TusTests {
    private static let chunk = "application/offset+octet-stream"

    private static func client(_ house: TestHouse) async throws -> TestClient {
        var client = try await house.http.signedUp()
        client.headers["Tus-Resumable"] = "1.0.0"
        return client
    }

    private static func begin(_ client: TestClient, length: Int, metadata: String? = nil) async throws -> String {
        var headers = ["Upload-Length": String(length)]
        headers["Upload-Metadata"] = metadata
        let reply = try await client.send("POST", "/api/v1/uploads", headers)
        #expect(reply.status == 201)
        #expect(reply.headers["tus-resumable"] == "1.0.0")
        #expect(reply.headers["upload-expires"]?.hasSuffix(" GMT") == true)
        return try #require(reply.headers["location"])
    }

    private static func send(
        _ client: TestClient, _ place: String, at offset: Int, _ bytes: String, _ more: [String: String] = [:]
    ) async throws -> Reply {
        let headers = ["Upload-Offset": String(offset), "Content-Type": chunk].merging(more) { $1 }
        return try await client.send("PATCH", place, headers, Array(bytes.utf8))
    }

    @Test func `says what it knows of tus to anyone`() async throws {
        try await TestHouse.with { house in
            let reply = try await house.http.send("OPTIONS", "/api/v1/uploads")

            #expect(reply.status == 204)
            #expect(reply.headers["tus-version"] == "1.0.0")
            #expect(
                reply.headers["tus-extension"] == "creation,creation-with-upload,expiration,checksum,termination")
            #expect(reply.headers["tus-checksum-algorithm"] == "sha1,sha256,md5")
            #expect(Int(reply.headers["tus-max-size"] ?? "") ?? 0 >= 5 << 30)
        }
    }

    @Test func `goes on where it stopped until the file is there`() async throws {
        try await TestHouse.with { house in
            let client = try await Self.client(house)
            let place = try await Self.begin(client, length: 12, metadata: "filename a2ltLnBuZw==,kind aW1hZ2U=")

            let first = try await Self.send(client, place, at: 0, "IMAGE")
            #expect(first.status == 204)
            #expect(first.headers["upload-offset"] == "5")
            #expect(first.headers["x-greenroom-file-id"] == nil)
            let head = try await client.send("HEAD", place)
            #expect(head.status == 200)
            #expect(head.headers["upload-offset"] == "5")
            #expect(head.headers["upload-length"] == "12")
            #expect(head.headers["upload-metadata"] == "filename a2ltLnBuZw==,kind aW1hZ2U=")
            #expect(head.headers["cache-control"] == "no-store")
            let last = try await Self.send(client, place, at: 5, " of Kim")

            let id = try #require(last.headers["x-greenroom-file-id"])
            let file = try await client.get("/api/v1/files/\(id)")
            #expect(file.data["title"].string == "kim.png")
            #expect(file.data["size_bytes"].int == 12)
            #expect(try await client.send("HEAD", place).headers["x-greenroom-file-id"] == id)
        }
    }

    @Test func `takes bytes with the creation`() async throws {
        try await TestHouse.with { house in
            let client = try await Self.client(house)

            let reply = try await client.send(
                "POST", "/api/v1/uploads", ["Upload-Length": "5", "Content-Type": Self.chunk], Array("IMAGE".utf8))

            #expect(reply.status == 201)
            #expect(reply.headers["upload-offset"] == "5")
            #expect(reply.headers["x-greenroom-file-id"] != nil)
        }
    }

    @Test func `keeps what came before the connection broke`() async throws {
        try await TestHouse.with { house in
            let client = try await Self.client(house)
            let place = try await Self.begin(client, length: 10_000)
            let token = client.token ?? ""

            try await Wire.with(port: house.port) { wire in
                try await wire.send(
                    "PATCH \(place) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\nTus-Resumable: 1.0.0\r\n"
                        + "Content-Type: \(Self.chunk)\r\nUpload-Offset: 0\r\nContent-Length: 10000\r\n"
                        + "Expect: 100-continue\r\n\r\n")
                _ = try await wire.read(through: "\r\n\r\n")
                try await wire.send("IMAGE and more")
                wire.finishSending()
                _ = try await wire.readToEnd()
            }

            let head = try await client.send("HEAD", place)
            #expect(head.headers["upload-offset"] == "14")
        }
    }

    @Test func `throws bytes away whose checksum is wrong`() async throws {
        try await TestHouse.with { house in
            let client = try await Self.client(house)
            let place = try await Self.begin(client, length: 11)
            let right = "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="

            let wrong = try await Self.send(client, place, at: 0, "hello w0rld", ["Upload-Checksum": right])
            #expect(wrong.status == 460)
            #expect(wrong.headers["tus-resumable"] == "1.0.0")
            #expect(try await client.send("HEAD", place).headers["upload-offset"] == "0")

            let half = "sha256 " + "jDlrqa7mBQ9wTMN9yIPy5K8y5e4aVdKVXqYjYZ0Tzk8="
            #expect(
                try await Self.send(client, place, at: 0, "hello", ["Upload-Checksum": half]).status == 460)
            for bad in ["crc32 AAAA", "sha1", "sha1 ???", "sha1 AAAA", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0= x"] {
                #expect(
                    try await Self.send(client, place, at: 0, "hello", ["Upload-Checksum": bad]).status == 400, "\(bad)"
                )
            }
            // The bytes are right, but no medium: the upload is complete, refused, and gone.
            #expect(
                try await Self.send(client, place, at: 0, "hello world", ["Upload-Checksum": right]).status == 415)
        }
    }

    @Test func `answers in the protocol's statuses`() async throws {
        try await TestHouse.with { house in
            let client = try await Self.client(house)
            let place = try await Self.begin(client, length: 10)

            #expect(try await Self.send(client, place, at: 3, "IMAGE").status == 409)
            #expect(try await client.send("PATCH", place, ["Upload-Offset": "0"], [1]).status == 415)
            #expect(try await client.send("PATCH", place, ["Content-Type": Self.chunk], [1]).status == 400)
            #expect(try await Self.send(client, place, at: 0, "IMAGE and too much").status == 413)
            let old = try await client.send("HEAD", place, ["Tus-Resumable": "0.2.2"])
            #expect(old.status == 412)
            #expect(old.headers["tus-version"] == "1.0.0")
            #expect(try await client.send("HEAD", "/api/v1/uploads/none").status == 404)
            #expect(try await client.send("DELETE", place).status == 204)
            #expect(try await client.send("HEAD", place).status == 404)
            #expect(try await Self.send(client, place, at: 0, "IMAGE").status == 404)
            let eve = try await house.http.signedUp("eve@example.org")
            let other = try await Self.begin(client, length: 10)
            #expect(try await eve.send("HEAD", other, ["Tus-Resumable": "1.0.0"]).status == 404)
        }
    }

    @Test(arguments: [
        [:], ["Upload-Length": "-5"], ["Upload-Length": "5x"], ["Upload-Length": "99999999999999999999"],
        ["Upload-Defer-Length": "1"], ["Upload-Length": "5", "Upload-Concat": "partial"],
        ["Upload-Length": "5", "Upload-Metadata": "filename ???"],
    ])
    func `refuses a malformed creation`(_ headers: [String: String]) async throws {
        try await TestHouse.with { house in
            let client = try await Self.client(house)

            let reply = try await client.send("POST", "/api/v1/uploads", headers)

            #expect(reply.status == 400)
            #expect(reply.headers["tus-resumable"] == "1.0.0")
        }
    }

    @Test func `refuses what is larger than it may be before a byte comes`() async throws {
        try await TestHouse.with { house in
            let client = try await Self.client(house)

            let reply = try await client.send("POST", "/api/v1/uploads", ["Upload-Length": String(6 << 30)])

            #expect(reply.status == 413)
        }
    }

    @Test func `stands in for the methods that a client cannot send`() async throws {
        try await TestHouse.with { house in
            let client = try await Self.client(house)
            let place = try await Self.begin(client, length: 10)

            let patched = try await client.send(
                "POST", place,
                ["X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0", "Content-Type": Self.chunk],
                Array("IMAGE".utf8))

            #expect(patched.status == 204)
            #expect(patched.headers["upload-offset"] == "5")
            #expect(try await client.send("POST", place, ["X-HTTP-Method-Override": "TRACE"]).status == 405)
            #expect(try await client.send("POST", place, ["X-HTTP-Method-Override": "DELETE"]).status == 204)
        }
    }
}
