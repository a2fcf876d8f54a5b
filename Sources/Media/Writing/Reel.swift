import CLibAV

/// Checkpoints the encoded pictures of a movie while it is made, so that a resumed job need not draw them again.
///
/// The movie is encoded in self-contained parts with fixed boundaries: a resumed movie is the same to the last bit as one
/// made in one go.
package final class Reel: @unchecked Sendable {
    /// Length of a part in seconds, and bounds for it in frames.
    private static let (partSeconds, partFrames) = (10.0, 12...600)
    private static let name = "reel"

    private let checkpoint: Checkpoint
    private var log: CheckpointLog

    /// - Returns: nil when the movie is too short to be worth it, or there is no checkpoint.
    package init?(_ checkpoint: Checkpoint?, frames: Int, frameRate: Double) {
        guard let checkpoint, frames > Self.partLength(frameRate), let log = checkpoint.log(Self.name) else {
            return nil
        }
        (self.checkpoint, self.log) = (checkpoint, log)
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

    /// - Parameter description: of the encoder; packets of a differently encoded movie are discarded.
    /// - Returns: pictures that are committed.
    func begin(_ description: [UInt8]) -> Int {
        var records = log.records()
        if log.committedRecords > 0, records.next() == description { return log.committedRecords - 1 }
        checkpoint.discard(Self.name)
        if let fresh = checkpoint.log(Self.name) { log = fresh }
        log.append(description)
        return 0
    }

    /// Hands over the committed packets in order.
    func replay(_ body: (Packet) throws(MediaError) -> Void) throws(MediaError) {
        var records = log.records()
        _ = records.next()
        for _ in 1..<max(1, log.committedRecords) {
            guard var record = records.next().map({ ByteRecord($0) }), let pts = record.take(Int64.self),
                let dts = record.take(Int64.self), let flags = record.take(Int32.self),
                let bytes = record.takeCounted()
            else { throw .writeFailed("The video's checkpoint could not be read.") }
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

    /// Everything appended so far makes complete parts.
    func commitPart() { checkpoint.commit(log) }
}
