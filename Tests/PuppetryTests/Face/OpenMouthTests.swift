import CPuppetry
import Foundation
import Testing

@testable import Media
@testable import Puppetry

/// A source that laughs or shouts can close its mouth.
struct OpenMouthTests {
    private let neutral: NeutralFace
    private let weights: MouthWeights

    init() throws {
        neutral = try Portraits.neutral()
        weights = MouthWeights(neutral)
    }

    /// The drawn face with its mouth open like a box, `gap` centimetres.
    private func shouting(_ gap: Float) throws -> SourceFace {
        let rest = try Portraits.drawnPuppet().source
        var points = rest.canonical
        for point in points.indices { points[point].y += weights.jaw[point] * gap }
        for place in 1..<10 {
            let (upper, lower) = (Landmark.innerUpperLip[place], Landmark.innerLowerLip[place])
            points[lower].y = points[upper].y + gap
        }
        let shape = EyeShape<VideoSpace>(contour: [], iris: PlanePoint(.zero), irisRadius: 0, openness: 0, gaze: .zero)
        return SourceFace(
            landmarks: points.mapped { rest.pose($0) }, eyes: [shape, shape], face: neutral, weights: weights)
    }

    @Test(arguments: [0.5, 2, 4] as [Float]) func `its lips meet all along`(gap: Float) throws {
        let closed = try shouting(gap).closed

        for place in 1..<10 {
            let left = closed[Landmark.innerLowerLip[place]].y - closed[Landmark.innerUpperLip[place]].y
            #expect(abs(left) < 0.05)
        }
        // Nothing beside the mouth is folded over its corners.
        let corners = Mouth.middle(closed).y
        let lips = Set(Landmark.innerLips + Landmark.outerUpperLip + Landmark.outerLowerLip)
        let beside = neutral.points.indices.filter {
            !lips.contains($0) && neutral.points[$0].y > Mouth.middle(neutral.points).y + 0.8
                && (3...5).contains(abs(neutral.points[$0].x))
        }
        #expect(!beside.isEmpty && beside.allSatisfy { closed[$0].y > corners })
    }

    @Test func `only its teeth hang from the skull, not its lip and tongue`() throws {
        let face = try shouting(2)
        let picture = Picture(width: 400, height: 400)
        let inner = Landmark.innerLips.map { face.landmarks[$0].xy }
        let (left, right) = (inner.map(\.x).min() ?? 0, inner.map(\.x).max() ?? 0)
        let top = face.landmarks[Landmark.upperLip].y
        let teethEnd = top + 0.15 * (right - left)
        for y in 0..<400 {
            for x in 0..<400 {
                let isInside = Float(x) > left && Float(x) < right && Float(y) > top - 4
                let colour: [UInt8] =
                    !isInside ? [210, 160, 130] : Float(y) < teethEnd ? [235, 228, 215] : [170, 70, 70]
                let at = picture.bytes + y * picture.rowBytes + 4 * x
                for c in 0..<3 { at[c] = colour[c] }
                at[3] = 255
            }
        }
        let texture = SourceTexture(of: picture, width: 400, height: 400)
        let teeth = try #require(
            SourceTeeth(
                face, triangles: neutral.mouthTriangles.flatMap { [$0.x, $0.y, $0.z] }, texture: texture,
                tone: SkinTone(of: face.landmarks.seen, in: picture)))
        var acted = Performance.still
        acted.extraGap = 3
        let pose = FacePuppet(source: face, weights: weights).pose(acted)
        let patch = Picture(width: 400, height: 400)
        for at in 0..<(400 * 400) { patch.bytes[4 * at + 3] = 0 }

        teeth.draw(pose, onto: patch.view, left: 0, top: 0)

        func alpha(_ y: Float) -> UInt8 { patch.bytes[Int(y) * patch.rowBytes + 4 * 200 + 3] }
        #expect(teeth.share > 0.5)
        #expect(alpha((top + teethEnd) / 2) > 200)
        #expect(alpha(face.landmarks[Landmark.lowerLip].y - 6) < 20)
    }

    @Test func `the dark corner of an open mouth belongs to it, a moustache does not`() throws {
        let face = try shouting(2)
        let corner = face.landmarks[Landmark.leftLipCorner].xy
        func grown(dark: Float) -> Float {
            let picture = Picture(width: 400, height: 400)
            for y in 0..<400 {
                for x in 0..<400 {
                    let isDark = abs(Float(y) - corner.y) < 12 && Float(x) > corner.x - dark && Float(x) < 200
                    let at = picture.bytes + y * picture.rowBytes + 4 * x
                    for c in 0..<3 { at[c] = isDark ? 20 : 180 }
                }
            }
            let found = LipOutline(picture: picture, landmarks: face.landmarks.seen).grown()
            return corner.x - found[Landmark.leftLipCorner].x
        }

        #expect(grown(dark: 5) > 1 && grown(dark: 5) < 6)
        #expect(grown(dark: 60) == 0)
    }
}
