import Foundation

/// The canonical face: 468 points in centimetres, x right, y down, z away from the viewer, and the triangles between.
package struct NeutralFace: Sendable {
    let points: CanonicalFace
    /// Three landmark numbers each.
    let triangles: [SIMD3<UInt16>]

    /// Reads a Wavefront file (`v x y z`, `f a b c`) whose y points up and z to the viewer.
    /// - Throws: ``PuppetryError/runtime(_:)`` when it is missing or is not such a face.
    package init(path: String) throws(PuppetryError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .runtime("The engine's face model (data/face/neutral_face.obj) is missing.")
        }
        try self.init(text: String(decoding: data, as: UTF8.self))
    }

    init(text: String) throws(PuppetryError) {
        var points: [SIMD3<Float>] = []
        var triangles: [SIMD3<UInt16>] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ")
            if words.count == 4, words[0] == "v" {
                let numbers = words.dropFirst().compactMap { Float($0) }
                if numbers.count == 3 { points.append(SIMD3(numbers[0], -numbers[1], -numbers[2])) }
            } else if words.count == 4, words[0] == "f" {
                let corners = words.dropFirst().compactMap { UInt16($0.prefix { $0 != "/" }) }
                if corners.count == 3 { triangles.append(SIMD3(corners[0], corners[1], corners[2]) &- 1) }
            }
        }
        let isWhole = triangles.allSatisfy { $0.max() < UInt16(Landmark.count) }
        guard points.count == Landmark.count, !triangles.isEmpty, isWhole else {
            throw .runtime("The engine's face model (data/face/neutral_face.obj) is damaged.")
        }
        self.points = CanonicalFace(points.map { DeepPoint($0) })
        self.triangles = triangles
    }

    /// Triangles of the mouth's opening.
    var mouthTriangles: [SIMD3<UInt16>] { triangles(within: Landmark.innerLips) }

    /// Those and the innermost strip of the lips round them.
    var mouthAndRimTriangles: [SIMD3<UInt16>] {
        let ring = Set(Landmark.innerLips)
        return triangles.filter { triangle in (0..<3).contains { ring.contains(Int(triangle[$0])) } }
    }

    /// All triangles but those of the mouth's opening and of the two eyes.
    var skinTriangles: [SIMD3<UInt16>] {
        let holes = [Landmark.innerLips, EyeNumbers.a.ring, EyeNumbers.b.ring].map { Set($0) }
        return triangles.filter { triangle in !holes.contains { Self.lies(triangle, within: $0) } }
    }

    private func triangles(within ring: [Int]) -> [SIMD3<UInt16>] {
        let ring = Set(ring)
        return triangles.filter { Self.lies($0, within: ring) }
    }

    private static func lies(_ triangle: SIMD3<UInt16>, within ring: Set<Int>) -> Bool {
        (0..<3).allSatisfy { ring.contains(Int(triangle[$0])) }
    }
}
