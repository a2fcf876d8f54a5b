import Foundation
import Media

/// What the first pass saw in one frame of a clip: everything needed to resume after it.
struct FrameObservation: Equatable, Sendable {
    var stamp: Int64
    var isCut: Bool
    var face: FaceObservation?
    /// Faces seen at once until then.
    var mostFaces = 0
    var body: SeenBody?
    var outline: Outline?
    /// Of use for an avatar.
    var look: FaceLook?

    /// Where the body is, and where it is looked for in the next frame.
    struct SeenBody: Equatable, Sendable {
        var pose: PoseObservation<SeenSpace>?
        var next: Region?
    }

    /// Which pixels are the person's, surely and possibly, at half size.
    struct Outline: Equatable, Sendable {
        var sure: MaskRuns
        var possible: MaskRuns
    }
}

extension FrameObservation {
    private static let poseFloats = 4 * Joint.count

    /// - Returns: nil for bytes that are not such a record.
    init?(record: [UInt8]) {
        var record = ByteRecord(record)
        guard let stamp = record.take(Int64.self), let flags = record.take(UInt8.self),
            let faces = record.take(Int32.self)
        else { return nil }
        self.init(stamp: stamp, isCut: flags & 1 != 0, mostFaces: Int(faces))
        if flags & 2 != 0 {
            guard let floats = record.take(Float.self, count: FaceObservation.recordSize) else { return nil }
            face = floats.withUnsafeBufferPointer { FaceObservation(record: $0) }
        }
        if flags & 4 != 0 {
            var seen = SeenBody()
            if flags & 8 != 0 {
                guard let floats = record.take(Float.self, count: Self.poseFloats) else { return nil }
                seen.pose = PoseObservation(
                    joints: (0..<Joint.count).map { joint in
                        SIMD4(floats[4 * joint], floats[4 * joint + 1], floats[4 * joint + 2], floats[4 * joint + 3])
                    })
            }
            if flags & 16 != 0 {
                guard let place = record.take(Double.self, count: 4) else { return nil }
                seen.next = Region(centre: FinePoint(x: place[0], y: place[1]), side: place[2], turn: place[3])
            }
            body = seen
        }
        if flags & 32 != 0 {
            guard let sure = record.takeCounted(), let possible = record.takeCounted() else { return nil }
            outline = Outline(sure: MaskRuns(bytes: sure), possible: MaskRuns(bytes: possible))
        }
        if flags & 64 != 0 {
            guard let look = record.take(Float.self, count: 4) else { return nil }
            self.look = FaceLook(width: look[0], mean: look[1], deviation: look[2], detail: look[3])
        }
    }

    var record: [UInt8] {
        var flags: UInt8 = isCut ? 1 : 0
        if face != nil { flags |= 2 }
        if body != nil { flags |= 4 }
        if body?.pose != nil { flags |= 8 }
        if body?.next != nil { flags |= 16 }
        if outline != nil { flags |= 32 }
        if look != nil { flags |= 64 }
        var record = ByteRecord()
        record.put(stamp)
        record.put(flags)
        record.put(Int32(clamping: mostFaces))
        if let face {
            var floats = [Float](repeating: 0, count: FaceObservation.recordSize)
            floats.withUnsafeMutableBufferPointer { face.write(to: $0) }
            record.put(floats)
        }
        if let pose = body?.pose { record.put(pose.joints.flatMap { [$0.x, $0.y, $0.z, $0.w] }) }
        if let next = body?.next { record.put([next.centre.x, next.centre.y, next.side, next.turn]) }
        if let outline {
            record.put(counted: outline.sure.bytes)
            record.put(counted: outline.possible.bytes)
        }
        if let look { record.put([look.width, look.mean, look.deviation, look.detail]) }
        return record.bytes
    }
}

/// Checkpoints what the first pass sees, so that a resumed job need not look at those frames again. Only observations are
/// stored: smoothing and everything that depends on the whole clip is computed again, with the same result.
///
/// Unchecked: read before the pass begins, then written by the one thread that records it.
final class ObservationLog: @unchecked Sendable {
    private let checkpoint: Checkpoint
    private let log: CheckpointLog
    private let step: Int
    /// Whether an earlier attempt saw the whole clip.
    let isComplete: Bool
    /// Frames that an earlier attempt saw.
    let framesBefore: Int
    private var records: CheckpointLog.Records

    /// - Parameters:
    ///   - name: of the way of looking: what one way sees is of no use to another.
    ///   - frames: of the clip, if known; the frames of a short one are looked at again.
    /// - Returns: nil without a checkpoint.
    init?(_ checkpoint: Checkpoint?, name: String, frames: Int?, frameRate: Double) {
        step = Reel.partLength(frameRate)
        guard let checkpoint, frames ?? .max > step, let log = checkpoint.log(name) else { return nil }
        (self.checkpoint, self.log, isComplete) = (checkpoint, log, log.isComplete)
        framesBefore = log.committedRecords
        records = log.records()
    }

    /// What earlier attempts saw, frame by frame.
    func next() throws(PuppetryError) -> FrameObservation? {
        guard let record = records.next() else { return nil }
        guard let observation = FrameObservation(record: record) else {
            throw .output(.writeFailed("The checkpoint of the video's tracking could not be read."))
        }
        return observation
    }

    func add(_ observation: FrameObservation) {
        log.append(observation.record)
        added += 1
        if added % step == 0 { checkpoint.commit(log) }
    }

    private var added = 0

    /// The clip is over.
    func finish() {
        if !isComplete { checkpoint.commit(log, isComplete: true) }
    }
}
