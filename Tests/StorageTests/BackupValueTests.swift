import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// Names and numbers of backups.
struct BackupValueTests {
    private func daily(_ days: Range<Int>) -> [BackupName] {
        days.map { BackupName(madeAt: .sample + .seconds(-$0 * 24 * 3600), isSealed: true) }
    }

    @Test func `keeps seven days, four weeks and twelve months of a year of daily backups`() {
        let all = daily(0..<400)

        let kept = Set(all).subtracting(BackupRetention.standard.surplus(all))

        #expect(kept.isSuperset(of: all.prefix(7)))
        // 2026-11-21 is a Saturday: the weeks' newest are this day and the three Sundays before it, the months' newest
        // are this day and the last of each month.
        let days = kept.map { String($0.madeAt.rfc3339.prefix(10)) }.sorted()
        #expect(days.suffix(9).first == "2026-11-01")
        #expect(days.contains("2026-11-08") && days.contains("2026-10-31") && days.contains("2025-12-31"))
        #expect(!days.contains("2025-11-30"))
        #expect(kept.count == 7 + 2 + 11)
    }

    @Test func `never removes the only one`() {
        #expect(BackupRetention(daily: 0, weekly: 0, monthly: 0).surplus(daily(0..<3)) == daily(1..<3))
    }

    @Test func `leaves alone what is not named like a backup`() {
        for text in [
            "greenroom-20261129T223000123Z.tar.age", "greenroom-20261129T223000123Z-upgrade.tar",
            "greenroom-20240229T000000000Z.tar",
        ] {
            #expect(BackupName(text: text)?.text == text)
        }
        for text in [
            "greenroom-20260230T223000123Z.tar", "greenroom-20261129T223000Z.tar", "notes.tar", "",
            "greenroom-20261129T223000123Z.tar.age.part", "../greenroom-20261129T223000123Z.tar",
        ] {
            #expect(BackupName(text: text) == nil, "\(text)")
        }
    }

    @Test func `takes no name that leads out of its folder`() {
        for text in [
            "../x", "secrets/../../x", "secrets/..", "/etc/passwd", "media/ab/\(BlobHash.sample(1).hex)", "secrets/",
            "logs/tasks/../x", "secrets/a/b", "engines/.hidden", "engines/../x", "engines/a/../../x",
            "media/00/\(BlobHash.sample(1).hex)x",
        ] {
            #expect(BackupPlace(text: text) == nil, "\(text)")
        }
        for place: BackupPlace in [
            .manifest, .database, .sums, .secret("signing.key"), .engine("own.json"), .engine("comfyui/speech.json"),
            .export("a.zip"),
            .taskLog(account: "a", "b.log"), .blob(.sample(7)),
        ] {
            #expect(BackupPlace(text: place.text) == place)
        }
    }
}

/// The archive within a backup.
struct TarTests {
    private final class Memory: ByteSink, ByteSource {
        var bytes: [UInt8] = []
        private var place = 0

        func write(_ bytes: UnsafeRawBufferPointer) { self.bytes += bytes }
        func finish() {}

        func read(into room: UnsafeMutableRawBufferPointer) -> Int {
            let count = min(room.count, bytes.count - place, 999)
            room.copyBytes(from: bytes[place..<place + count])
            place += count
            return count
        }
    }

    private func content(_ tar: TarReader) throws -> [UInt8] {
        var (all, room) = ([UInt8](), [UInt8](repeating: 0, count: 700))
        while true {
            let count = try room.withUnsafeMutableBytes { try tar.read(into: $0) }
            guard count > 0 else { return all }
            all += room[..<count]
        }
    }

    @Test func `gives back what was put in, also with long names`() throws {
        let memory = Memory()
        let writer = TarWriter(memory)
        let long = String(repeating: "folder/", count: 30) + "file"
        for (name, size) in [("empty", 0), ("block", 512), (long, 513)] {
            try writer.add(Data(repeating: 9, count: size), as: name, modifiedAt: .sample)
        }
        try writer.finish()

        let reader = TarReader(memory)

        #expect(try reader.next() == TarReader.Entry(name: "empty", sizeBytes: 0))
        #expect(try reader.next()?.name == "block")
        #expect(try reader.next() == TarReader.Entry(name: long, sizeBytes: 513))
        #expect(try content(reader) == [UInt8](repeating: 9, count: 513))
        #expect(try reader.next() == nil)
    }

    @Test func `is read by tar, and reads what tar has written`() throws {
        let folder = try TemporaryFolder()
        let long = String(repeating: "x", count: 120)
        let writer = TarWriter(try FileByteSink(path: folder.path + "/ours.tar"))
        try writer.add(Data("hello".utf8), as: "a/\(long)", modifiedAt: .sample)
        try writer.finish()

        #expect(try run("tar", "-xf", "ours.tar", in: folder.path) == 0)
        let unpacked = try String(contentsOfFile: "\(folder.path)/a/\(long)", encoding: .utf8)
        #expect(try run("tar", "--format=pax", "-cf", "theirs.tar", "a/\(long)", in: folder.path) == 0)
        let reader = TarReader(try FileByteSource(path: folder.path + "/theirs.tar"))

        #expect(unpacked == "hello")
        #expect(try reader.next()?.name == "a/\(long)")
        #expect(try content(reader) == Array("hello".utf8))
        #expect(try reader.next() == nil)
    }

    @Test func `survives whatever an archive says of itself`() throws {
        let memory = Memory()
        let writer = TarWriter(memory)
        try writer.add(Data("hello".utf8), as: "a", modifiedAt: .sample)
        try writer.finish()
        let whole = memory.bytes

        for place in 0..<600 {
            for value: UInt8 in [0, 0x7f, 0x80, 0xff, 0x37] {
                let changed = Memory()
                changed.bytes = whole
                changed.bytes[place] = value
                let reader = TarReader(changed)
                _ = try? { while try reader.next() != nil { _ = try content(reader) } }()
            }
        }
    }

    private func run(_ program: String, _ arguments: String..., in folder: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = URL(filePath: folder)
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
