import Media

/// Reads the eyes and records the track on a thread of its own, while the next frame's landmarks are being found.
final class EyeStage {
    private struct TrackedFrame: Sendable {
        let frame: VideoFrame
        let landmarks: Landmarks<SeenSpace>?
        /// What else is recorded of the frame.
        let observation: FrameObservation
    }

    private let stage: Stage<TrackedFrame, TrackRecorder>

    /// - Parameters:
    ///   - log: checkpoints what is recorded.
    ///   - eyes: used by nobody else until ``finish()``.
    ///   - release: takes back each frame once it has been read; called from the thread.
    init(
        recorder: TrackRecorder, log: ObservationLog?, eyes: EyeTracker,
        release: @escaping @Sendable (VideoFrame) -> Void
    ) {
        stage = Stage("eyes", capacity: 3) { (channel) throws(PuppetryError) in
            var recorder = recorder
            while let tracked = channel.receive() {
                defer { release(tracked.frame) }
                var observation = tracked.observation
                if let landmarks = tracked.landmarks {
                    observation.face = try FaceObservation(
                        landmarks: landmarks, in: tracked.frame.picture, eyes: eyes)
                }
                try recorder.add(observation.face, stamp: observation.stamp, isCut: observation.isCut)
                log?.add(observation)
            }
            if !channel.isAbandoned { log?.finish() }
            return recorder
        }
    }

    /// - Parameters:
    ///   - landmarks: nil for a frame without a face.
    ///   - seen: what is known of the frame but for its face.
    func add(_ frame: VideoFrame, landmarks: Landmarks<SeenSpace>?, seen: FrameObservation) throws(PuppetryError) {
        try stage.send(TrackedFrame(frame: frame, landmarks: landmarks, observation: seen))
    }

    /// Waits until everything is recorded.
    func finish() throws(PuppetryError) -> TrackRecorder { try stage.finish() }
}
