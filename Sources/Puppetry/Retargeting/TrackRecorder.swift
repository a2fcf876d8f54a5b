import Foundation
import Media

/// Collects a clip's frames as they are tracked. A frame without a face repeats the last one (the first ones wait for
/// the first face); a face that jumps by more than its own width begins a new scene, as a cut does.
struct TrackRecorder {
    private let timeBase: Double
    private let folder: String
    private let raw: FrameStore
    private var stamps: [Int64] = []
    private var sceneStarts: [Int] = [0]
    private var waiting = 0
    private var framesWithFace = 0
    private var last: FaceObservation?

    /// - Parameters:
    ///   - timeBase: seconds per tick.
    ///   - folder: for records beyond what memory is meant for.
    init(timeBase: Double, folder: String) {
        self.timeBase = timeBase
        self.folder = folder
        raw = Self.store(folder)
    }

    private static func store(_ folder: String) -> FrameStore {
        FrameStore(
            recordSize: FaceObservation.recordSize, folder: folder, memoryLimit: FrameStore.memoryLimit / 2)
    }

    mutating func add(_ observation: FaceObservation?, stamp: Int64, isCut: Bool) throws(PuppetryError) {
        var startsScene = isCut
        if let observation, let last, Self.jumps(from: last, to: observation) { startsScene = true }
        if startsScene, !stamps.isEmpty { sceneStarts.append(stamps.count) }
        stamps.append(stamp)
        if let observation {
            framesWithFace += 1
            last = observation
        }
        guard let last else {
            waiting += 1
            return
        }
        var record = [Float](repeating: 0, count: FaceObservation.recordSize)
        record.withUnsafeMutableBufferPointer { last.write(to: $0) }
        for _ in 0...waiting { try raw.append(record) }
        waiting = 0
    }

    private static func jumps(from a: FaceObservation, to b: FaceObservation) -> Bool {
        let width = (a.landmarks[Landmark.rightSide].xy - a.landmarks[Landmark.leftSide].xy).length
        return (b.landmarks[Landmark.upperLip].xy - a.landmarks[Landmark.upperLip].xy).length > max(width, 1)
    }

    /// - Throws: ``PuppetryError/noFaceInDriver`` and ``PuppetryError/driverLost(share:)``.
    func finish(mostFaces: Int) throws(PuppetryError) -> FaceTrack {
        guard !stamps.isEmpty else { throw .driver(.noFrames) }
        let share = Double(framesWithFace) / Double(stamps.count)
        guard share >= InputLimits.driverFaces else { throw .noFaceInDriver }
        guard 1 - share <= InputLimits.driverGaps else { throw .driverLost(share: 1 - share) }
        let times = stamps.map { Double($0) * timeBase }
        let smooth = Self.store(folder)
        try TrackSmoother(times: times, sceneStarts: Set(sceneStarts)).smooth(raw, into: smooth)
        return FaceTrack(
            stamps: stamps, times: times, sceneStarts: sceneStarts, faceShare: share, mostFaces: mostFaces, raw: raw,
            smooth: smooth)
    }
}
