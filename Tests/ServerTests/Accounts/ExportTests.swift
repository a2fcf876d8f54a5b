import TestSupport
import Testing

struct ExportTests {
    @Test func `an archive is had by its signed address and by no other`() async throws {
        try await TestHouse.with { house in
            let kim = try await house.http.signedUp()
            _ = try await kim.upload("IMAGE of Kim")
            let url = try await kim.exported()

            let archive = try await house.http.get(url)

            #expect(archive.status == 200 && archive.headers["content-type"] == "application/zip")
            let zip = try #require(ZipContents(archive.body))
            #expect(zip.files.contains { $0.key.hasPrefix("media/") && $0.value == Array("IMAGE of Kim".utf8) })
            let bare = String(url.prefix { $0 != "?" })
            #expect(try await kim.get(bare).status == 404)
            #expect(try await kim.get(url.replacing("expires=", with: "expires=9")).status == 404)
            let lee = try await house.http.signedUp("lee@example.org")
            #expect(try await lee.get(bare.replacing("/archive", with: "")).status == 404)
        }
    }
}
