import CPuppetry
import Foundation

/// Keeps a person's mask to where the bones say the person is: networks take curtains and chairs for a coat.
enum BodyGate {
    /// The gate is looked up in this part of the mask's size.
    private static let shrink = 4

    /// - Parameters:
    ///   - mask: 0...1.
    ///   - scale: pixels of the mask for one of the pose.
    /// - Returns: the mask, and all that may be the person.
    static func gated(
        _ mask: Plane, pose: PoseObservation<SeenSpace>, scale: SIMD2<Float>
    ) -> (sure: Plane, possible: Plane) {
        let (width, height) = (max(2, mask.width / shrink), max(2, mask.height / shrink))
        let toSmall = scale * SIMD2(Float(width) / Float(mask.width), Float(height) / Float(mask.height))
        let bones = flesh(pose).map { $0.scaled(toSmall) }
        var distance = Plane(width: width, height: height)
        puppet_capsule_distance(bones, Int32(bones.count), &distance.values, Int32(width), Int32(height))
        let far = distance.resized(width: mask.width, height: mask.height)
        var (result, possible) = (mask, mask)
        for index in result.values.indices {
            let away = far.values[index]
            guard away < 2.2 else {
                (result.values[index], possible.values[index]) = (0, 0)
                continue
            }
            // Loose clothes reach to about one and a half times the flesh of a bone; its core is the person whatever a
            // network says.
            let allowed = result.values[index] * (1 - smoothStep(1.5, 2.2, away))
            result.values[index] = max(allowed, 1 - smoothStep(0.55, 0.85, away))
            possible.values[index] = max(allowed, 1 - smoothStep(0.75, 1.05, away))
        }
        return (result, possible)
    }

    /// Bones with their flesh, in pixels of the pose.
    static func flesh(_ pose: PoseObservation<SeenSpace>) -> [puppet_capsule] {
        let width = max(pose.shoulderWidth, 0.5 * (pose.shoulders - pose.hips).length, 4)
        let (left, right) = (pose.place(Joint.leftShoulder), pose.place(Joint.rightShoulder))
        let (leftHip, rightHip) = (pose.place(Joint.leftHip), pose.place(Joint.rightHip))
        let ears = pose.ears
        let earDistance = (pose.place(Joint.leftEar) - pose.place(Joint.rightEar)).length
        let neck = (ears - pose.shoulders).length
        let head = max(0.36 * width, 0.85 * earDistance, 0.55 * neck)
        let up = (ears - pose.shoulders) / max(neck, 1)
        return [
            puppet_capsule(left, leftHip, radius: 0.30 * width), puppet_capsule(right, rightHip, radius: 0.30 * width),
            puppet_capsule(pose.shoulders, pose.hips, radius: 0.42 * width),
            puppet_capsule(left, right, radius: 0.25 * width), puppet_capsule(leftHip, rightHip, radius: 0.3 * width),
            puppet_capsule(pose.shoulders, ears, radius: 0.25 * width),
            // Hair and hats reach up.
            puppet_capsule(ears, ears + up * (0.7 * head), radius: head),
        ] + pose.limbs(width: width, tip: 1.5)
    }
}
