import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// An archive that no program opens is no answer to who asked for their data.
struct ZipWriterTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/a.zip" }

    init() throws { folder = try TemporaryFolder() }

    /// The check value of CRC-32/ISO-HDLC (Ross Williams, "A Painless Guide to CRC Error Detection Algorithms", 1993).
    @Test func `adds the checksum up as everybody does`() {
        var whole = CRC32()
        Array("123456789".utf8).withUnsafeBytes { whole.append($0) }
        var parts = CRC32()
        for part in ["1", "2345678", "9"] { Array(part.utf8).withUnsafeBytes { parts.append($0) } }

        #expect(whole.value == 0xCBF4_3926 && parts.value == 0xCBF4_3926 && CRC32().value == 0)
    }

    @Test func `holds each file under its name`() throws {
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let source = folder.path + "/large"
        try Data(large).write(to: URL(fileURLWithPath: source))

        let zip = try ZipWriter(path: path)
        try zip.begin("empty.json", modifiedAt: .sample)
        try zip.begin("日本/a.txt", modifiedAt: .sample)
        try zip.append(Data("one ".utf8))
        try zip.append(Data("two".utf8))
        #expect(try zip.copy(source, as: "media/large.bin", modifiedAt: .sample))
        #expect(try !zip.copy(folder.path + "/missing", as: "media/missing.bin", modifiedAt: .sample))
        let size = try zip.finish()

        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        let contents = try #require(ZipContents(bytes))
        #expect(size == bytes.count)
        #expect(Set(contents.files.keys) == ["empty.json", "日本/a.txt", "media/large.bin"])
        #expect(contents.files["日本/a.txt"] == Array("one two".utf8) && contents.files["empty.json"] == [])
        #expect(contents.files["media/large.bin"] == large)
    }

    @Test func `sends an archive whose length was known before it was made`() async throws {
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let (first, empty) = (folder.path + "/large", folder.path + "/empty")
        try Data(large).write(to: URL(fileURLWithPath: first))
        try Data().write(to: URL(fileURLWithPath: empty))
        let sources: [ZipStream.Source] = [
            .init(
                name: "日本.mp4", modifiedAt: .sample, content: .file(path: first, sizeBytes: 3_000_000, check: {})),
            .init(name: "日本.vtt", modifiedAt: .sample, content: .text(Array("WEBVTT".utf8))),
            .init(name: "empty", modifiedAt: .sample, content: .file(path: empty, sizeBytes: 0, check: {})),
        ]

        let zip = ZipStream(of: sources, io: BlockingIO(threads: 1))
        var bytes: [UInt8] = []
        while let part = try await zip.next() { bytes += part }

        let contents = try #require(ZipContents(bytes))
        #expect(zip.sizeBytes == bytes.count)
        #expect(contents.files == ["日本.mp4": large, "日本.vtt": Array("WEBVTT".utf8), "empty": []])
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(try unzip(path).contains("No errors detected"))
    }

    /// What a program says of it that is not ours.
    private func unzip(_ path: String) throws -> String {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            "-c", "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip() or 'No errors detected')", path,
        ]
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
        return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    @Test func `stops sending when a file is not what it was`() async throws {
        let path = folder.path + "/shorter"
        try Data("short".utf8).write(to: URL(fileURLWithPath: path))
        let source = ZipStream.Source(
            name: "a", modifiedAt: .sample, content: .file(path: path, sizeBytes: 6, check: {}))
        let zip = ZipStream(of: [source], io: BlockingIO(threads: 1))

        await #expect(throws: ZipStream.Changed.self) { while try await zip.next() != nil {} }
    }

    @Test func `does not write into a file that is there`() throws {
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))

        #expect(throws: DiskError.self) { _ = try ZipWriter(path: path) }
    }
}
