import CPuppetry
import Foundation
import Media

/// What is behind the person in one scene: a large picture of all that its frames show, laid over each other by the
/// camera's way.
struct ScenePlate {
    /// How far surroundings are mirrored into what no frame shows, shares of the longer side.
    private static let reach: Float = 0.04
    /// Plates of long pans are made coarser than this; pixels.
    private static let mostPixels = 5e6

    let picture: Picture
    /// Takes pixels of the scene's first frame to the plate's.
    let fromScene: PlaneTransform<SceneSpace, PlateSpace>

    init(_ picture: Picture, fromScene: PlaneTransform<SceneSpace, PlateSpace>) {
        self.picture = picture
        self.fromScene = fromScene
    }

    /// - Parameters:
    ///   - samples: frames of the scene.
    ///   - toScene: takes pixels of each frame of the scene to those of its first; numbered as in the clip.
    ///   - width, height: of the frames.
    init(
        _ samples: [BackgroundSamples.Sample], toScene: ArraySlice<PlaneTransform<SeenSpace, SceneSpace>>,
        width: Int, height: Int, bands: Int
    ) {
        var (low, high) = (SIMD2<Double>(0, 0), SIMD2(Double(width), Double(height)))
        for map in toScene {
            for corner in Self.corners(width, height) {
                let place = map(corner).vector
                // A camera that was lost does not make the plate endless.
                guard abs(place.x) < 4 * high.x + 4000, abs(place.y) < 4 * high.y + 4000 else { continue }
                low = pointwiseMin(low, place)
                high = pointwiseMax(high, place)
            }
        }
        let size = high - low
        let scale = min(1, (Self.mostPixels / (size.x * size.y)).squareRoot())
        fromScene = PlaneTransform(
            x: SIMD3(scale, 0, -low.x * scale), y: SIMD3(0, scale, -low.y * scale))
        let picture = Picture(
            width: max(2, Int((size.x * scale).rounded(.up))), height: max(2, Int((size.y * scale).rounded(.up))))
        let known = Self.ask(samples, toScene, fromScene, picture, bands: max(1, bands))
        self.picture = Backdrop.filled(
            picture, known: known, reach: Self.reach * Float(max(picture.width, picture.height)))
    }

    static func corners(_ width: Int, _ height: Int) -> [FinePoint<SeenSpace>] {
        let (w, h) = (Double(width), Double(height))
        return [SIMD2(0, 0), SIMD2(w, 0), SIMD2(0, h), SIMD2(w, h)].map { FinePoint($0) }
    }

    /// Draws what most of the samples that see a place say of it.
    /// - Returns: 1 where one sees it.
    private static func ask(
        _ samples: [BackgroundSamples.Sample], _ toScene: ArraySlice<PlaneTransform<SeenSpace, SceneSpace>>,
        _ fromScene: PlaneTransform<SceneSpace, PlateSpace>,
        _ picture: Picture, bands: Int
    ) -> Plane {
        var known = Plane(width: picture.width, height: picture.height)
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
        let height = picture.height
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
        return known
    }
}
