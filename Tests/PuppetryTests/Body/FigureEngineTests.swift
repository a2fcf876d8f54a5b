import Foundation
import Testing

@testable import Media
@testable import Puppetry

/// Bodies, drawings and replacements with the real networks.
@Suite(.serialized) struct FigureEngineTests {
    private let scratch: Scratch
    private let portrait: Picture
    private let portraitPath: String

    init() throws {
        let assets = try Portraits.assets()
        scratch = try Scratch()
        portraitPath = assets.folder + "/demo/portrait.png"
        portrait = try StillImage.load(path: portraitPath, maxSide: 320).picture
    }

    /// The portrait, moved a little to and fro.
    private func clip(frames count: Int) throws -> String {
        try scratch.clip(
            (0..<count).map { index in
                let frame = Picture(width: portrait.width, height: portrait.height)
                let off = Int((8 * sin(Double(index) / 3)).rounded())
                for y in 0..<portrait.height {
                    for x in 0..<portrait.width {
                        let from =
                            portrait.bytes + 4 * (y * portrait.width + (x + off).clamped(0...(portrait.width - 1)))
                        (frame.bytes + 4 * (y * frame.width + x)).update(from: from, count: 4)
                    }
                }
                return frame
            })
    }

    private func ffmpeg(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ffmpeg")
        process.arguments = ["-nostdin", "-v", "error"] + arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    private func cutOut(_ figure: Picture = Figures.mascot()) throws -> String {
        let path = scratch.path + "/figure.png"
        try PNG.write(figure, to: path)
        return path
    }

    @Test func `shows moments of the first second with what is tracked, and what comes of them`() throws {
        let engine = try Figures.engine()
        let job = AnimationJob(
            picture: portraitPath, clip: try clip(frames: 40), output: scratch.path + "/out.mp4", folder: scratch.path,
            size: .large, metadata: [:], longestClip: 600, cores: 2)
        let path = scratch.path + "/preview.jpg"

        let shown = try engine.preview(job, to: path) { (quick) throws(PuppetryError) in try engine.animate(quick) }

        #expect(shown == 3)
        let sheet = try StillImage.load(path: path).picture
        #expect(sheet.height == 2 * 360 + 8)
        func greens(_ rows: Range<Int>) -> Int {
            var count = 0
            for y in rows {
                for x in 0..<sheet.width {
                    let pixel = sheet.bytes + y * sheet.rowBytes + 4 * x
                    if pixel[1] > 190 && pixel[0] < 180 && pixel[2] < 200 { count += 1 }
                }
            }
            return count
        }
        #expect(greens(0..<360) > 300, "the face's points are drawn on the clip")
        #expect(greens(368..<728) < greens(0..<360) / 4, "and not on the result")
        let middle = sheet.bytes + (368 + 180) * sheet.rowBytes + 4 * (sheet.width / 2)
        #expect(Int(middle[0]) + Int(middle[1]) + Int(middle[2]) > 30, "the result is seen below")
        #expect(!FileManager.default.fileExists(atPath: job.output))
    }

    @Test func `finds the shoulders and the outline of a person`() throws {
        let engine = try Figures.engine()

        let found = try engine.findings(in: portraitPath, size: .standard)

        let figure = try #require(found.figure)
        #expect(found.face != nil && figure.limbs == .asDriver && !figure.isCutOut)
        let face = try #require(found.face).face.landmarks[4].xy
        #expect(
            figure.skeleton.shoulderMiddle.y > face.y && figure.skeleton.headCentre.y < figure.skeleton.shoulderMiddle.y
        )
        #expect(figure.mask.mean > 0.15 && figure.mask.mean < 0.8)
        let scale = Float(figure.mask.width) / Float(figure.width)
        #expect(figure.mask.sampled(face.vector * scale) > 0.9 && figure.mask[4, 4] < 0.1)
    }

    @Test func `animates a cut-out drawing by the body of a clip`() throws {
        let job = scratch.job(picture: try cutOut(), clip: try clip(frames: 12))

        let result = try Figures.engine().animate(job)

        #expect(result.path == .drawing && result.frames == 12 && result.width == 450 && result.height == 600)
        #expect(result.fallbacks.contains { $0.contains("outline") })
        let reader = try VideoReader(path: job.output)
        let first = try #require(try reader.next())
        // Brown in the middle, white beside it.
        #expect(Twin.colour(first.picture, 225, 290).z < 90 && Twin.colour(first.picture, 10, 10).z > 240)
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
        #expect(left == ["clip.mp4", "figure.png", "out.mp4"])
    }

    @Test func `puts the figure in the person's place and keeps the rest`() throws {
        let job = scratch.job(picture: try cutOut(Figures.gingerbread()), clip: try clip(frames: 12))

        let result = try Figures.engine().mix(job)

        #expect(result.path == .mix && result.frames == 12)
        #expect(result.width == portrait.width && result.height == portrait.height)
        let (made, given) = (try VideoReader(path: job.output), try VideoReader(path: job.clip))
        let (a, b) = (try #require(try made.next()).picture, try #require(try given.next()).picture)
        let (w, h) = (a.width, a.height)
        #expect(decibels(a, b) { x, y in x > w * 15 / 16 && y < h / 16 } > 28)
        // Where her face was is none any more.
        #expect(decibels(a, b) { x, y in (w * 3 / 8..<w / 2).contains(x) && (h / 8..<h / 3).contains(y) } < 18)
    }

    @Test func `a telephone's high dynamic range is the background it would be in BT.709`() throws {
        let plain = try clip(frames: 6)
        let high = scratch.path + "/clip-hlg.mov"
        try ffmpeg([
            "-i", plain, "-vf",
            "scale=in_color_matrix=bt709,format=gbrpf32le,zscale=tin=bt709:pin=bt709:min=gbr:rin=full:t=arib-std-b67:"
                + "p=bt2020:m=bt2020nc:r=limited:npl=203,format=yuv420p10le",
            "-c:v", "libx265", "-x265-params",
            "log-level=none:crf=10:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc", "-tag:v", "hvc1",
            "-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc", high,
        ])
        let job = scratch.job(picture: try cutOut(Figures.gingerbread()), clip: high)

        _ = try Figures.engine().mix(job)

        let (made, given) = (try VideoReader(path: job.output), try VideoReader(path: plain))
        let (a, b) = (try #require(try made.next()).picture, try #require(try given.next()).picture)
        let (w, h) = (a.width, a.height)
        var (sum, count) = (0.0, 0.0)
        for y in 0..<(h / 16) {
            for x in (w * 15 / 16)..<w {
                let off = Twin.colour(a, x, y) - Twin.colour(b, x, y)
                sum += Double(abs(off.x) + abs(off.y) + abs(off.z))
                count += 3
            }
        }
        #expect(sum / count <= 6)
    }

    @Test func `names both causes when there is nothing to animate`() throws {
        let scene = try scratch.still(Twin.gradient(width: 320, height: 240))
        let job = scratch.job(picture: scene, clip: try clip(frames: 3))
        let engine = try Figures.engine()

        for attempt in [
            { _ = try engine.animate(job) }, { _ = try engine.mix(job) }, { _ = try engine.check(job) },
            { _ = try engine.checkMix(job) },
        ] {
            let error = #expect(throws: PuppetryError.self) { try attempt() }
            #expect(error?.code == "no_subject_in_source")
            #expect(error?.message.contains("no face, no body") == true)
        }
    }

    @Test func `says that the clip shows nobody`() throws {
        let empty = try scratch.clip([Picture](repeating: Twin.gradient(width: 320, height: 240), count: 8))
        let engine = try Figures.engine()
        let job = scratch.job(picture: try cutOut(), clip: empty)

        #expect(throws: PuppetryError.noOneInDriver) { try engine.animate(job) }
        #expect(throws: PuppetryError.noOneInDriver) { try engine.mix(job) }
        #expect(!FileManager.default.fileExists(atPath: job.output))
    }

    @Test func `looks before a replacement and says how long it takes`() throws {
        let job = scratch.job(picture: try cutOut(), clip: try clip(frames: 12))

        let check = try Figures.engine().checkMix(job)

        #expect(check.frames == 12 && check.seconds > 0.1 && check.seconds < 60)
        #expect(!FileManager.default.fileExists(atPath: job.output))
    }

    @Test func `stops a replacement when it is cancelled and leaves nothing`() throws {
        var asked = 0
        let engine = try Figures.engine(isCancelled: {
            asked += 1
            return asked > 17  // in the second pass: each asks once a frame
        })
        let job = scratch.job(picture: try cutOut(), clip: try clip(frames: 12))

        #expect(throws: PuppetryError.cancelled) { try engine.mix(job) }

        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
        #expect(left == ["clip.mp4", "figure.png"])
    }

    @Test(arguments: [1, 2]) func `makes a video of a clip of a frame or two`(frames: Int) throws {
        let job = scratch.job(picture: try cutOut(), clip: try clip(frames: frames))

        #expect(try Figures.engine().mix(job).frames == frames)
    }
}
