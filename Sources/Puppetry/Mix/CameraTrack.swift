import CPuppetry
import Foundation
import Media

/// Follows the camera: lays each frame's background over an earlier frame's.
struct CameraTracker {
    /// Longer side of the planes compared.
    private static let side = 240
    private static let mostSteps = 8

    /// An earlier frame to compare with, and where it lies in the scene's first frame.
    private struct Anchor {
        let luma: Plane
        let toScene: PlaneTransform<SeenSpace, SceneSpace>
    }

    private var anchor: Anchor?
    /// From the last frame to the anchor.
    private var last = PlaneTransform<SeenSpace, SeenSpace>.identity

    /// - Parameters:
    ///   - person: mask over the whole frame, of any size; nil when nobody is there.
    ///   - isNewScene: nothing before can be compared.
    ///   - isAnchor: later frames are compared with this one.
    /// - Returns: takes pixels of this frame to those of the scene's first frame.
    mutating func add(
        _ picture: Picture, person: Plane?, isNewScene: Bool, isAnchor: Bool
    ) -> PlaneTransform<SeenSpace, SceneSpace> {
        let longer = max(picture.width, picture.height)
        let width = max(8, picture.width * Self.side / longer)
        let height = max(8, picture.height * Self.side / longer)
        var luma = Plane(width: width, height: height)
        var bytes = [UInt8](repeating: 0, count: width * height)
        puppet_luma_thumbnail(picture.view, &bytes, Int32(width), Int32(height))
        for index in bytes.indices { luma.values[index] = Float(bytes[index]) / 255 }
        luma.blur(sigma: 1.2)
        let scale = SIMD2(Double(picture.width) / Double(width), Double(picture.height) / Double(height))
        guard !isNewScene, let anchor else {
            // A scene's first frame is its space.
            let first = PlaneTransform<SeenSpace, SceneSpace>(x: SIMD3(1, 0, 0), y: SIMD3(0, 1, 0))
            self.anchor = Anchor(luma: luma, toScene: first)
            last = .identity
            return first
        }
        var weight = Plane(width: width, height: height, filledWith: 1)
        if var person {
            person.spread(radius: max(1, person.width / 60))
            weight = person.resized(width: width, height: height)
            weight.apply { $0 > 0.1 ? 0 : 1 }
        }
        last = Self.registered(luma, over: anchor.luma, weight: weight, from: last)
        let toScene = last.scaled(scale).followed(by: anchor.toScene)
        if isAnchor {
            self.anchor = Anchor(luma: luma, toScene: toScene)
            last = .identity
        }
        return toScene
    }

    /// - Returns: takes pixels of `now` to those of `before`.
    private static func registered(
        _ now: Plane, over before: Plane, weight: Plane, from start: PlaneTransform<SeenSpace, SeenSpace>
    ) -> PlaneTransform<SeenSpace, SeenSpace> {
        var found = start
        let middle = SIMD2(Double(now.width), Double(now.height)) / 2
        let unit = 2 / Double(max(now.width, now.height))
        for _ in 0..<mostSteps {
            var sums = [Double](repeating: 0, count: 16)
            puppet_registration_step(
                now.values, before.values, weight.values, Int32(now.width), Int32(now.height), found.floats, &sums)
            // With almost nothing to compare the last answer is the best.
            guard sums[14] > 0.02 * Double(now.values.count), let step = solved(sums) else { return found }
            // The picture's brightness at p + step is the anchor's at found(p).
            let (grow, turn) = (step[2] * unit, step[3] * unit)
            let change = PlaneTransform<SeenSpace, SeenSpace>(
                x: SIMD3(1 + grow, -turn, step[0] - grow * middle.x + turn * middle.y),
                y: SIMD3(turn, 1 + grow, step[1] - turn * middle.x - grow * middle.y))
            guard let back = change.inverse else { return found }
            found = back.followed(by: found)
            let most = max(abs(step[0]), abs(step[1]), abs(step[2]), abs(step[3]))
            if most < 0.01 { break }
        }
        return found
    }

    /// The four unknowns of the normal equations (Cholesky); nil where the picture has too little texture.
    private static func solved(_ sums: [Double]) -> [Double]? {
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 4)
        var k = 0
        for row in 0..<4 {
            for column in row..<4 {
                matrix[row][column] = sums[k]
                matrix[column][row] = sums[k]
                k += 1
            }
        }
        for row in 0..<4 { matrix[row][row] += 1e-4 * sums[14] * 1e-2 }
        var right = Array(sums[10..<14])
        for pivot in 0..<4 {
            guard abs(matrix[pivot][pivot]) > 1e-9 else { return nil }
            for row in (pivot + 1)..<4 {
                let factor = matrix[row][pivot] / matrix[pivot][pivot]
                for column in pivot..<4 { matrix[row][column] -= factor * matrix[pivot][column] }
                right[row] -= factor * right[pivot]
            }
        }
        for row in stride(from: 3, through: 0, by: -1) {
            for column in (row + 1)..<4 { right[row] -= matrix[row][column] * right[column] }
            right[row] /= matrix[row][row]
        }
        return right.allSatisfy(\.isFinite) ? right : nil
    }
}
