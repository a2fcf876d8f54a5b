import CPuppetry
import Media

/// Draws a face over a head that has been drawn before: eyes, skin and, when it opens, the inside of the mouth.
///
/// Unchecked: the parts are values but for the mouth's scratch memory, and one frame is drawn at a time.
final class FacePainter: @unchecked Sendable {
    private let texture: SourceTexture
    private let skin: SkinMesh
    private let eyes: [EyeMesh]
    private let paintedLids: PaintedLids
    private let mouth: MouthPainter
    private let seams = Seams()

    /// - Parameters:
    ///   - face: in pixels of the video.
    ///   - tone: the source's skin.
    ///   - keepsTeeth: whether teeth the source shows are drawn; else all are the engine's own.
    init(
        _ face: SourceFace, texture: SourceTexture, neutral: NeutralFace, tone: SkinTone, keepsTeeth: Bool = true
    ) {
        self.texture = texture
        skin = SkinMesh(neutral, source: face, texture: texture)
        paintedLids = PaintedLids(face, texture: texture)
        eyes = face.eyes.map { EyeMesh($0, landmarks: face.landmarks, texture: texture) }
        mouth = MouthPainter(
            triangles: skin.mouthAndRimTriangles, skin: tone,
            teeth: keepsTeeth ? SourceTeeth(face, triangles: skin.mouthTriangles, texture: texture, tone: tone) : nil)
    }

    func layers(_ pose: FacePose) -> [MeshLayer] {
        let points = skin.vertices(pose)
        func layer(_ vertices: [puppet_vertex], _ triangles: [UInt16], _ laying: MeshLayer.Laying) -> MeshLayer {
            MeshLayer(texture: texture.picture, vertices: vertices, triangles: triangles, laying: laying)
        }
        let lids = skin.lids(pose, over: points)
        return eyes.map { layer($0.vertices(pose), EyeMesh.triangles, .copied) }
            + [
                layer(points, skin.mouthTriangles, .copied), layer(points, skin.visibleTriangles(pose), .blended),
                layer(lids.vertices, lids.triangles, .blended), paintedLids.layer(pose, skin: points),
            ]
    }

    /// After the layers have been drawn.
    func paintMouth(_ pose: FacePose, onto picture: Picture, driver: DriverMouth?) {
        seams.soften(pose, on: picture)
        mouth.paint(pose, onto: picture, driver: driver)
    }
}
