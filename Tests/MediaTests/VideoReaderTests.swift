import Media
import Testing

@Suite struct VideoReaderTests {
    @Test(arguments: MediaSample.videos)
    func `delivers every frame once, in order, upright and opaque`(_ sample: MediaSample) async throws {
        let path = try await sample.file()
        let judge = try await Judge.ask(about: path, countingFrames: true)

        let reader = try VideoReader(path: path)
        var count = 0
        var last: Int64 = -1
        var reused: Picture?
        while let frame = try reader.next(into: reused) {
            #expect(frame.index == count)
            #expect(frame.pts > last)
            if count == 0 { try Colours.expectQuarters(frame.picture, isDimmed: sample.name.hasPrefix("alpha")) }
            (last, count, reused) = (frame.pts, count + 1, frame.picture)
        }

        #expect(count == judge.video?.nbReadFrames.flatMap(Int.init))
        #expect(reader.width % 2 == 0 && reader.height % 2 == 0)
        #expect(reader.hasAudio == (judge.audio != nil))
    }

    @Test func `keeps the times of a clip with a variable rate`() async throws {
        let reader = try VideoReader(path: try await MediaSample.file("variable.mp4"))

        var frames: [Int] = []
        while let frame = try reader.next() {
            let seconds = Double(frame.pts) * Double(reader.timeBase.num) / Double(reader.timeBase.den)
            frames.append(Int((seconds * 25).rounded()))
        }

        #expect(frames == (0..<25).filter { $0 % 3 == 0 || $0 % 7 == 0 })
    }

    @Test(arguments: [(90, 240, 320), (180, 320, 240), (270, 240, 320)])
    func `turns the pixels of a rotated clip`(_ degrees: Int, _ width: Int, _ height: Int) async throws {
        let reader = try VideoReader(path: try await Rotated.file(degreesClockwise: degrees))

        let picture = try #require(try reader.next()).picture

        #expect(reader.width == width && reader.height == height)
        let turned = Colours.quarters.turned(degrees / 90)
        try Colours.expect(picture, turned)
    }

    @Test func `scales down to the asked side and never up`() async throws {
        let path = try await MediaSample.file("h264.mp4")

        let small = try VideoReader(path: path, maxSide: 101)
        let same = try VideoReader(path: path, maxSide: 1000)

        #expect(small.width == 100 && small.height == 76)
        #expect(same.width == 320 && same.height == 240)
        try Colours.expectQuarters(try #require(try small.next()).picture)
    }

    @Test func `makes the pixels of an anamorphic clip square`() async throws {
        let path = try await Fixture.shared.file(
            "anamorphic.mp4", Fixture.quarters() + ["-vf", "setsar=2", "-c:v", "libx264", "-pix_fmt", "yuv420p"])

        let reader = try VideoReader(path: path)

        #expect(reader.width == 640 && reader.height == 240)
    }

    @Test func `writes into the picture it is given only when the size fits`() async throws {
        let reader = try VideoReader(path: try await MediaSample.file("h264.mp4"))
        let fits = Picture(width: 320, height: 240)
        let wrong = Picture(width: 32, height: 24)

        #expect(try reader.next(into: fits)?.picture === fits)
        #expect(try reader.next(into: wrong)?.picture !== wrong)
    }

    @Test(arguments: ["sound.mp3", "sound.wav", "picture.jpg", "alpha.png"])
    func `finds no video in sounds and pictures`(_ name: String) async throws {
        let path = try await MediaSample.file(name)

        #expect(throws: MediaError.noVideo) { try VideoReader(path: path) }
    }

    @Test func `reads a clip that breaks off up to where it breaks`() async throws {
        let whole = try bytes(of: try await MediaSample.file("faststart.mp4"))
        let path = try Fixture.shared.file("cut.mp4", bytes: Array(whole.prefix(whole.count * 2 / 3)))

        let reader = try VideoReader(path: path)
        var count = 0
        while try reader.next() != nil { count += 1 }

        #expect((1..<25).contains(count))
    }
}

/// The four colours of ``Fixture/quarters(_:_:seconds:)`` and how close a decoded picture must come to them.
struct Colours {
    /// Top left, top right, bottom right, bottom left.
    static let quarters = Colours([[255, 0, 0], [0, 255, 0], [255, 255, 255], [0, 0, 255]])

    let corners: [SIMD3<Int>]

    init(_ corners: [SIMD3<Int>]) { self.corners = corners }

    /// Clockwise quarter turns.
    func turned(_ times: Int) -> Colours { Colours((0..<4).map { corners[($0 + 4 - times) % 4] }) }

    static func expectQuarters(_ picture: Picture, isDimmed: Bool = false, tolerance: Int = 12) throws {
        let expected = isDimmed ? Colours(quarters.corners.map { $0 / 2 }) : quarters
        try expect(picture, expected, tolerance: tolerance)
    }

    static func expect(_ picture: Picture, _ colours: Colours, tolerance: Int = 12) throws {
        for (index, place) in [(1, 1), (3, 1), (3, 3), (1, 3)].enumerated() {
            let pixel = pixel(picture, picture.width * place.0 / 4, picture.height * place.1 / 4)
            let difference = SIMD3(pixel.x, pixel.y, pixel.z) &- colours.corners[index]
            let worst = max(abs(difference.x), abs(difference.y), abs(difference.z))
            #expect(worst <= tolerance, "corner \(index): \(pixel) instead of \(colours.corners[index])")
            #expect(pixel.w == 255)
        }
    }

    static func pixel(_ picture: Picture, _ x: Int, _ y: Int) -> SIMD4<Int> {
        let bytes = picture.bytes + y * picture.rowBytes + x * 4
        return SIMD4(Int(bytes[0]), Int(bytes[1]), Int(bytes[2]), Int(bytes[3]))
    }
}
