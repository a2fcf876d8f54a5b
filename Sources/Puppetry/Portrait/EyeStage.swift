import Foundation
import Media

/// Reads the eyes and records the track on a thread of its own, while the next frame's landmarks are being found.
final class EyeStage {
    private struct Sighting: Sendable {
        let frame: VideoFrame
        let landmarks: [SIMD3<Float>]?
        let isCut: Bool
    }

    /// What the thread works on.
    ///
    /// Unchecked: recorder, eyes and error are touched by the thread alone until it has signalled its end.
    private final class Work: @unchecked Sendable {
        let sightings = Channel<Sighting>(capacity: 3)
        let ended = DispatchSemaphore(value: 0)
        let eyes: EyeTracker
        let release: @Sendable (VideoFrame) -> Void
        var recorder: TrackRecorder
        var error: PuppetryError?

        init(_ recorder: TrackRecorder, _ eyes: EyeTracker, _ release: @escaping @Sendable (VideoFrame) -> Void) {
            self.recorder = recorder
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
            var observation: FaceObservation?
            if let landmarks = sighting.landmarks {
                observation = try FaceObservation(landmarks: landmarks, in: sighting.frame.picture, eyes: eyes)
            }
            try recorder.add(observation, stamp: sighting.frame.pts, isCut: sighting.isCut)
        }
    }

    private let work: Work
    private var hasEnded = false

    /// - Parameters:
    ///   - eyes: used by nobody else until ``finish()``.
    ///   - release: takes back each frame once it has been read; called from the thread.
    init(recorder: TrackRecorder, eyes: EyeTracker, release: @escaping @Sendable (VideoFrame) -> Void) {
        let work = Work(recorder, eyes, release)
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

    /// - Parameter landmarks: nil for a frame without a face.
    func add(_ frame: VideoFrame, landmarks: [SIMD3<Float>]?, isCut: Bool) throws(PuppetryError) {
        guard work.sightings.send(Sighting(frame: frame, landmarks: landmarks, isCut: isCut)) else {
            end()
            throw work.error ?? .cancelled
        }
    }

    /// Waits until everything is recorded.
    func finish() throws(PuppetryError) -> TrackRecorder {
        end()
        if let error = work.error { throw error }
        return work.recorder
    }
}
