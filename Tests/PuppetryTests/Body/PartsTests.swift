import CPuppetry
import Testing

@testable import Media
@testable import Puppetry

@Suite struct PartsTests {
    private let size = SIMD2<Float>(400, 600)

    private func skeleton() throws -> Skeleton {
        try #require(Skeleton(Figures.person(leftArm: .pi / 2), in: size))
    }

    private func colour(_ picture: Picture, _ x: Int, _ y: Int) -> SIMD3<Int> {
        let at = picture.bytes + y * picture.rowBytes + 4 * x
        return SIMD3(Int(at[0]), Int(at[1]), Int(at[2]))
    }

    @Test func `an arm that hangs before the body comes off alone, and the body is whole behind it`() throws {
        let (picture, mask, arm) = Figures.standing()
        let skeleton = try skeleton()
        let number = try #require(skeleton.limbs.firstIndex { $0.kind == .leftArm })

        let parts = FigureParts(of: picture, mask: mask, skeleton: skeleton, size: size)

        let found = try #require(parts.limbs[number]?.mask)
        let whole = arm.values.indices.filter { arm.values[$0] > 0 && $0 / 400 > 210 }
        #expect(whole.filter { found.values[$0] > 0.5 }.count > whole.count * 9 / 10)
        // Neither trousers nor shirt go with it.
        let others = found.values.indices.filter { found.values[$0] > 0.5 && arm.values[$0] == 0 && $0 / 400 > 220 }
        #expect(others.count < whole.count / 5)
        // Shirt goes on behind the arm, the wall does not become shirt.
        let behind = colour(parts.body.picture, 240, 260)
        #expect(behind.z > 150 && behind.x < 90)
        #expect(parts.body.mask[240, 260] > 0.8 && parts.body.mask[263, 200] < 0.3)
        #expect(parts.body.mask[200, 250] == 1 && parts.body.mask[20, 20] == 0)
    }

    @Test func `a raised arm moves nothing of the sheet it was taken from`() throws {
        let (picture, mask, _) = Figures.standing()
        let skeleton = try skeleton()
        let parts = FigureParts(of: picture, mask: mask, skeleton: skeleton, size: size)
        let texture = FigureTexture(of: parts.body.picture, mask: parts.body.mask, width: 400, height: 600)
        let arms = Set(parts.limbs.keys.filter { skeleton.limbs[$0].kind.isArm })
        let sheet = FigureSheet(
            skeleton, limbs: Set(skeleton.limbs.indices).subtracting(arms), texture: texture, followsFace: false)
        var pose = FigurePose(
            bones: stillBones(skeleton.boneCount), hidden: [])
        for arm in arms {
            for bone in skeleton.bones(of: arm) {
                pose.bones[bone] = FigureMove(turn: 2, about: skeleton.limbs[arm].joints[0], shift: .zero)
            }
        }

        let places = sheet.mesh.places(pose)

        #expect(arms.count == 2)
        for (index, point) in sheet.mesh.points.enumerated() {
            #expect((PlanePoint(places[2 * index], places[2 * index + 1]) - point).length < 0.01)
        }
    }

    @Test func `an arm hangs on its shoulder`() throws {
        let skeleton = try skeleton()
        let number = try #require(skeleton.limbs.firstIndex { $0.kind == .leftArm })
        let weights = LimbWeights(skeleton, limb: number)

        #expect(weights.share(at: PlanePoint(250, 178)).weight(of: Skeleton.Bone.chest..<1) > 0.8)
        #expect(weights.share(at: PlanePoint(250, 300)).weight(of: skeleton.bones(of: number)) > 0.999)
        // Beside the hip, but the arm's.
        #expect(weights.share(at: PlanePoint(238, 315)).weight(of: skeleton.bones(of: number)) > 0.999)
    }

    @Test func `an even wall between the legs is no part of the figure`() throws {
        let (picture, mask, _) = Figures.standing()
        var coarse = mask
        for y in 380..<560 { for x in 185..<215 { coarse[x, y] = 1 } }

        let person: PoseObservation<SeenSpace> = Figures.person(leftArm: .pi / 2)
        let bones = person.core
        let shown = try #require(
            PlainBackground(round: coarse, bones: bones, in: picture).shown)

        #expect(shown[200, 450] > 0.9 && shown[200, 530] > 0.9)
        let kept = mask.values.indices.filter { mask.values[$0] > 0 && shown.values[$0] < 0.1 }.count
        #expect(kept > mask.values.filter { $0 > 0 }.count * 93 / 100)
    }

    @Test func `colours say nothing before a wild wall, or one of the figure's own colour`() {
        let (_, mask, _) = Figures.standing()
        let person: PoseObservation<SeenSpace> = Figures.person(leftArm: .pi / 2)
        let bones = person.core
        let wild = Figures.standing { x, y in SIMD3(UInt8(x * 7 % 200), UInt8((x + y) * 5 % 220), UInt8(y * 3 % 180)) }
        let alike = Figures.standing { _, _ in SIMD3(40, 60, 190) }

        #expect(PlainBackground(round: mask, bones: bones, in: wild.picture).shown == nil)
        #expect(PlainBackground(round: mask, bones: bones, in: alike.picture).shown == nil)
    }

    @Test func `a wall goes on behind the figure as it is beside it`() {
        let (picture, mask, _) = Figures.standing()

        let behind = Backdrop.behind(mask, in: picture, isPlain: true)

        for y in [150, 300, 450, 540] {
            for x in [170, 200, 235] { #expect(abs(colour(behind, x, y).x - (220 - y / 6)) < 6) }
        }
    }

    @Test(arguments: [(hem: 0, split: 0.25...0.35), (hem: 440, split: 0.9...1.2)] as [(Int, ClosedRange<Float>)])
    func `legs part below the hem`(hem: Int, split: ClosedRange<Float>) throws {
        let (plain, mask, _) = Figures.standing()
        var dressed = mask
        for y in 340..<max(hem, 341) { for x in 130..<270 { dressed[x, y] = 1 } }
        let picture = Figures.painted(width: 400, height: 600) { x, y in
            let colour = colour(plain, x, y)
            return y < hem && y >= 340 && (130..<270).contains(x)
                ? SIMD3(160, 30, 60) : SIMD3(UInt8(colour.x), UInt8(colour.y), UInt8(colour.z))
        }

        let found = try #require(
            LegSplit(try skeleton(), mask: dressed, colours: Plane.colours(of: picture), scale: SIMD2(1, 1)))

        #expect(split.contains(found.height))
        let parts = FigureParts(of: picture, mask: dressed, skeleton: try skeleton(), size: size)
        // Above it nothing is a leg's own.
        let skeleton = try skeleton()
        let legs = parts.limbs.filter { !skeleton.limbs[$0.key].kind.isArm }
        #expect(legs.count == 2 && legs.values.allSatisfy { $0.mask[235, 350] < 0.1 && $0.mask[165, 350] < 0.1 })
        #expect(legs.values.contains { $0.mask[235, 500] > 0.9 } && parts.body.mask[235, 500] < 0.1)
    }

    @Test func `a robe is not torn between the legs`() throws {
        let (_, mask, _) = Figures.standing()
        var robe = mask
        for y in 300..<580 { for x in 130..<270 { robe[x, y] = 1 } }
        let picture = Figures.painted(width: 400, height: 600) { x, y in
            robe[x, y] > 0 ? SIMD3(UInt8(60 + x % 12), 90, 60) : SIMD3(230, 230, 230)
        }

        #expect(LegSplit(try skeleton(), mask: robe, colours: Plane.colours(of: picture), scale: SIMD2(1, 1)) == nil)
    }
}
