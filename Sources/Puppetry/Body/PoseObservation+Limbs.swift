/// What a driver's pose says about limbs and trunk.
extension PoseObservation {
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
