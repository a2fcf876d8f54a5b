import CPuppetry
import Foundation
import Media

/// Draws the frames of a figure: its backdrop, the elastic cut-out, its face, and what is before it.
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

    private let texture: FigureTexture
    private let mesh: FigureMesh
    private let head: HeadNodes?
    private let face: FacePainter?
    private let skeleton: Skeleton
    private let bands: Int

    /// - Parameter bands: parts of the picture drawn at once.
    init(_ source: FigureSource, neutral: NeutralFace, bands: Int) {
        let picture = source.picture
        self.bands = max(1, bands)
        skeleton = source.skeleton
        texture = FigureTexture(of: picture, mask: source.mask, width: source.width, height: source.height)
        let mesh = FigureMesh(source.skeleton, texture: texture, followsFace: source.face != nil)
        self.mesh = mesh
        guard let found = source.face else {
            (head, face) = (nil, nil)
            return
        }
        let skinTexture = SourceTexture(of: picture, width: source.width, height: source.height)
        let influence = HeadInfluence(face: found.face, texture: skinTexture)
        let follows = zip(mesh.points, mesh.bodyShare).map { influence($0) * $1 * $1 }
        head = HeadNodes(at: mesh.points, follows: follows, face: found.face)
        face = FacePainter(found.face, texture: skinTexture, neutral: neutral, tone: found.tone)
    }

    /// - Parameters:
    ///   - backdrop: of the canvas's size; nil keeps what the canvas shows.
    func paint(_ scene: Scene, over backdrop: Picture?, onto canvas: Picture) {
        var places = mesh.places(scene.pose)
        if let face = scene.face, let head { places = head.places(face, from: places) }
        let (scale, x, y) = (Float(scene.scale), Float(scene.shift.x), Float(scene.shift.y))
        for index in stride(from: 0, to: places.count, by: 2) {
            places[index] = places[index] * scale + x
            places[index + 1] = places[index + 1] * scale + y
        }
        let vertices = mesh.vertices(at: places)
        func layer(_ triangles: [UInt16]) -> MeshLayer {
            MeshLayer(texture: texture.picture, vertices: vertices, triangles: triangles, laying: .layered)
        }
        func limbs(_ belong: (Int, Skeleton.Limb) -> Bool) -> [MeshLayer] {
            skeleton.limbs.enumerated().filter { belong($0.offset, $0.element) }.map {
                layer(mesh.limbTriangles[$0.offset])
            }
        }
        let behind = limbs { number, _ in scene.pose.hidden.contains(number) } + limbs { !$1.kind.isArm }
        let before = limbs { !scene.pose.hidden.contains($0) && $1.kind.isArm }
        let placed = scene.face.map { $0.placed(scale: scene.scale, shift: scene.shift) }
        let facial = placed.flatMap { pose in face?.layers(pose) } ?? []
        MeshLayer.draw(
            behind + [layer(mesh.bodyTriangles)] + facial, over: backdrop, onto: canvas, bands: bands)
        if let placed { face?.paintMouth(placed, onto: canvas, driver: scene.mouth) }
        MeshLayer.draw(before, over: nil, onto: canvas, bands: bands)
    }
}
