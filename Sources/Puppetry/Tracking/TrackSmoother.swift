import CPuppetry

/// Smooths a whole track without delaying it: one-euro filters run forwards and backwards in time, and the two are
/// averaged, so that a mouth opens when its sound is heard.
struct TrackSmoother {
    private static let face = puppet_one_euro(minimum_cutoff_hz: 1.5, beta: 12, speed_cutoff_hz: 1)
    private static let eyes = puppet_one_euro(minimum_cutoff_hz: 3, beta: 20, speed_cutoff_hz: 1)

    /// Seconds of each frame, rising.
    let times: [Double]
    /// The first frame of each scene; filters start anew there.
    let sceneStarts: Set<Int>

    /// - Parameter raw: records of ``FaceObservation``.
    /// - Returns: the smoothed records.
    func smooth(_ raw: FrameStore, into smooth: FrameStore) throws(PuppetryError) {
        var forwards = Filter()
        for index in 0..<raw.count {
            let record = try raw.record(index)
            if sceneStarts.contains(index) { forwards.restart() }
            try smooth.append(forwards.step(record, seconds: index > 0 ? times[index] - times[index - 1] : 0))
        }
        var backwards = Filter()
        for index in stride(from: raw.count - 1, through: 0, by: -1) {
            let record = try raw.record(index)
            if sceneStarts.contains(index + 1) { backwards.restart() }
            let back = backwards.step(record, seconds: index + 1 < raw.count ? times[index + 1] - times[index] : 0)
            var both = try smooth.record(index)
            for k in both.indices { both[k] = (both[k] + back[k]) / 2 }
            try smooth.replace(index, with: both)
        }
    }

    /// The filters of all numbers of one frame.
    private struct Filter {
        private var value: [Float] = []
        private var speed: [Float] = []

        mutating func restart() { value = [] }

        mutating func step(_ raw: [Float], seconds: Double) -> [Float] {
            guard !value.isEmpty, seconds > 0 else {
                value = raw
                speed = [Float](repeating: 0, count: raw.count)
                return raw
            }
            let points = FaceObservation.landmarkFloats
            let unit = max(Self.faceSize(raw), 1)
            let step = Float(min(seconds, 1))
            raw.withUnsafeBufferPointer { raw in
                value.withUnsafeMutableBufferPointer { value in
                    speed.withUnsafeMutableBufferPointer { speed in
                        guard let r = raw.baseAddress, let v = value.baseAddress, let s = speed.baseAddress else {
                            return
                        }
                        puppet_one_euro_step(TrackSmoother.face, r, v, s, Int32(points), unit, step)
                        puppet_one_euro_step(
                            TrackSmoother.eyes, r + points, v + points, s + points, Int32(raw.count - points), 1, step)
                    }
                }
            }
            return value
        }

        /// The larger side of the landmarks' box.
        private static func faceSize(_ record: [Float]) -> Float {
            var low = SIMD2<Float>(repeating: .infinity)
            var high = SIMD2<Float>(repeating: -.infinity)
            for point in 0..<Landmark.count {
                let at = SIMD2(record[3 * point], record[3 * point + 1])
                low = pointwiseMin(low, at)
                high = pointwiseMax(high, at)
            }
            return (high - low).max()
        }
    }
}
