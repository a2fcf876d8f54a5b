import CPuppetry

/// What a pose says about limbs and trunk.
extension PoseObservation {
    /// The bones with what is surely theirs: the trunk no wider than between the joints, the head no higher than its crown.
    var core: [puppet_capsule] {
        let width = max(shoulderWidth, 0.5 * (shoulders - hips).length, 4)
        let (left, right) = (place(Joint.leftShoulder), place(Joint.rightShoulder))
        return [
            puppet_capsule(shoulders, hips, radius: 0.36 * width), puppet_capsule(left, right, radius: 0.2 * width),
            puppet_capsule(shoulders, ears, radius: 0.2 * width), puppet_capsule(ears, ears, radius: 0.36 * width),
        ] + limbs(width: width, tip: 1)
    }

    /// The limbs that are seen, with their flesh.
    /// - Parameters:
    ///   - width: of the body, pixels.
    ///   - tip: how far hands and feet reach, in lengths of what is seen of them.
    func limbs(width: Float, tip: Float) -> [puppet_capsule] {
        Skeleton.Limb.Kind.allCases.flatMap { kind in
            let joints = kind.driverJoints
            return (0..<3).filter { visibility(joints[$0], joints[$0 + 1]) > 0.4 }.map { bone in
                let from = place(joints[bone])
                return puppet_capsule(
                    from, from + self.bone(bone, of: kind) * (bone == 2 ? tip : 1), radius: kind.radii[bone] * width)
            }
        }
    }

    /// Direction from the right shoulder to the left one, radians.
    var lean: Float { (place(Joint.leftShoulder) - place(Joint.rightShoulder)).angle }

    /// One of the three bones of a limb, from joint to joint, in pixels.
    func bone(_ number: Int, of kind: Skeleton.Limb.Kind) -> SIMD2<Float> {
        let joints = kind.driverJoints
        return place(joints[number + 1]) - place(joints[number])
    }

    /// How far each of the three bones of a limb is to be believed, 0...1.
    func visibility(of kind: Skeleton.Limb.Kind, _ limbs: BodyMotion.Limbs) -> SIMD4<Float> {
        let joints = kind.driverJoints
        var seen = SIMD4<Float>.zero
        for bone in 0..<3 {
            let (a, b) = (self.joints[joints[bone]].w, self.joints[joints[bone + 1]].w)
            if limbs == .asTurned, !kind.isArm {
                // A drawing shows its legs whole: what is only guessed of the driver's would swing them about.
                seen[bone] = smoothStep(Self.guessed, 0.75, min(a, b))
            } else {
                // One end must be seen; the other may be told by it.
                seen[bone] = smoothStep(0.25, 0.5, min(a, b)) * smoothStep(0.45, 0.7, max(a, b))
            }
        }
        return seen
    }
}
