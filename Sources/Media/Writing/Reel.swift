import CLibAV

/// The encoded pictures of a movie, kept while it is made, so that whoever goes on with it need not draw them again.
///
/// The movie is encoded in parts that refer to nothing outside themselves, and always in the same ones: a movie that was
/// begun once and one that was gone on with are the same to the last bit.
package final class Reel: @unchecked Sendable {
    /// Length of a part in seconds, and bounds for it in frames.
    private static let (partSeconds, partFrames) = (10.0, 12...600)
    private static let name = "reel"

    private let work: KeptWork
    private var log: KeptLog

    /// - Returns: nil when the movie is too short to be worth it, or nothing can be kept.
    package init?(_ work: KeptWork?, frames: Int, frameRate: Double) {
        guard let work, frames > Self.partLength(frameRate), let log = work.log(Self.name) else { return nil }
        (self.work, self.log) = (work, log)
    }

    /// Frames of a part.
    package static func partLength(_ frameRate: Double) -> Int {
        min(max(Int((partSeconds * frameRate).rounded()), partFrames.lowerBound), partFrames.upperBound)
    }

    /// One picture, encoded; times in the movie's time base.
    struct Packet {
        let pts: Int64
        let dts: Int64
        let flags: Int32
        let bytes: [UInt8]
    }

    /// - Parameter description: what all packets depend on; those of a movie of another one are thrown away.
    /// - Returns: pictures that are finished.
    func begin(_ description: [UInt8]) -> Int {
        var records = log.records()
        if log.finishedRecords > 0, records.next() == description { return log.finishedRecords - 1 }
        work.forget(Self.name)
        if let fresh = work.log(Self.name) { log = fresh }
        log.append(description)
        return 0
    }

    /// Hands over what is finished, in order.
    func replay(_ body: (Packet) throws(MediaError) -> Void) throws(MediaError) {
        var records = log.records()
        _ = records.next()
        for _ in 1..<max(1, log.finishedRecords) {
            guard var record = records.next().map({ ByteRecord($0) }), let pts = record.take(Int64.self),
                let dts = record.take(Int64.self), let flags = record.take(Int32.self),
                let bytes = record.takeCounted()
            else { throw .writeFailed("What was finished of the video before could not be read.") }
            try body(Packet(pts: pts, dts: dts, flags: flags, bytes: bytes))
        }
    }

    func append(_ packet: UnsafePointer<AVPacket>) {
        var record = ByteRecord()
        record.put(packet.pointee.pts)
        record.put(packet.pointee.dts)
        record.put(packet.pointee.flags)
        record.put(
            counted: Array(UnsafeBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size))))
        log.append(record.bytes)
    }

    /// What was appended is a whole number of parts.
    func finishPart() { work.finish(log) }
}
