import CPuppetry
import Foundation

@testable import Media
@testable import Puppetry

/// Figures for tests, drawn with a few thick lines.
enum Figures {
    /// A gingerbread man of 300 x 400 pixels with arms stretched out, on a clear background.
    static func gingerbread(background: SIMD4<UInt8> = .zero) -> Picture {
        draw(
            [
                capsule(150, 150, 150, 230, 42), capsule(150, 80, 150, 82, 38), capsule(150, 160, 50, 120, 14),
                capsule(150, 160, 250, 120, 14), capsule(135, 240, 105, 370, 17), capsule(165, 240, 195, 370, 17),
            ], on: background)
    }

    /// A ball on two legs with two arms and no head.
    static func mascot() -> Picture {
        draw([
            capsule(150, 190, 151, 190, 85), capsule(150, 190, 25, 90, 12), capsule(150, 190, 275, 90, 12),
            capsule(120, 240, 100, 385, 13), capsule(180, 240, 200, 385, 13),
        ])
    }

    /// A picture by the colour of each pixel.
    static func painted(width: Int, height: Int, colour: (Int, Int) -> SIMD3<UInt8>) -> Picture {
        let picture = Picture(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                let (at, c) = (picture.bytes + y * picture.rowBytes + 4 * x, colour(x, y))
                (at[0], at[1], at[2], at[3]) = (c.x, c.y, c.z, 255)
            }
        }
        return picture
    }

    /// What ``person(leftArm:)`` looks like with the left arm hanging down before the hip: a blue body, brown legs, skin on
    /// the arms; before a wall that grows dark towards the floor, or whatever `wall` says.
    static func standing(
        wall: (Int, Int) -> SIMD3<UInt8> = { _, y in SIMD3(repeating: UInt8(220 - y / 6)) }
    ) -> (picture: Picture, mask: Plane, arm: Plane) {
        let legs = plane([capsule(235, 340, 235, 550, 26), capsule(165, 340, 165, 550, 26)])
        let body = plane([
            capsule(215, 190, 218, 330, 40), capsule(185, 190, 182, 330, 40), capsule(200, 100, 200, 130, 32),
        ])
        let arm = plane([capsule(250, 186, 250, 330, 15)])
        let other = plane([capsule(150, 186, 120, 245, 15), capsule(120, 245, 98, 325, 15)])
        let picture = painted(width: 400, height: 600) { x, y in
            if arm[x, y] > 0 || other[x, y] > 0 { return SIMD3(205, 160, 130) }
            if body[x, y] > 0 { return SIMD3(40, 60, 190) }
            return legs[x, y] > 0 ? SIMD3(90, 60, 30) : wall(x, y)
        }
        var mask = arm
        for at in mask.values.indices {
            mask.values[at] = [arm, other, body, legs].contains { $0.values[at] > 0 } ? 1 : 0
        }
        return (picture, mask, arm)
    }

    /// 1 within the bones, over 400 x 600.
    private static func plane(_ bones: [puppet_capsule]) -> Plane {
        var plane = Plane(width: 400, height: 600)
        puppet_capsule_distance(bones, Int32(bones.count), &plane.values, 400, 600)
        plane.apply { $0 < 1 ? 1 : 0 }
        return plane
    }

    private static func draw(_ bones: [puppet_capsule], on background: SIMD4<UInt8> = .zero) -> Picture {
        let picture = Picture(width: 300, height: 400)
        var distance = [Float](repeating: 0, count: 300 * 400)
        puppet_capsule_distance(bones, Int32(bones.count), &distance, 300, 400)
        for (index, away) in distance.enumerated() {
            let colour = away < 1 ? SIMD4<UInt8>(190, UInt8(90 + index / 300 % 40), 40, 255) : background
            for channel in 0..<4 { picture.bytes[4 * index + channel] = colour[channel] }
        }
        return picture
    }

    private static func capsule(_ x0: Float, _ y0: Float, _ x1: Float, _ y1: Float, _ r: Float) -> puppet_capsule {
        puppet_capsule(PlanePoint<SeenSpace>(x0, y0), PlanePoint(x1, y1), radius: r)
    }

    /// Somebody upright in a picture of 400 x 600, shoulders 100 wide; arms hang, the left one as told.
    /// - Parameter leftArm: direction in radians, 0 to the right of the picture, a quarter turn down.
    static func person<Space>(
        leftArm: Float, at shift: SIMD2<Float> = .zero, scale: Float = 1
    ) -> PoseObservation<Space> {
        var joints = [SIMD4<Float>](repeating: SIMD4(200, 120, 0, 1), count: Joint.count)
        func put(_ joint: Int, _ x: Float, _ y: Float) { joints[joint] = SIMD4(x, y, 0, 1) }
        put(Joint.nose, 200, 115)
        put(Joint.leftEar, 225, 110)
        put(Joint.rightEar, 175, 110)
        put(Joint.leftShoulder, 250, 180)
        put(Joint.rightShoulder, 150, 180)
        put(Joint.leftHip, 235, 340)
        put(Joint.rightHip, 165, 340)
        let way = SIMD2<Float>(angle: leftArm)
        for (number, joint) in [Joint.leftElbow, Joint.leftWrist, Joint.leftIndex].enumerated() {
            let at = SIMD2<Float>(250, 180) + way * [70, 140, 160][number]
            put(joint, at.x, at.y)
        }
        put(Joint.rightElbow, 120, 245)
        put(Joint.rightWrist, 100, 310)
        put(Joint.rightIndex, 95, 330)
        for (joint, x, y) in [
            (Joint.leftKnee, 235, 440), (Joint.leftAnkle, 235, 540), (Joint.leftToe, 245, 560),
            (Joint.rightKnee, 165, 440), (Joint.rightAnkle, 165, 540), (Joint.rightToe, 155, 560),
        ] as [(Int, Float, Float)] { put(joint, x, y) }
        return PoseObservation<Space>(
            joints: joints.map { SIMD4($0.x * scale + shift.x, $0.y * scale + shift.y, $0.z, $0.w) })
    }

    static func engine(isCancelled: @escaping () -> Bool = { false }) throws -> FigureEngine {
        try FigureEngine(
            assets: Portraits.assets(), neutralFace: Portraits.data,
            cache: FileManager.default.temporaryDirectory.path + "/greenroom-models", cores: 2, report: { _ in },
            isCancelled: isCancelled)
    }
}
