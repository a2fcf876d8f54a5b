import CPuppetry
import Dispatch
import Media

/// Draws the frames of a portrait: the still picture, the grid over the head, eyes, skin, mouth.
///
/// Unchecked: the parts are values but for the mouth's scratch memory, and one frame is drawn at a time.
final class PortraitPainter: @unchecked Sendable {
    private let texture: SourceTexture
    private let still: Picture
    private let grid: WarpGrid
    private let skin: SkinMesh
    private let eyes: [EyeMesh]
    private let mouth: MouthPainter
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
        skin = SkinMesh(neutral, source: face, texture: texture)
        eyes = face.eyes.map { EyeMesh($0, landmarks: face.landmarks, texture: texture) }
        mouth = MouthPainter(
            triangles: skin.mouthAndRimTriangles, skin: tone,
            teeth: !keepsTeeth
                ? nil : SourceTeeth(face, triangles: skin.mouthTriangles, texture: texture))
        still = Self.still(texture)
    }

    /// The source at the video's size.
    private static func still(_ texture: SourceTexture) -> Picture {
        let picture = Picture(width: texture.width, height: texture.height)
        let (right, bottom) = (Float(texture.width), Float(texture.height))
        let corners = [SIMD2(0, 0), SIMD2(right, 0), SIMD2(0, bottom), SIMD2(right, bottom)].map { corner in
            let place = texture.place(corner)
            return puppet_vertex(x: corner.x, y: corner.y, u: place.x, v: place.y, alpha: 1)
        }
        puppet_draw_triangles(
            picture.view, 0, Int32(picture.height), texture.picture.view, corners, 4, [0, 1, 3, 0, 3, 2], 2, false)
        return picture
    }

    /// - Parameter picture: of the video's size; every pixel is overwritten.
    func paint(_ pose: FacePose, onto picture: Picture, driver: DriverMouth?) {
        let layers = layers(pose)
        let height = picture.height
        if bands == 1 {
            draw(layers, onto: picture, rows: 0..<height)
        } else {
            // Two threads write different rows of the same picture.
            DispatchQueue.concurrentPerform(iterations: bands) { band in
                draw(layers, onto: picture, rows: (height * band / bands)..<(height * (band + 1) / bands))
            }
        }
        mouth.paint(pose, onto: picture, driver: driver)
    }

    private struct Layer: Sendable {
        let vertices: [puppet_vertex]
        let triangles: [UInt16]
        let blends: Bool
    }

    private func layers(_ pose: FacePose) -> [Layer] {
        let points = skin.vertices(pose)
        return [Layer(vertices: grid.vertices(pose), triangles: grid.triangles, blends: false)]
            + eyes.map { Layer(vertices: $0.vertices(pose), triangles: EyeMesh.triangles, blends: false) }
            + [
                Layer(vertices: points, triangles: skin.mouthTriangles, blends: false),
                Layer(vertices: points, triangles: skin.visibleTriangles(pose), blends: true),
            ]
    }

    private func draw(_ layers: [Layer], onto picture: Picture, rows: Range<Int>) {
        let offset = rows.lowerBound * picture.rowBytes
        (picture.bytes + offset).update(from: still.bytes + offset, count: rows.count * picture.rowBytes)
        for layer in layers {
            puppet_draw_triangles(
                picture.view, Int32(rows.lowerBound), Int32(rows.upperBound), texture.picture.view, layer.vertices,
                Int32(layer.vertices.count), layer.triangles, Int32(layer.triangles.count / 3), layer.blends)
        }
    }
}
