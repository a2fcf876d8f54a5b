import CPuppetry
import Foundation
import Media

/// What is behind the person: each frame takes its own part of its scene's plate, so that the background is steady.
final class BackgroundPlate {
    /// A camera that moves less than this many pixels stands still.
    private static let stillness = 0.8

    /// Whether the camera moves in any scene.
    let moves: Bool
    private let plates: PlateFile
    private let toScene: [PlaneTransform<SeenSpace, SceneSpace>]
    private let bands: Int
    private let width: Int
    private let height: Int
    private var current: (number: Int, plate: ScenePlate)?
    private let canvas: Picture

    /// - Parameters:
    ///   - toScene: takes pixels of each frame to those of its scene's first.
    ///   - width, height: of the frames.
    init(_ plates: PlateFile, toScene: [PlaneTransform<SeenSpace, SceneSpace>], width: Int, height: Int, bands: Int) {
        self.plates = plates
        self.toScene = toScene
        (self.width, self.height) = (width, height)
        self.bands = max(1, bands)
        canvas = Picture(width: width, height: height)
        let corners = ScenePlate.corners(width, height)
        moves = toScene.contains { map in corners.contains { (map($0).vector - $0.vector).length > Self.stillness } }
    }

    /// The frame without the person, of the frames' size; only to be believed where the hole is, and until the next call.
    /// - Parameter hole: over the whole frame, of any size.
    func plate(for index: Int, hole: Plane) throws(PuppetryError) -> Picture {
        let number = plates.number(of: index)
        if current?.number != number { current = (number, try plates.plate(number)) }
        guard let plate = current?.plate, let box = hole.box(above: 0) else { return canvas }
        let map = toScene[index].followed(by: plate.fromScene)
        let scale = SIMD2(Double(width) / Double(hole.width), Double(height) / Double(hole.height))
        let low = SIMD2(Double(box.left), Double(box.top)) * scale - 2
        let high = SIMD2(Double(box.right), Double(box.bottom)) * scale + 2
        let corners = [low, SIMD2(high.x, low.y), SIMD2(low.x, high.y), high].map { corner in
            let place = map(FinePoint(corner))
            return puppet_vertex(
                x: Float(corner.x), y: Float(corner.y), u: Float(place.x), v: Float(place.y), alpha: 1)
        }
        let layer = MeshLayer(
            texture: plate.picture, vertices: corners, triangles: [0, 1, 3, 0, 3, 2], laying: .copied)
        MeshLayer.draw([layer], over: nil, onto: canvas, bands: bands)
        return canvas
    }
}

extension Plane {
    /// The smallest rectangle that holds all that is above a value; ends are exclusive.
    fileprivate func box(above limit: Float) -> (left: Int, top: Int, right: Int, bottom: Int)? {
        var (left, top, right, bottom) = (width, height, 0, 0)
        for y in 0..<height {
            let row = values[(y * width)..<((y + 1) * width)]
            guard let first = row.firstIndex(where: { $0 > limit }), let last = row.lastIndex(where: { $0 > limit })
            else { continue }
            (left, right) = (min(left, first - row.startIndex), max(right, last - row.startIndex + 1))
            (top, bottom) = (min(top, y), y + 1)
        }
        return right > left ? (left, top, right, bottom) : nil
    }
}
