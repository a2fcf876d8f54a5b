/// A clip's face, frame by frame: the raw and the smoothed records lie in stores, what is small lies in arrays.
struct FaceTrack: Sendable {
    /// Time stamps in the clip's time base, and the same in seconds.
    let stamps: [Int64]
    let times: [Double]
    /// First frames of scenes, rising, beginning with 0.
    let sceneStarts: [Int]
    /// Share of the frames that showed a face, 0...1.
    let faceShare: Double
    /// Most faces seen at once.
    let mostFaces: Int
    /// As tracked, for what must fit the clip's own pixels.
    let raw: FrameStore
    /// For all that moves.
    let smooth: FrameStore

    var count: Int { stamps.count }

    func rawFrame(_ index: Int) throws(PuppetryError) -> FaceObservation {
        try raw.record(index).withUnsafeBufferPointer { FaceObservation(record: $0) }
    }

    func frame(_ index: Int) throws(PuppetryError) -> FaceObservation {
        try smooth.record(index).withUnsafeBufferPointer { FaceObservation(record: $0) }
    }

    /// The frames of each scene.
    var scenes: [Range<Int>] {
        zip(sceneStarts, sceneStarts.dropFirst() + [count]).map { $0..<$1 }
    }
}
