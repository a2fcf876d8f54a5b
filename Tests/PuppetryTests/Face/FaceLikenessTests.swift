import Foundation
import Testing

@testable import Media
@testable import Puppetry

/// Whether two clips show one face. A mistake here lets somebody agree for somebody else.
@Suite struct FaceLikenessTests {
    private let scratch: Scratch
    private let comparer: FaceComparer
    private let clip: String
    private let portrait: String

    init() throws {
        scratch = try Scratch()
        let assets = try Portraits.assets()
        comparer = try FaceComparer(assets: assets, cache: Portraits.modelCache)
        clip = assets.folder + "/demo/clip.mp4"
        portrait = assets.folder + "/demo/portrait.png"
    }

    private func ffmpeg(_ arguments: [String]) throws -> String {
        let made = "\(scratch.path)/\(UUID().uuidString).mp4"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ffmpeg")
        process.arguments = ["-v", "error", "-y"] + arguments + ["-pix_fmt", "yuv420p", made]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return made
    }

    @Test func `a person is known again at another time, and darker and smaller`() throws {
        let early = try ffmpeg(["-i", clip, "-t", "1.5", "-vf", "eq=brightness=-0.15,scale=iw/2:-2"])
        let late = try ffmpeg(["-i", clip, "-ss", "2.5"])

        let found = try comparer.compare(early, with: late)

        #expect(try #require(found.likeness) >= 0.5)
        #expect(!found.severalInRecording && !found.severalInSource)
    }

    @Test func `somebody else is not taken for them`() throws {
        let still = try ffmpeg(["-loop", "1", "-i", portrait, "-t", "2", "-r", "10"])

        let found = try comparer.compare(still, with: clip)

        #expect(try #require(found.likeness) < 0.363)
    }

    @Test func `two people are noticed, beside each other and one after the other`() throws {
        let square = "scale=288:288,setsar=1"
        let still = try ffmpeg(
            ["-loop", "1", "-i", portrait, "-t", "3", "-r", "10", "-vf", "crop=280:280:90:10," + square])
        let scene = try ffmpeg(["-i", clip, "-t", "3", "-r", "10", "-vf", square, "-an"])
        let beside = try ffmpeg(["-i", still, "-i", scene, "-filter_complex", "hstack"])
        let after = try ffmpeg(["-i", still, "-i", scene, "-filter_complex", "[0][1]concat=n=2"])

        #expect(try comparer.compare(beside, with: clip).severalInRecording)
        #expect(try comparer.compare(clip, with: after).severalInSource)
    }

    @Test func `a clip without a face is like nobody`() throws {
        let grey = try ffmpeg(["-f", "lavfi", "-i", "color=gray:size=320x240:rate=10", "-t", "2"])

        #expect(try comparer.compare(grey, with: clip).likeness == nil)
    }
}
