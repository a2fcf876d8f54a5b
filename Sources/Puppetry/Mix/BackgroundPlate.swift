import CPuppetry
import Foundation
import Media

/// What is behind the person: for each scene one large picture of all that its frames show, laid over each other by the
/// camera's way. Each frame takes its own part of it, so that the background is steady.
final class BackgroundPlate {
    /// A camera that moves less than this many pixels stands still.
    private static let stillness = 0.8
    /// How far surroundings are mirrored into what no frame shows, shares of the longer side.
    private static let reach: Float = 0.04
    /// Plates of long pans are made coarser than this; pixels.
    private static let mostPixels = 5e6

    /// Whether the camera moves in any scene.
    let moves: Bool
    private let samples: [BackgroundSamples.Sample]
    private let toScene: [PlaneTransform]
    private let scenes: [Range<Int>]
    private let bands: Int
    private let width: Int
    private let height: Int
    private var current: Plate?
    private let canvas: Picture

    private struct Plate {
        let scene: Int
        let picture: Picture
        /// Takes pixels of the scene's first frame to the plate's.
        let fromScene: PlaneTransform
    }

    /// - Parameters:
    ///   - toScene: takes pixels of each frame to those of its scene's first.
    ///   - width, height: of the frames.
    init(
        _ samples: [BackgroundSamples.Sample], toScene: [PlaneTransform], scenes: [Range<Int>], width: Int,
        height: Int, bands: Int
    ) {
        self.samples = samples
        self.toScene = toScene
        self.scenes = scenes
        (self.width, self.height) = (width, height)
        self.bands = max(1, bands)
        canvas = Picture(width: width, height: height)
        let corners = Self.corners(width, height)
        moves = toScene.contains { map in corners.contains { (map($0) - $0).length > Self.stillness } }
    }

    private static func corners(_ width: Int, _ height: Int) -> [SIMD2<Double>] {
        let (w, h) = (Double(width), Double(height))
        return [SIMD2(0, 0), SIMD2(w, 0), SIMD2(0, h), SIMD2(w, h)]
    }

    /// The frame without the person, of the frames' size; only to be believed where the hole is, and until the next call.
    /// - Parameter hole: over the whole frame, of any size.
    func plate(for index: Int, hole: Plane) -> Picture {
        let scene = scenes.firstIndex { $0.contains(index) } ?? 0
        let plate: Plate
        if let current, current.scene == scene {
            plate = current
        } else {
            plate = make(scene)
            current = plate
        }
        let map = toScene[index].followed(by: plate.fromScene)
        guard let box = hole.box(above: 0) else { return canvas }
        let scale = SIMD2(Double(width) / Double(hole.width), Double(height) / Double(hole.height))
        let low = SIMD2(Double(box.left), Double(box.top)) * scale - 2
        let high = SIMD2(Double(box.right), Double(box.bottom)) * scale + 2
        let corners = [low, SIMD2(high.x, low.y), SIMD2(low.x, high.y), high].map { corner in
            let place = map(corner)
            return puppet_vertex(
                x: Float(corner.x), y: Float(corner.y), u: Float(place.x), v: Float(place.y), alpha: 1)
        }
        let layer = MeshLayer(
            texture: plate.picture, vertices: corners, triangles: [0, 1, 3, 0, 3, 2], laying: .copied)
        MeshLayer.draw([layer], over: nil, onto: canvas, bands: bands)
        return canvas
    }

    private func make(_ scene: Int) -> Plate {
        let corners = Self.corners(width, height)
        var (low, high) = (SIMD2<Double>(0, 0), SIMD2(Double(width), Double(height)))
        for index in scenes[scene] {
            for corner in corners {
                let place = toScene[index](corner)
                // A camera that was lost does not make the plate endless.
                guard abs(place.x) < 4 * high.x + 4000, abs(place.y) < 4 * high.y + 4000 else { continue }
                low = pointwiseMin(low, place)
                high = pointwiseMax(high, place)
            }
        }
        let size = high - low
        let scale = min(1, (Self.mostPixels / (size.x * size.y)).squareRoot())
        let fromScene = PlaneTransform(
            x: SIMD3(scale, 0, -low.x * scale), y: SIMD3(0, scale, -low.y * scale))
        let picture = Picture(
            width: max(2, Int((size.x * scale).rounded(.up))), height: max(2, Int((size.y * scale).rounded(.up))))
        var known = Plane(width: picture.width, height: picture.height)
        ask(samples.filter { $0.scene == scene }, fromScene, picture, &known)
        let whole = Backdrop.filled(
            picture, known: known, reach: Self.reach * Float(max(picture.width, picture.height)))
        return Plate(scene: scene, picture: whole, fromScene: fromScene)
    }

    private func ask(
        _ samples: [BackgroundSamples.Sample], _ fromScene: PlaneTransform, _ picture: Picture, _ known: inout Plane
    ) {
        let masks = UnsafeMutablePointer<Float>.allocate(
            capacity: max(1, samples.reduce(0) { $0 + $1.person.values.count }))
        defer { masks.deallocate() }
        var witnesses: [puppet_witness] = []
        var at = masks
        for sample in samples {
            let person = sample.person
            at.initialize(from: person.values, count: person.values.count)
            if let back = toScene[sample.index].followed(by: fromScene).inverse {
                let f = back.floats
                witnesses.append(
                    puppet_witness(
                        picture: sample.picture.view, mask: at, mask_width: Int32(person.width),
                        mask_height: Int32(person.height), affine: (f[0], f[1], f[2], f[3], f[4], f[5])))
            }
            at += person.values.count
        }
        let (bands, height) = (bands, picture.height)
        nonisolated(unsafe) let asked = witnesses
        known.values.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let out = buffer.baseAddress
            // Threads write different rows.
            DispatchQueue.concurrentPerform(iterations: bands) { band in
                puppet_background(
                    asked, Int32(asked.count), picture.view, out, Int32(height * band / bands),
                    Int32(height * (band + 1) / bands))
            }
        }
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
