import Foundation
import Media

/// Reads the eyes and records the track on a thread of its own, while the next frame's landmarks are being found.
final class EyeStage {
    private struct Sighting: Sendable {
        let frame: VideoFrame
        let landmarks: [SIMD3<Float>]?
        /// What else is to be kept of the frame.
        let seen: FrameSighting
    }

    /// What the thread works on.
    ///
    /// Unchecked: recorder, eyes and error are touched by the thread alone until it has signalled its end.
    private final class Work: @unchecked Sendable {
        let sightings = Channel<Sighting>(capacity: 3)
        let ended = DispatchSemaphore(value: 0)
        let eyes: EyeTracker
        let release: @Sendable (VideoFrame) -> Void
        let log: SightingLog?
        var recorder: TrackRecorder
        var error: PuppetryError?

        init(
            _ recorder: TrackRecorder, _ log: SightingLog?, _ eyes: EyeTracker,
            _ release: @escaping @Sendable (VideoFrame) -> Void
        ) {
            self.recorder = recorder
            self.log = log
            self.eyes = eyes
            self.release = release
        }

        func run() {
            do {
                while let sighting = sightings.receive() { try record(sighting) }
            } catch {
                self.error = error
            }
            sightings.close()
            ended.signal()
        }

        private func record(_ sighting: Sighting) throws(PuppetryError) {
            defer { release(sighting.frame) }
            var seen = sighting.seen
            if let landmarks = sighting.landmarks {
                seen.face = try FaceObservation(landmarks: landmarks, in: sighting.frame.picture, eyes: eyes)
            }
            try recorder.add(seen.face, stamp: seen.stamp, isCut: seen.isCut)
            log?.add(seen)
        }
    }

    private let work: Work
    private var hasEnded = false

    /// - Parameters:
    ///   - log: keeps what is recorded.
    ///   - eyes: used by nobody else until ``finish()``.
    ///   - release: takes back each frame once it has been read; called from the thread.
    init(
        recorder: TrackRecorder, log: SightingLog?, eyes: EyeTracker,
        release: @escaping @Sendable (VideoFrame) -> Void
    ) {
        let work = Work(recorder, log, eyes, release)
        self.work = work
        let thread = Thread { work.run() }
        thread.name = "eyes"
        thread.start()
    }

    deinit { end() }

    private func end() {
        guard !hasEnded else { return }
        work.sightings.close()
        work.ended.wait()
        hasEnded = true
    }

    /// - Parameters:
    ///   - landmarks: nil for a frame without a face.
    ///   - seen: what is known of the frame but for its face.
    func add(_ frame: VideoFrame, landmarks: [SIMD3<Float>]?, seen: FrameSighting) throws(PuppetryError) {
        guard work.sightings.send(Sighting(frame: frame, landmarks: landmarks, seen: seen)) else {
            end()
            throw work.error ?? .cancelled
        }
    }

    /// Waits until everything is recorded.
    func finish() throws(PuppetryError) -> TrackRecorder {
        end()
        if let error = work.error { throw error }
        work.log?.finish()
        return work.recorder
    }
}
