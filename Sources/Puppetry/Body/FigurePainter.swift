import CPuppetry
import Foundation
import Media

/// Draws the frames of a figure: its backdrop, the elastic cut-outs, its face, and what is before it.
///
/// Unchecked: the parts are values but for the mouth's scratch memory, and one frame is drawn at a time.
final class FigurePainter: @unchecked Sendable {
    /// One moment of the figure.
    struct Scene {
        var pose: FigurePose
        /// In pixels of the video, before ``placing``; nil without a face.
        var face: FacePose?
        var mouth: DriverMouth?
        /// Takes the figure from the source's frame to the canvas: size and shift.
        var scale: Double = 1
        var shift: SIMD2<Double> = .zero
    }

    /// A limb with a cut-out of its own.
    private struct LooseLimb {
        let texture: FigureTexture
        let mesh: FigureMesh
        let triangles: [UInt16]
        let strain: MeshStrain

        func places(_ pose: FigurePose) -> [Float] {
            var places = mesh.places(pose)
            mesh.edges.hold(&places)
            return places
        }
    }

    private let texture: FigureTexture
    private let sheet: FigureSheet
    private let strain: MeshStrain
    private let loose: [Int: LooseLimb]
    private let head: HeadNodes?
    private let face: FacePainter?
    let skeleton: Skeleton
    private let bands: Int

    /// - Parameter bands: parts of the picture drawn at once.
    init(_ source: FigureSource, neutral: NeutralFace, bands: Int) {
        let picture = source.picture
        self.bands = max(1, bands)
        let skeleton = source.skeleton
        self.skeleton = skeleton
        let (width, height) = (source.width, source.height)
        var body = FigureParts.Part(picture: picture, mask: source.mask)
        var limbs: [Int: FigureParts.Part] = [:]
        // A drawing's limbs stand out from it: one sheet holds it together best.
        if source.limbs == .asDriver {
            let parts = FigureParts(
                of: picture, mask: source.mask, skeleton: skeleton, size: SIMD2(Float(width), Float(height)))
            (body, limbs) = (parts.body, parts.limbs)
        }
        texture = FigureTexture(
            of: body.picture, mask: body.mask, width: width, height: height,
            goesOn: source.limbs == .asTurned || !skeleton.showsFeet)
        loose = limbs.reduce(into: [:]) { loose, limb in
            // A limb that swings up must not bring along what was made up beyond the picture's edge.
            let texture = FigureTexture(
                of: limb.value.picture, mask: limb.value.mask, width: width, height: height,
                goesOn: skeleton.limbs[limb.key].isCut)
            let weights = LimbWeights(skeleton, limb: limb.key)
            let mesh = FigureMesh(texture, skeleton: skeleton, finest: max(4, skeleton.width / 22)) {
                weights.share(at: $0)
            }
            loose[limb.key] = LooseLimb(
                texture: texture, mesh: mesh, triangles: mesh.triangles.flatMap { [$0.x, $0.y, $0.z] },
                strain: MeshStrain(mesh, texture: texture, skeleton: skeleton, limbs: [limb.key]))
        }
        // What is left of a leg above its cut hangs on the sheet.
        let sheet = FigureSheet(
            skeleton, limbs: Set(skeleton.limbs.indices.filter { limbs[$0] == nil || !skeleton.limbs[$0].kind.isArm }),
            texture: texture, followsFace: source.face != nil)
        self.sheet = sheet
        strain = MeshStrain(sheet.mesh, texture: texture, skeleton: skeleton, limbs: sheet.limbTriangles.keys)
        guard let found = source.face else {
            (head, face) = (nil, nil)
            return
        }
        let skinTexture = SourceTexture(of: picture, width: width, height: height)
        let influence = HeadInfluence(face: found.face, texture: skinTexture)
        let follows = zip(sheet.mesh.points, sheet.bodyShare).map { influence($0) * $1 * $1 }
        head = HeadNodes(at: sheet.mesh.points, follows: follows, face: found.face)
        face = FacePainter(found.face, texture: skinTexture, neutral: neutral, tone: found.tone)
    }

    /// - Parameters:
    ///   - backdrop: of the canvas's size; nil keeps what the canvas shows.
    func paint(_ acted: Scene, over backdrop: Picture?, onto canvas: Picture) {
        var scene = acted
        scene.face = acted.face?.pressingLips(acted.mouth?.pressed ?? 0)
        var places = sheet.mesh.places(scene.pose)
        if let face = scene.face, let head { places = head.places(face, from: places) }
        sheet.mesh.edges.hold(&places)
        let vertices = sheet.mesh.vertices(at: Self.placed(places, scene))
        func layer(_ triangles: [UInt16]) -> MeshLayer {
            MeshLayer(texture: texture.picture, vertices: vertices, triangles: triangles, laying: .layered)
        }
        func limbs(_ belong: (Int, Skeleton.Limb) -> Bool) -> [MeshLayer] {
            skeleton.limbs.enumerated().filter { belong($0.offset, $0.element) }.flatMap { number, _ in
                var layers: [MeshLayer] = []
                if let limb = loose[number] {
                    layers.append(
                        MeshLayer(
                            texture: limb.texture.picture,
                            vertices: limb.mesh.vertices(at: Self.placed(limb.places(scene.pose), scene)),
                            triangles: limb.triangles, laying: .layered))
                }
                return layers + (sheet.limbTriangles[number].map { [layer($0)] } ?? [])
            }
        }
        let behind = limbs { number, _ in scene.pose.hidden.contains(number) } + limbs { !$1.kind.isArm }
        let before = limbs { !scene.pose.hidden.contains($0) && $1.kind.isArm }
        let placed = scene.face.map { $0.placed(scale: scene.scale, shift: scene.shift) }
        let facial = placed.flatMap { pose in face?.layers(pose) } ?? []
        MeshLayer.draw(
            behind + [layer(sheet.bodyTriangles)] + facial, over: backdrop, onto: canvas, bands: bands)
        if let placed { face?.paintMouth(placed, onto: canvas, driver: scene.mouth) }
        MeshLayer.draw(before, over: nil, onto: canvas, bands: bands)
    }

    /// From the source's frame to the canvas.
    private static func placed(_ places: [Float], _ scene: Scene) -> [Float] {
        let (scale, x, y) = (Float(scene.scale), Float(scene.shift.x), Float(scene.shift.y))
        var places = places
        for index in stride(from: 0, to: places.count, by: 2) {
            places[index] = places[index] * scale + x
            places[index + 1] = places[index + 1] * scale + y
        }
        return places
    }

    /// How far a pose deforms each limb beyond what can be drawn, see ``MeshStrain/excess(of:_:)``.
    func excess(_ pose: FigurePose) -> [Float] {
        var places = sheet.mesh.places(pose)
        sheet.mesh.edges.hold(&places)
        return skeleton.limbs.indices.map { number in
            let own = loose[number].map { $0.strain.excess(of: number, $0.places(pose)) } ?? 0
            return own + strain.excess(of: number, places)
        }
    }
}
