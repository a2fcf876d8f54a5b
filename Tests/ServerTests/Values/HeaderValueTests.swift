import Domain
import HTTPTypes
import Studio
import Testing

@testable import Server

struct HeaderValueTests {
    @Test(arguments: [
        ("My clip", "attachment; filename=\"My clip.mp4\"; filename*=UTF-8''My%20clip.mp4"),
        ("My clip.MP4", "attachment; filename=\"My clip.mp4\"; filename*=UTF-8''My%20clip.mp4"),
        ("笑顔", "attachment; filename=\"__.mp4\"; filename*=UTF-8''%E7%AC%91%E9%A1%94.mp4"),
        ("a\"; x=\"b", "attachment; filename=\"a_; x=_b.mp4\"; filename*=UTF-8''a_%3B%20x%3D_b.mp4"),
        ("../../etc/passwd", "attachment; filename=\"_.._etc_passwd.mp4\"; filename*=UTF-8''_.._etc_passwd.mp4"),
        (
            "a\r\nSet-Cookie: b",
            "attachment; filename=\"a__Set-Cookie_ b.mp4\"; filename*=UTF-8''a__Set-Cookie_%20b.mp4"
        ),
        ("...", "attachment; filename=\"video.mp4\"; filename*=UTF-8''video.mp4"),
    ])
    func `names a download`(_ title: String, _ header: String) {
        #expect(ContentDisposition.attachment(title: title, fileExtension: "mp4") == header)
    }

    @Test func `keeps a file name in the bounds of file systems`() {
        let name = ContentDisposition.fileName(title: String(repeating: "x", count: 500), fileExtension: "mp4")

        #expect(name.count == 154)
    }

    @Test(arguments: [
        ("wait=30", Duration.seconds(30)), ("respond-async, wait=5", .seconds(5)), ("wait=9999", .seconds(60)),
        ("wait=0", nil), ("wait=-1", nil), ("wait=x", nil), ("respond-async", nil), ("", nil),
    ])
    func `reads how long to wait`(_ header: String, _ wait: Duration?) {
        #expect(Preference.wait([.prefer: header], atMost: .seconds(60)) == wait)
    }

    @Test func `reads tus metadata`() throws {
        let metadata = try TusMetadata(header: "filename 5L2gLm1wNA==,is_confidential,kind dmlkZW8=")

        #expect(metadata.fileName == "你.mp4")
        #expect(metadata.values["is_confidential"] == "")
        #expect(try metadata.kind() == .video)
        #expect(metadata.text == "filename 5L2gLm1wNA==,is_confidential,kind dmlkZW8=")
    }

    @Test(arguments: [
        "filename !!!", "a b c", "a YQ==,a YQ==", "fil\u{e9} YQ==", " ", String(repeating: "a", count: 5000),
    ])
    func `refuses malformed tus metadata`(_ header: String) {
        #expect(throws: ErrorBody.self) { _ = try TusMetadata(header: header) }
    }

    @Test func `refuses a kind that does not exist`() throws {
        let metadata = try TusMetadata(header: "kind Z2lm")

        let error = #expect(throws: ErrorBody.self) { _ = try metadata.kind() }
        #expect(error?.details == ["field": "kind"])
    }

    @Test(arguments: ["", "-1", "+5", "1.5", "0x10", "99999999999999999999"])
    func `refuses what is not a count of bytes`(_ text: String) {
        let headers: HTTPFields = [TusProtocol.length: text]

        #expect(throws: ErrorBody.self) { _ = try TusProtocol.bytes(TusProtocol.length, in: headers) }
    }

    @Test func `takes a cookie's value by its whole name`() {
        let headers: HTTPFields = [.cookie: "x_greenroom_access=1; greenroom_access_old=2; greenroom_access=3"]

        #expect(SessionCookies.value(SessionCookies.access, in: headers) == "3")
        #expect(SessionCookies.value(SessionCookies.refresh, in: headers) == nil)
    }

    @Test(
        arguments: [
            ([.fetchSite: "same-origin"], true), ([.fetchSite: "none"], true), ([.fetchSite: "cross-site"], false),
            ([.fetchSite: "same-site"], false), ([.origin: "http://studio.test:8080"], true),
            ([.origin: "http://studio.test"], false), ([.origin: "https://evil.test"], false),
            ([.origin: "null"], false),
            ([.fetchSite: "cross-site", .origin: "http://studio.test:8080"], false), ([:], false),
        ] as [(HTTPFields, Bool)])
    func `lets only this server's own pages use the cookie`(_ headers: HTTPFields, _ isAllowed: Bool) {
        let allowed: Void? = try? SameOrigin.require(headers, host: "studio.test:8080")

        #expect((allowed != nil) == isAllowed)
    }

    @Test(arguments: [
        ("/", ["index.html"]), ("/library", ["library/index.html", "index.html"]),
        ("/styles/main.css", ["styles/main.css"]), ("/tasks/abc/", ["tasks/abc/index.html", "index.html"]),
        ("/a%20b.js", ["a b.js"]),
    ])
    func `finds a web file`(_ path: String, _ candidates: [String]) throws {
        #expect(try WebFiles.candidates(for: path) == candidates)
    }

    @Test(arguments: [
        "/../secret.txt", "/%2e%2e/secret.txt", "/a/..%2f..%2fsecret.txt", "/.env", "/.git/config", "/a/.hidden/x.js",
        "/..%5csecret.txt", "/a%00.js", "/%ff", "/" + String(repeating: "a/", count: 20) + "x.js",
    ])
    func `does not leave the web folder`(_ path: String) {
        let error = #expect(throws: ErrorBody.self) { _ = try WebFiles.candidates(for: path) }
        #expect(error == .notFound)
    }

    @Test func `has a name for every header it uses`() {
        let names: [HTTPField.Name] = [
            .requestID, .sessionKind, .idempotencyKey, .idempotentReplayed, .methodOverride, .fetchSite, .lastEventID,
            .prefer, .preferenceApplied, .referrerPolicy, .frameOptions, .permissionsPolicy, .openerPolicy,
            .accelBuffering, TusProtocol.resumable, TusProtocol.versions, TusProtocol.extensionNames,
            TusProtocol.maxSize, TusProtocol.checksumAlgorithms, TusProtocol.length, TusProtocol.deferLength,
            TusProtocol.concat, TusProtocol.offset, TusProtocol.metadata, TusProtocol.checksum, TusProtocol.expires,
            TusProtocol.fileID,
        ]

        #expect(!names.contains(.userAgent))
    }
}
