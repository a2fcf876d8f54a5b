import CPuppetry
import Media

/// Draws the frames of a portrait: the still picture, the grid over the head, eyes, skin, mouth. Where the person could be
/// cut out, the grid moves them alone, and what is behind stands still.
///
/// Unchecked: the parts are values but for the mouth's scratch memory, and one frame is drawn at a time.
final class PortraitPainter: @unchecked Sendable {
    /// What the grid moves, and how it comes to lie over ``still``.
    private let moving: (texture: SourceTexture, laying: MeshLayer.Laying)
    private let still: Picture
    private let grid: WarpGrid
    private let face: FacePainter
    private let bands: Int

    /// - Parameters:
    ///   - source: opaque.
    ///   - face: in pixels of the video.
    ///   - tone: the source's skin.
    ///   - cutOut: of the source; nil where nobody could be cut out: then the background bends with the head.
    ///   - bands: parts of the picture drawn at once.
    ///   - keepsTeeth: whether teeth the source shows are drawn; else all are the engine's own.
    init(
        source: Picture, texture: SourceTexture, face: SourceFace, neutral: NeutralFace, tone: SkinTone,
        cutOut: CutOut? = nil, bands: Int, keepsTeeth: Bool = true
    ) {
        self.bands = max(1, bands)
        let grid = WarpGrid(around: face, texture: texture)
        self.grid = grid
        self.face = FacePainter(face, texture: texture, neutral: neutral, tone: tone, keepsTeeth: keepsTeeth)
        still = texture.still
        guard let cutOut else {
            moving = (texture, .copied)
            return
        }
        func sized(_ picture: Picture) -> SourceTexture {
            SourceTexture(of: picture, width: texture.width, height: texture.height)
        }
        moving = (sized(cutOut.person), .layered)
        // Beyond the grid nobody moves, and nothing is seen of what is behind.
        let plate = MeshLayer(
            texture: sized(cutOut.plate).picture, vertices: grid.rest, triangles: grid.triangles, laying: .copied)
        MeshLayer.draw([plate], over: nil, onto: still, bands: self.bands)
    }

    /// - Parameter picture: of the video's size; every pixel is overwritten.
    func paint(_ acted: FacePose, onto picture: Picture, driver: DriverMouth?) {
        let pose = acted.pressingLips(driver?.pressed ?? 0)
        let grid = MeshLayer(
            texture: moving.texture.picture, vertices: grid.vertices(pose), triangles: grid.triangles,
            laying: moving.laying)
        MeshLayer.draw([grid] + face.layers(pose), over: still, onto: picture, bands: bands)
        face.paintMouth(pose, onto: picture, driver: driver)
    }
}
