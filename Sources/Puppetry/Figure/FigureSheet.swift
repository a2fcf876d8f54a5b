import CPuppetry
import Foundation

/// Trunk and head of a figure, and those of its limbs that are one piece with them, as one mesh whose parts are drawn in
/// the order of their depth.
struct FigureSheet: Sendable {
    let mesh: FigureMesh
    /// Node numbers, three a triangle, of torso and head and of each limb.
    let bodyTriangles: [UInt16]
    let limbTriangles: [Int: [UInt16]]
    /// How far a node belongs to torso and head, 0...1.
    let bodyShare: [Float]

    /// - Parameters:
    ///   - limbs: numbers of the limbs that are part of the sheet.
    ///   - followsFace: whether a face mesh moves the head, which then only goes with the chest.
    init(_ skeleton: Skeleton, limbs: Set<Int>, texture: FigureTexture, followsFace: Bool) {
        let weights = BoneWeights(
            skeleton, limbs: limbs, mask: texture.mask, low: texture.low, high: texture.high)
        let mesh = FigureMesh(texture, skeleton: skeleton, finest: max(5, skeleton.width / 16)) {
            weights.share(at: $0, followsFace: followsFace)
        }
        self.mesh = mesh
        bodyShare = mesh.shares.map { 1 - $0.weight(of: Skeleton.Bone.limbs..<skeleton.boneCount) }
        var body: [UInt16] = []
        var found = Dictionary(uniqueKeysWithValues: limbs.map { ($0, [UInt16]()) })
        for triangle in mesh.triangles {
            let corners = [triangle.x, triangle.y, triangle.z]
            let limb = limbs.first { limb in
                corners.reduce(0) { $0 + mesh.shares[Int($1)].weight(of: skeleton.bones(of: limb)) } > 1.5
            }
            guard let limb else {
                body += corners
                continue
            }
            // A limb that swings up must not bring along what was made up beyond the picture's edge.
            let isReal = corners.allSatisfy { texture.isWithinSource(mesh.points[Int($0)], slack: mesh.cell) }
            if isReal || skeleton.limbs[limb].isCut { found[limb, default: []] += corners }
        }
        (bodyTriangles, limbTriangles) = (body, found)
    }
}
