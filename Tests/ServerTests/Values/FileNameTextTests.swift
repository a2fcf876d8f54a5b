import Testing

@testable import Server

@Suite struct FileNameTextTests {
    /// Names and their bytes, in hexadecimal where they are not UTF-8.
    private static let names: [(name: String, bytes: String)] = [
        ("Müller.mp4", "4d fc 6c 6c 65 72 2e 6d 70 34"),
        ("Größe.mp4", "47 72 f6 df 65 2e 6d 70 34"),
        ("Café €5.png", "43 61 66 e9 20 80 35 2e 70 6e 67"),
        ("你好.mp4", "c4 e3 ba c3 2e 6d 70 34"),
        ("会議の録画.mp4", "89 ef 8b 63 82 cc 98 5e 89 e6 2e 6d 70 34"),
        ("テスト 2.png", "83 65 83 58 83 67 20 32 2e 70 6e 67"),
        ("東京本社.jpg", "93 8c 8b 9e 96 7b 8e d0 2e 6a 70 67"),
        ("Don’t “quote” – can’t….mp4", "44 6f 6e 92 74 20 93 71 75 6f 74 65 94 20 96 20 63 61 6e 92 74 85 2e 6d 70 34"),
        ("Fête d’été.mov", "46 ea 74 65 20 64 92 e9 74 e9 2e 6d 6f 76"),
        ("视频 final 2.mov", "ca d3 c6 b5 20 66 69 6e 61 6c 20 32 2e 6d 6f 76"),
    ]

    @Test(arguments: names.indices)
    func `a file name is read in the encoding it is in`(_ index: Int) {
        let (name, text) = Self.names[index]
        let bytes = text.split(separator: " ").compactMap { UInt8($0, radix: 16) }

        #expect(FileNameText.decode(bytes) == name)
        #expect(FileNameText.decode(Array(name.utf8)) == name)
    }

    @Test func `a form's part and an upload's metadata`() throws {
        var line = Array("\r\nContent-Disposition: form-data; name=\"file\"; filename=\"M".utf8)
        line.append(0xFC)
        line += Array("ller.mp4\"".utf8)

        #expect(try MultipartHeaders(lines: line).fileName == "Müller.mp4")
        // "你好.mp4" in GBK.
        #expect(try TusMetadata(header: "filename xOO6wy5tcDQ=").fileName == "你好.mp4")
    }

    @Test func `every byte has a character`() {
        #expect(!FileNameText.decode((0...255).map { UInt8($0) }).contains("\u{FFFD}"))
    }
}
