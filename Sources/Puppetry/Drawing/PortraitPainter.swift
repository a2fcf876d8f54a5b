import CPuppetry
import Media

/// Draws the frames of a portrait: the still picture, the grid over the head, eyes, skin, mouth.
///
/// Unchecked: the parts are values but for the mouth's scratch memory, and one frame is drawn at a time.
final class PortraitPainter: @unchecked Sendable {
    private let texture: SourceTexture
    private let still: Picture
    private let grid: WarpGrid
    private let face: FacePainter
    private let bands: Int

    /// - Parameters:
    ///   - source: opaque.
    ///   - face: in pixels of the video.
    ///   - tone: the source's skin.
    ///   - bands: parts of the picture drawn at once.
    ///   - keepsTeeth: whether teeth the source shows are drawn; else all are the engine's own.
    init(
        source: Picture, texture: SourceTexture, face: SourceFace, neutral: NeutralFace, tone: SkinTone, bands: Int,
        keepsTeeth: Bool = true
    ) {
        self.texture = texture
        self.bands = max(1, bands)
        grid = WarpGrid(around: face, texture: texture)
        self.face = FacePainter(face, texture: texture, neutral: neutral, tone: tone, keepsTeeth: keepsTeeth)
        still = texture.still
    }

    /// - Parameter picture: of the video's size; every pixel is overwritten.
    func paint(_ acted: FacePose, onto picture: Picture, driver: DriverMouth?) {
        let pose = acted.pressingLips(driver?.pressed ?? 0)
        let grid = MeshLayer(
            texture: texture.picture, vertices: grid.vertices(pose), triangles: grid.triangles, laying: .copied)
        MeshLayer.draw([grid] + face.layers(pose), over: still, onto: picture, bands: bands)
        face.paintMouth(pose, onto: picture, driver: driver)
    }
}
