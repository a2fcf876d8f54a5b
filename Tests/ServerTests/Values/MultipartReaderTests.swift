import NIOCore
import Testing

@testable import Server

struct MultipartReaderTests {
    /// What a body comes to, with the pieces of each part's data joined.
    private enum Seen: Equatable {
        case part(name: String, fileName: String?)
        case data(String)
        case end
    }

    private static let form =
        "--XyZ\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nvideo\r\n"
        + "--XyZ  \r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\nContent-Type: video/mp4\r\n\r\n"
        + "\r\n--Xy\r\n-\r\n--XyQ\rz\r\r\n\r\n--XyZ\r\n"
        + "Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--XyZ--\r\nepilogue --XyZ"

    private static let expected: [Seen] = [
        .part(name: "kind", fileName: nil), .data("video"), .end,
        .part(name: "file", fileName: "a.mp4"), .data("\r\n--Xy\r\n-\r\n--XyQ\rz\r\r\n"), .end,
        .part(name: "empty", fileName: nil), .end,
    ]

    private static func read(_ pieces: [ByteBuffer]) throws -> (seen: [Seen], isComplete: Bool) {
        var reader = MultipartReader(boundary: "XyZ")
        var seen: [Seen] = []
        for piece in pieces {
            try reader.feed(piece) { event in
                switch event {
                case .part(let headers): seen.append(.part(name: headers.name, fileName: headers.fileName))
                case .data(let bytes):
                    let text = String(buffer: bytes)
                    if case .data(let before)? = seen.last {
                        seen[seen.count - 1] = .data(before + text)
                    } else {
                        seen.append(.data(text))
                    }
                case .partEnd: seen.append(.end)
                }
            }
        }
        return (seen, reader.isComplete)
    }

    @Test func `reads the same from every split in two`() throws {
        let bytes = Array(Self.form.utf8)

        for position in 0...bytes.count {
            let halves = [ByteBuffer(bytes: bytes[..<position]), ByteBuffer(bytes: bytes[position...])]
            let (seen, isComplete) = try Self.read(halves)
            #expect(seen == Self.expected, "split at \(position)")
            #expect(isComplete, "split at \(position)")
        }
    }

    @Test func `reads the same byte by byte`() throws {
        let (seen, isComplete) = try Self.read(Self.form.utf8.map { ByteBuffer(bytes: [$0]) })

        #expect(seen == Self.expected)
        #expect(isComplete)
    }

    @Test func `does not take a body that stops before the closing boundary for complete`() throws {
        let cut = Self.form.prefix { $0 != "Q" }

        let (_, isComplete) = try Self.read([ByteBuffer(string: String(cut))])

        #expect(!isComplete)
    }

    @Test func `gives a part's bytes on before the part ends`() throws {
        var reader = MultipartReader(boundary: "XyZ")
        let head = "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"
        let block = ByteBuffer(repeating: 7, count: 1 << 16)
        var received = 0

        try reader.feed(ByteBuffer(string: head)) { _ in }
        for _ in 0..<64 {
            try reader.feed(block) { if case .data(let bytes) = $0 { received += bytes.readableBytes } }
        }

        #expect(received == 64 << 16)
    }

    @Test(arguments: [
        "no boundary at all " + String(repeating: "x", count: 2000),
        "--XyZ\r\n\r\nno disposition\r\n--XyZ--\r\n",
        "--XyZ\r\nContent-Disposition: attachment; filename=\"a\"\r\n\r\nx\r\n--XyZ--",
        "--XyZ\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XyZ--",
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--XyZ--",
        "--XyZ\r\n: form-data; name=\"a\"\r\n\r\nx\r\n--XyZ--",
        "--XyZ\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--XyZ--",
        "--XyZ junk\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--XyZ--",
        "--XyZ-\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--XyZ--",
        "--XyZ\r\nX: " + String(repeating: "y", count: 9000),
        String(repeating: "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n", count: 40),
    ])
    func `refuses a malformed body`(_ body: String) {
        #expect(throws: MultipartReader.Malformed.self) {
            _ = try Self.read([ByteBuffer(string: body)])
        }
    }

    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"),
        ("Multipart/Form-Data; charset=utf-8; boundary=\"a b:c\"", "a b:c"),
        ("multipart/form-data", nil),
        ("multipart/form-data; boundary=", nil),
        ("multipart/form-data; boundary=\"unclosed", nil),
        ("multipart/form-data; boundary=a\u{e9}", nil),
        ("multipart/form-data; boundary=" + String(repeating: "x", count: 71), nil),
        ("multipart/mixed; boundary=abc", nil),
        ("application/json", nil),
    ])
    func `finds the boundary`(_ contentType: String, _ boundary: String?) {
        #expect(MultipartReader.boundary(of: contentType) == boundary)
    }

    @Test(arguments: [
        (#"form-data; name="file"; filename="C:\clips\a.mp4""#, #"C:\clips\a.mp4"#),
        (#"form-data; name="file"; filename="say \"hi\".mp4""#, #"say "hi".mp4"#),
        (#"form-data; name="file"; filename="x"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.mp4"#, "naïve €.mp4"),
        (#"form-data; name="file"; filename="x"; filename*=latin1''a"#, "x"),
        (#"form-data; name="file"; filename="a;b=c.mp4""#, "a;b=c.mp4"),
        (#"form-data; name="file"; filename="""#, ""),
    ])
    func `reads the file name`(_ disposition: String, _ name: String) throws {
        let headers = try MultipartHeaders(lines: Array("\r\nContent-Disposition: \(disposition)".utf8))

        #expect(headers.fileName == name)
    }
}
