import Foundation
import Testing

@testable import Media
@testable import Puppetry

struct TrackTests {
    private let folder = FileManager.default.temporaryDirectory.path

    /// A face whose landmarks all lie `offset` to the right of a fixed pattern; its sides are 18 pixels apart.
    private func face(_ offset: Float, openness: Float = 0.3) -> FaceObservation {
        FaceObservation(
            landmarks: Landmarks(
                (0..<Landmark.count).map { DeepPoint(SIMD3(offset + Float($0 % 101), Float($0 % 83), 0)) }),
            openness: SIMD2(openness, openness), gaze: .zero)
    }

    private func track(_ frames: [FaceObservation?], cuts: Set<Int> = []) throws -> FaceTrack {
        var recorder = TrackRecorder(timeBase: 1 / 30, folder: folder)
        for (index, frame) in frames.enumerated() {
            try recorder.add(frame, stamp: Int64(index), isCut: cuts.contains(index))
        }
        return try recorder.finish(mostFaces: 1)
    }

    @Test func `keeps records the same in memory and beyond`() throws {
        let store = FrameStore(recordSize: 10, folder: folder, memoryLimit: 200)
        for index in 0..<20 { try store.append((0..<10).map { Float(index * 10 + $0) }) }
        try store.replace(2, with: [Float](repeating: 2, count: 10))
        try store.replace(17, with: [Float](repeating: 17, count: 10))

        #expect(try store.record(2)[9] == 2 && store.record(17)[0] == 17)
        #expect(try store.record(4) == (40..<50).map(Float.init) && store.record(19) == (190..<200).map(Float.init))
        let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(".temporary-") }
        #expect(left.isEmpty)
    }

    @Test func `does not delay what it smooths`() throws {
        // A step in the middle of the clip must stay in the middle, and rest must stay rest.
        let track = try track((0..<40).map { face($0 < 20 ? 0 : 20) })

        let xs = try (0..<40).map { try track.frame($0).landmarks[0].x }

        #expect(abs(xs[0]) < 0.5 && abs(xs[39] - 20) < 0.5)
        #expect(xs[18] < 10 && xs[21] > 10)
        for index in 0..<20 { #expect(abs(xs[index] + xs[39 - index] - 20) < 1.5) }
    }

    @Test func `takes the tremble out of a resting face`() throws {
        let track = try track((0..<40).map { face($0 % 2 == 0 ? 0.5 : -0.5) })

        let xs = try (5..<35).map { try track.frame($0).landmarks[0].x }

        #expect(xs.allSatisfy { abs($0) < 0.2 })
    }

    @Test func `does not smooth across a cut`() throws {
        let track = try track((0..<20).map { face($0 < 10 ? 0 : 60) }, cuts: [10])

        #expect(try track.frame(9).landmarks[0].x < 1 && track.frame(10).landmarks[0].x > 59)
        #expect(track.scenes == [0..<10, 10..<20])
    }

    @Test func `takes a jump of more than a face for a cut`() throws {
        #expect(try track([face(0), face(10), face(300), face(310)]).sceneStarts == [0, 2])
    }

    @Test func `bridges frames without a face, also the first ones`() throws {
        let track = try track([nil, nil, face(5), face(5), nil, face(5), face(5), face(5)])

        #expect(track.count == 8 && abs(track.faceShare - 5.0 / 8) < 1e-9)
        #expect(try track.rawFrame(0).landmarks[0].x == 5 && track.rawFrame(4).landmarks[0].x == 5)
    }

    @Test func `says when there is no face and when it was lost`() {
        #expect(throws: PuppetryError.noFaceInDriver) { try track([nil, nil, nil]) }
        #expect(throws: PuppetryError.driverLost(share: 0.5)) { try track([face(0), nil]) }
        #expect(throws: PuppetryError.driver(.noFrames)) { try track([]) }
    }

    @Test func `glides from one scene into the next`() {
        let (left, right) = (SIMD3(0.0, -0.2, 0), SIMD3(0.0, 0.2, 0))
        func pose(_ vector: SIMD3<Double>, _ x: Double) -> HeadPose<SeenSpace> {
            HeadPose(scale: 10, rotation: Matrix3(rotationVector: vector), shift: SIMD3(x, 0, 0))
        }
        // Each scene rests most of its time and ends, or begins, turned away.
        let poses =
            (0..<20).map { pose($0 < 14 ? .zero : left, 100) } + (0..<20).map { pose($0 < 6 ? right : .zero, 500) }

        let motions = HeadTrack(poses: poses, times: (0..<40).map { Double($0) / 30 }, scenes: [0..<20, 20..<40])
            .motions

        #expect(abs(motions[0].turn.rotationVector.y) < 1e-6)
        let turns = motions.map { $0.turn.rotationVector.y }
        #expect(zip(turns, turns.dropFirst()).allSatisfy { abs($0 - $1) < 0.15 })
        #expect(motions.allSatisfy { $0.shift.length < 1 }, "a cut must not throw the head aside")
    }

    @Test func `tells a cut from movement`() {
        var cuts = CutDetector()
        let (a, b) = (Twin.gradient(width: 64, height: 48), Picture(width: 64, height: 48))

        #expect(!cuts.isCut(a) && !cuts.isCut(a) && cuts.isCut(b) && !cuts.isCut(b))
    }
}
