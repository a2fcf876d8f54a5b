import Foundation
import Media

/// The face of a clip frame by frame, as an avatar needs it: gaps bridged, and the stretches that show it known.
struct AvatarTrack {
    /// Records of ``FaceObservation`` without eyes; frames before the first and after the last face of a stretch repeat it.
    let store: FrameStore
    /// Whether each frame showed a face.
    let shows: [Bool]
    /// Stretches without a cut or a longer gap, from their first frame with a face to their last.
    let stretches: [Range<Int>]
    let cuts: Int

    var faceShare: Double { shows.isEmpty ? 0 : Double(shows.count { $0 }) / Double(shows.count) }

    /// The part that becomes the avatar.
    var longest: Range<Int>? { stretches.max { $0.count < $1.count } }
}

/// Collects an ``AvatarTrack`` as frames come.
struct AvatarRecorder {
    /// A face that is gone for longer is not bridged, seconds.
    private static let longestGap = 0.5

    private let longestGap: Int
    private let store: FrameStore
    private var shows: [Bool] = []
    private var stretches: [Range<Int>] = []
    private var cuts = 0
    /// First and last frame with a face of the stretch being recorded.
    private var open: (first: Int, last: Int)?
    private var last: [Float]?

    init(frameRate: Double, folder: String) {
        longestGap = max(1, Int(Self.longestGap * frameRate))
        store = FrameStore(
            recordSize: FaceObservation.recordSize, folder: folder, memoryLimit: FrameStore.memoryLimit / 2)
    }

    /// - Parameter landmarks: 468 points in pixels; nil for a frame without a face.
    mutating func add(_ landmarks: Landmarks<SeenSpace>?, isCut: Bool) throws(PuppetryError) {
        let index = shows.count
        shows.append(landmarks != nil)
        if isCut {
            cuts += 1
            endStretch()
        }
        guard let landmarks else { return }
        var record = [Float](repeating: 0, count: FaceObservation.recordSize)
        let now = FaceObservation(landmarks: landmarks, openness: .zero, gaze: .zero)
        record.withUnsafeMutableBufferPointer { now.write(to: $0) }
        if let open, index - open.last > longestGap || jumps(to: landmarks) { endStretch() }
        try bridge(to: record, from: open == nil ? nil : last)
        try store.append(record)
        open = (open?.first ?? index, index)
        last = record
    }

    /// Brings the store up to the frame before this one, in a line from the last face to the next.
    private func bridge(to next: [Float], from last: [Float]?) throws(PuppetryError) {
        let missing = shows.count - 1 - store.count
        for step in 0..<max(0, missing) {
            let share = Float(step + 1) / Float(missing + 1)
            let between = last.map { zip($0, next).map { $0 + ($1 - $0) * share } }
            try store.append(between ?? next)
        }
    }

    private mutating func endStretch() {
        if let open { stretches.append(open.first..<(open.last + 1)) }
        open = nil
    }

    /// A face does not move by its own width from frame to frame.
    private func jumps(to landmarks: Landmarks<SeenSpace>) -> Bool {
        guard let last else { return false }
        func point(_ number: Int) -> PlanePoint<SeenSpace> {
            PlanePoint(x: last[3 * number], y: last[3 * number + 1])
        }
        let width = (point(Landmark.rightSide) - point(Landmark.leftSide)).length
        return (landmarks[Landmark.upperLip].xy - point(Landmark.upperLip)).length > max(width, 1)
    }

    /// - Throws: ``AvatarFault/noFace(share:)``, or ``MediaError/noFrames`` as the clip's fault.
    mutating func finish() throws(PuppetryError) -> AvatarTrack {
        guard !shows.isEmpty else { throw .driver(.noFrames) }
        endStretch()
        let track = AvatarTrack(store: store, shows: shows, stretches: stretches, cuts: cuts)
        guard track.faceShare >= InputLimits.avatarFaces else { throw .avatar(.noFace(share: track.faceShare)) }
        return track
    }
}
