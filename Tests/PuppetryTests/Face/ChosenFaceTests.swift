import Testing

@testable import Media
@testable import Puppetry

/// In a picture of several people, the one that was chosen acts.
struct ChosenFaceTests {
    /// The portrait twice: large on the left, at half its size on the right.
    private func couple() throws -> Picture {
        let path = try Portraits.assets().folder + "/demo/portrait.png"
        let large = try StillImage.load(path: path, maxSide: 420).picture
        let small = try StillImage.load(path: path, maxSide: 210).picture
        let both = Picture(width: large.width + 300, height: large.height)
        for index in 0..<(both.width * both.height) {
            for c in 0..<4 { both.bytes[4 * index + c] = c == 3 ? 255 : 120 }
        }
        func lay(_ part: Picture, left: Int, top: Int) {
            for y in 0..<part.height {
                (both.bytes + (top + y) * both.rowBytes + 4 * left)
                    .update(from: part.bytes + y * part.rowBytes, count: 4 * part.width)
            }
        }
        lay(large, left: 0, top: 0)
        lay(small, left: large.width + 60, top: 100)
        return both
    }

    private func source(near place: PicturePlace?) throws -> (face: PlanePoint<VideoSpace>, source: PortraitSource) {
        let engine = try Portraits.engine()
        let source = try PortraitSource(
            try couple(), size: .standard, tracker: engine.tracker, neutral: engine.neutral, weights: engine.weights,
            near: place)
        let size = SIMD2(Float(source.width), Float(source.height))
        return (PlanePoint(source.face.landmarks[Landmark.noseTip].xy.vector / size), source)
    }

    @Test func `the large one acts when nobody chooses, the one at the chosen place when somebody does`() throws {
        let unchosen = try source(near: nil)
        let left = try source(near: PicturePlace("0.3,0.4"))
        let right = try source(near: PicturePlace("0.81,0.4"))

        #expect(unchosen.face.x < 0.55 && left.face.x < 0.55)
        #expect(right.face.x > 0.7 && right.source.face.width < 0.7 * left.source.face.width)
    }

    @Test func `a place is two numbers from 0 to 1`() {
        #expect(PicturePlace("0.25,0.5")?.x == 0.25 && PicturePlace("0,1")?.y == 1)
        for text in ["", "0.5", "0.5,", "0.5,0.5,0.5", "-0.1,0.5", "0.5,1.01", "nan,0", "x,y"] {
            #expect(PicturePlace(text) == nil)
        }
    }
}
