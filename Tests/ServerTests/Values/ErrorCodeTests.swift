import Foundation
import Storage
import Studio
import TestSupport
import Testing

@testable import Server

struct ErrorCodeTests {
    @Test func `every code that is answered stands in the document, and no other`() throws {
        let folder = URL(filePath: Repository.path("Sources/Server"))
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var answered: Set<String> = []
        for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /code: "([A-Z_]+)"/) { answered.insert(String(match.output.1)) }
        }

        #expect(answered == Set(ErrorCodes.all.map(\.code)))
        var json = JSONWriter()
        OpenAPIDocument(operations: [], version: "0").write(to: &json)
        let document = String(decoding: json.bytes, as: UTF8.self)
        #expect(document.contains("431 `HEADERS_TOO_LARGE`"))
    }

    @Test func `a full disk is told as one, whatever was asked`() {
        #expect(ErrorBody(told: StoreError.full)?.code == "STORAGE_FULL")
        #expect(ErrorBody(told: StoreError.emailTaken) == nil)
    }

    @Test(arguments: [
        (StudioError.suspended, 403, "This account is suspended. Ask an administrator."),
        (.quotaReached(usedBytes: 50 << 30, quotaBytes: 50 << 30), 413, "Your storage is full (50 GB of 50 GB used)."),
        (
            .quotaReached(usedBytes: 45 << 30, quotaBytes: 50 << 30), 413,
            "This does not fit into your storage (45 GB of 50 GB used)."
        ),
        (.tooLarge(limitBytes: 50 << 20), 413, "This is too large: the limit is 50 MB."),
        (.checkTimedOut, 503, "The check timed out."),
        (
            .offline(field: "video_url"), 409,
            "This server works offline and cannot reach the address in `video_url`."
        ),
    ])
    func `says which limit was met, and what to do`(_ error: StudioError, _ status: Int, _ message: String) {
        let body = ErrorBody(error)

        #expect(body.status.code == status)
        #expect(body.message == message)
    }
}
