import Testing

@testable import Server

@Suite struct FileNameTextTests {
    @Test(arguments: [
        ("naïve 你好.mp4", Array("naïve 你好.mp4".utf8)),
        ("Müller.mp4", Array("M".utf8) + [0xFC] + Array("ller.mp4".utf8)),
        ("Größe.mp4", Array("Gr".utf8) + [0xF6, 0xDF] + Array("e.mp4".utf8)),
        ("Café €5.png", Array("Caf".utf8) + [0xE9, 0x20, 0x80] + Array("5.png".utf8)),
        ("你好.mp4", [0xC4, 0xE3, 0xBA, 0xC3] + Array(".mp4".utf8)),
        ("视频 final 2.mov", [0xCA, 0xD3, 0xC6, 0xB5] + Array(" final 2.mov".utf8)),
    ])
    func `a file name is read in the encoding it is in`(_ name: String, _ bytes: [UInt8]) {
        #expect(FileNameText.decode(bytes) == name)
    }

    @Test func `a form's part and an upload's metadata`() throws {
        let line =
            Array("\r\nContent-Disposition: form-data; name=\"file\"; filename=\"M".utf8) + [0xFC]
            + Array("ller.mp4\"".utf8)

        #expect(try MultipartHeaders(lines: line).fileName == "Müller.mp4")
        // "你好.mp4" in GBK.
        #expect(try TusMetadata(header: "filename xOO6wy5tcDQ=").fileName == "你好.mp4")
    }

    @Test func `every byte has a character`() {
        #expect(!FileNameText.decode((0...255).map { UInt8($0) }).contains("\u{FFFD}"))
    }
}
