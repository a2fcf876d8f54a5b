import Media

/// What one frame of a clip says about its face.
struct FaceObservation: Equatable, Sendable {
    /// 468 points in pixels.
    var landmarks: Landmarks<SeenSpace>
    /// For eye A and B.
    var openness: SIMD2<Float>
    /// x of A, y of A, x of B, y of B.
    var gaze: SIMD4<Float>
}

extension FaceObservation {
    /// Reads the eyes of a face whose landmarks are known.
    init(landmarks: Landmarks<SeenSpace>, in picture: Picture, eyes: EyeTracker) throws(PuppetryError) {
        let a = try eyes.eye(.a, of: landmarks, in: picture)
        let b = try eyes.eye(.b, of: landmarks, in: picture)
        self.init(
            landmarks: landmarks, openness: SIMD2(a.openness, b.openness),
            gaze: SIMD4(a.gaze.x, a.gaze.y, b.gaze.x, b.gaze.y))
    }

    /// Floats of one frame in a ``FrameStore``; the landmarks come first.
    static let recordSize = landmarkFloats + 6
    static let landmarkFloats = 3 * Landmark.count

    init(record: UnsafeBufferPointer<Float>) {
        landmarks = Landmarks(numbers: record[..<Self.landmarkFloats])
        let eyes = Self.landmarkFloats
        openness = SIMD2(record[eyes], record[eyes + 1])
        gaze = SIMD4(record[eyes + 2], record[eyes + 3], record[eyes + 4], record[eyes + 5])
    }

    func write(to record: UnsafeMutableBufferPointer<Float>) {
        for (index, point) in landmarks.enumerated() {
            record[3 * index] = point.x
            record[3 * index + 1] = point.y
            record[3 * index + 2] = point.z
        }
        let eyes = Self.landmarkFloats
        for k in 0..<2 { record[eyes + k] = openness[k] }
        for k in 0..<4 { record[eyes + 2 + k] = gaze[k] }
    }
}
