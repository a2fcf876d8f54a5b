import CPuppetry
import Dispatch
import Foundation
import Media

/// Writes the archive of an avatar: `full_imgs` and `face_imgs` frame by frame, then `landmarks.f32`, `coords.pkl` and
/// `coords.json`. Pictures are compressed on several cores at once.
///
/// With a checkpoint the archive grows there, and a resumed job begins after the last part that was committed.
final class AvatarWriter {
    /// Name of the growing archive in the checkpoint.
    static let draftName = "growing.tar"

    private let job: AvatarJob
    private let width: Int
    private let height: Int
    private let frameRate: Double
    private let tar: TarWriter
    private let compressors: [FrameCompressor]
    private var waiting: [Picture] = []
    private var boxes: [PixelBox] = []
    /// Frames written, with those of earlier attempts.
    private(set) var count = 0
    private var committedCount: Int
    private var release: (Picture) -> Void = { _ in }

    init(_ job: AvatarJob, width: Int, height: Int, frameRate: Double) throws(PuppetryError) {
        self.job = job
        (self.width, self.height, self.frameRate) = (width, height, frameRate)
        let draft = job.checkpoint?.draft(Self.draftName)
        committedCount = draft?.records ?? 0
        tar = try TarWriter(
            path: job.checkpoint?.path(Self.draftName) ?? job.output, modified: job.modified, resumingAt: draft?.bytes)
        var compressors: [FrameCompressor] = []
        for _ in 0..<job.cores.clamped(1...4) { compressors.append(try FrameCompressor(width: width, height: height)) }
        self.compressors = compressors
        count = committedCount
        guard tar.length == 0 else { return }
        for folder in ["", "/full_imgs", "/face_imgs"] { try tar.addFolder(job.name + folder) }
    }

    /// - Parameter smooth: records of ``FaceObservation``, one a frame to come.
    func placeBoxes(_ smooth: FrameStore) throws(PuppetryError) {
        var faces = FaceBoxes()
        for index in 0..<smooth.count {
            let record = try smooth.record(index)
            faces.add(record.withUnsafeBufferPointer { FaceObservation(record: $0) }.landmarks)
        }
        boxes = faces.smoothed(frameRate: frameRate, width: width, height: height)
    }

    /// - Parameters:
    ///   - picture: of the avatar's size; kept until enough wait to be compressed.
    ///   - release: takes it back.
    func add(_ picture: Picture, release: @escaping (Picture) -> Void) throws(PuppetryError) {
        waiting.append(picture)
        self.release = release
        if waiting.count == compressors.count { try flush() }
    }

    private func flush() throws(PuppetryError) {
        let (pictures, boxes) = (waiting, Array(boxes[count..<(count + waiting.count)]))
        DispatchQueue.concurrentPerform(iterations: pictures.count) { [compressors] in
            compressors[$0].compress(pictures[$0], boxes[$0])
        }
        for compressor in compressors.prefix(pictures.count) {
            let made: (full: [UInt8], face: [UInt8])
            do { made = try compressor.result.get() } catch { throw .output(error) }
            let name = String(format: "%08d.png", count)
            try tar.add(job.name + "/full_imgs/" + name, made.full)
            try tar.add(job.name + "/face_imgs/" + name, made.face)
            count += 1
        }
        pictures.forEach(release)
        waiting = []
        if let checkpoint = job.checkpoint, count - committedCount >= Reel.partLength(frameRate) {
            checkpoint.commit(draft: Self.draftName, bytes: tar.length, records: count)
            committedCount = count
        }
    }

    /// Compresses a frame and its face.
    ///
    /// Unchecked: one frame at a time, and the result is read between frames.
    private final class FrameCompressor: @unchecked Sendable {
        private let full: PNGEncoder
        private let face: PNGEncoder
        private(set) var result: Result<(full: [UInt8], face: [UInt8]), MediaError> = .failure(.noFrames)

        init(width: Int, height: Int) throws(PuppetryError) {
            do {
                full = try PNGEncoder(width: width, height: height)
                face = try PNGEncoder(width: AvatarPreparation.cropSide, height: AvatarPreparation.cropSide)
            } catch { throw .output(error) }
        }

        func compress(_ picture: Picture, _ box: PixelBox) {
            do throws(MediaError) {
                let crop = picture.resized(box, toSide: AvatarPreparation.cropSide)
                result = .success((try full.encode(picture), try face.encode(crop)))
            } catch { result = .failure(error) }
        }
    }

    /// - Parameters:
    ///   - smooth: as given to ``placeBoxes(_:)``.
    ///   - shows: whether each frame showed a face.
    func finish(_ smooth: FrameStore, shows: [Bool]) throws(PuppetryError) {
        try flush()
        // A clip that has fewer frames when it is read again gives a shorter avatar.
        let index = AvatarIndex(
            frames: count, fps: frameRate, width: width, height: height, coords: boxes.prefix(count).map(\.listed),
            valid: Array(shows.prefix(count)))
        let size = count * AvatarIndex.landmarkBytes
        try tar.begin(job.name + "/" + AvatarIndex.landmarksName, size: size)
        for frame in 0..<count {
            let record = try smooth.record(frame)
            try record[..<FaceObservation.landmarkFloats].withUnsafeBufferPointer { (floats) throws(PuppetryError) in
                try tar.append(UnsafeRawBufferPointer(floats))
            }
        }
        try tar.pad(size)
        try tar.add(job.name + "/coords.pkl", CoordinateList.pickled(Array(boxes.prefix(count))))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys  // the same clip gives the same archive
        guard let json = try? encoder.encode(index) else {
            throw .output(.writeFailed("The avatar's index could not be written."))
        }
        try tar.add(job.name + "/" + AvatarIndex.name, Array(json))
        try tar.finish()
        if let checkpoint = job.checkpoint { try handOver(checkpoint.path(Self.draftName)) }
    }

    /// The finished archive stays in the checkpoint too, in case the process is stopped before the result is reported.
    private func handOver(_ draft: String) throws(PuppetryError) {
        unlink(job.output)
        guard link(draft, job.output) != 0 else { return }
        do {
            try FileManager.default.copyItem(atPath: draft, toPath: job.output)
        } catch {
            throw .output(.writeFailed("The avatar could not be written; the disk may be full."))
        }
    }
}

/// `coords.json`: what the archive holds.
struct AvatarIndex: Codable, Equatable, Sendable {
    static let name = "coords.json"
    /// 468 x, y, z in pixels for each frame, 32-bit little-endian floats.
    static let landmarksName = "landmarks.f32"
    static let landmarkBytes = FaceObservation.landmarkFloats * MemoryLayout<Float>.stride

    var version = 1
    let frames: Int
    let fps: Double
    let width: Int
    let height: Int
    /// y1, y2, x1, x2 of the face in each frame.
    let coords: [[Int]]
    /// Whether each frame showed a face.
    let valid: [Bool]
}

extension Picture {
    /// A part of the picture as a square: averaged when it shrinks, bilinear when it grows.
    func resized(_ box: PixelBox, toSide side: Int) -> Picture {
        let part = Picture(width: box.width, height: box.height)
        for row in 0..<box.height {
            let from = bytes + (box.top + row) * rowBytes + 4 * box.left
            (part.bytes + row * part.rowBytes).update(from: from, count: part.rowBytes)
        }
        if box.width >= side, box.height >= side { return part.reduced(toWidth: side, height: side) }
        let square = Picture(width: side, height: side)
        let far = Float(side)
        let corners: [puppet_vertex] = [(0, 0), (1, 0), (0, 1), (1, 1)].map { (x: Float, y: Float) in
            puppet_vertex(
                x: x * far, y: y * far, u: x * Float(box.width), v: y * Float(box.height), alpha: 1)
        }
        puppet_draw_triangles(
            square.view, 0, Int32(side), part.view, corners, 4, [0, 1, 3, 0, 3, 2], 2, false)
        return square
    }
}
