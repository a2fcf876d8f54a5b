import Foundation
import Testing

@testable import Media

/// What one attempt committed, the next one finds, and nothing else.
@Suite struct CheckpointTests {
    private let folder: String

    init() throws {
        folder = Fixture.shared.newPath("checkpoint")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func work(_ key: String = "a") throws -> Checkpoint { try #require(Checkpoint(folder: folder, key: key)) }

    private func records(_ log: CheckpointLog) -> [[UInt8]] {
        var records = log.records()
        var found: [[UInt8]] = []
        while let next = records.next() { found.append(next) }
        return found
    }

    @Test func `an attempt resumes after what was committed and sees nothing of the rest`() throws {
        let first = try work()
        let log = try #require(first.log("frames"))
        log.append([1, 2, 3])
        log.append([])
        first.commit(log)
        log.append([4])  // the process ends here

        let again = try work()
        let next = try #require(again.log("frames"))
        #expect(records(next) == [[1, 2, 3], []] && next.committedRecords == 2 && !next.isComplete)
        next.append([5, 6])
        again.commit(next, isComplete: true)

        let last = try #require(try work().log("frames"))
        #expect(records(last) == [[1, 2, 3], [], [5, 6]] && last.isComplete)
    }

    @Test func `a checkpoint of other inputs is deleted`() throws {
        let first = try work("a")
        let log = try #require(first.log("frames"))
        log.append([1])
        first.commit(log)
        _ = FileManager.default.createFile(atPath: first.path("whole"), contents: Data([7]))
        first.commit(file: "whole")
        #expect(first.file("whole") != nil)

        let other = try work("b")

        #expect(try #require(other.log("frames")).committedRecords == 0)
        #expect(other.file("whole") == nil && !FileManager.default.fileExists(atPath: other.path("whole")))
    }

    @Test func `a file that is not what it was is not believed`() throws {
        let first = try work()
        let log = try #require(first.log("frames"))
        log.append([UInt8](repeating: 1, count: 100))
        first.commit(log)
        #expect(truncate(first.path("frames"), 50) == 0)

        #expect(try #require(try work().log("frames")).committedRecords == 0)
    }

    @Test func `a checkpoint does not break the job for ever`() throws {
        let first = try work()
        let log = try #require(first.log("frames"))
        log.append([1])
        first.commit(log)

        // Three attempts end without having committed anything.
        for _ in 0..<3 { #expect(try #require(try work().log("frames")).committedRecords == 1) }

        #expect(try #require(try work().log("frames")).committedRecords == 0)
    }

    @Test(arguments: ["h264.mp4", "sound.flac"])
    func `a resumed movie is the same as one made in one go`(sound: String) async throws {
        let sound = try await MediaSample.file(sound)
        // Uneven steps: decoding times must rise over the seams all the same.
        let stamps = (0..<40).map { (index: Int) -> Int64 in Int64(10 * index + 4 * (index % 3)) }
        func write(_ path: String, upTo end: Int, _ work: Checkpoint?) throws -> Int {
            let writer = try MovieWriter(
                path: path, width: 64, height: 64, timeBase: (1, 10), frameRate: 1,
                audioFrom: sound, metadata: ["a": "b"], reel: Reel(work, frames: stamps.count, frameRate: 1))
            let first = writer.framesBefore
            for index in first..<end { try writer.append(picture(index), pts: stamps[index]) }
            if end == stamps.count { #expect(try writer.finish().frames == stamps.count) }
            return first
        }
        let (whole, parts) = (Fixture.shared.newPath("whole.mp4"), Fixture.shared.newPath("parts.mp4"))
        let other = Fixture.shared.newPath("checkpoint-whole")
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)

        #expect(try write(whole, upTo: 40, Checkpoint(folder: other, key: "a")) == 0)
        #expect(try write(parts, upTo: 20, try work()) == 0)
        #expect(try write(parts, upTo: 30, try work()) == 12)
        #expect(try write(parts, upTo: 40, try work()) == 24)

        #expect(FileManager.default.contents(atPath: whole) == FileManager.default.contents(atPath: parts))
        let reader = try VideoReader(path: parts)
        var found: [Int64] = []
        while let frame = try reader.next() {
            let (ticks, base) = (Int64(frame.pts), reader.timeBase)
            found.append(ticks * 10 * Int64(base.num) / Int64(base.den))
        }
        #expect(found == stamps)
    }

    private func picture(_ index: Int) -> Picture {
        let picture = Picture(width: 64, height: 64)
        for at in 0..<(64 * 64) {
            let value = UInt8(truncatingIfNeeded: at / 64 * 3 + index * 5)
            for channel in 0..<3 { picture.bytes[4 * at + channel] = value &+ UInt8(40 * channel) }
            picture.bytes[4 * at + 3] = 255
        }
        return picture
    }
}
