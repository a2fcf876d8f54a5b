import Foundation

/// Moves a skeleton as a clip's body moves: shoulders and hips shift and lean, limbs point where the driver's point.
struct BodyMotion: Sendable {
    /// How limbs are told to move.
    enum Limbs: Sendable {
        /// They point where the driver's limbs point.
        case asDriver
        /// They turn from their own rest as the driver's turn from theirs: for drawings, whose limbs are where they like.
        case asTurned
    }

    /// Where the figure stands.
    enum Place: Sendable {
        /// In its own picture; the body's way through the driver's is followed a little.
        case own
        /// In the driver's frame, in the driver's place.
        case driver
    }

    /// Leaning farther is a pose we cannot draw, radians.
    private static let mostLean: Float = 0.6
    /// A limb that the picture cuts off turns no farther, radians.
    private static let mostCutTurn: Float = 0.4
    /// A bone seen from its end looks short: it is drawn no shorter than this, or the sleeve would be crushed; and no longer than
    /// this beyond its own length, or the driver's, whichever is less.
    private static let (shortest, longest): (Float, Float) = (0.45, 1.2)
    /// What the picture cuts off has no more to show; hands and feet are stiff.
    private static let (cutStretch, tipStretch): (ClosedRange<Float>, ClosedRange<Float>) = (0.85...1.1, 0.7...1.2)
    /// Hands and feet reach half as far again as the knuckles and toes that are tracked.
    private static let tip: Float = 1.5
    /// A drawing's limb follows small turns by themselves and never turns farther; radians.
    private static let mostDrawnTurn: Float = 1.2
    /// A figure larger than this beside what the scene shows is a giant.
    private static let mostEnlarged: Float = 1.3

    let track: BodyTrack
    let skeleton: Skeleton
    let limbs: Limbs
    private let place: Place
    private let room: Room
    /// How much larger than the driver the figure is drawn in its place.
    private(set) var enlargement: Float = 1
    /// For each limb how much of its movement is left, frame by frame, 0...1; empty where nothing holds it back.
    var ease: [[Float]] = []
    private let frames: [DriverFrame]
    private let reach: [[Float]]
    private var pins = FootPins()
    /// A drawing may be all trunk or all legs: how much smaller it is drawn so that head and shoulders both fit.
    private let build: Float

    init(_ track: BodyTrack, skeleton: Skeleton, limbs: Limbs, place: Place, room: Room = Room()) {
        self.room = room
        self.track = track
        self.skeleton = skeleton
        self.limbs = limbs
        self.place = place
        let poses = (0..<track.count).map { track.pose($0) }
        let frames = DriverFrame.all(of: track, poses, skeleton: skeleton, limbs: limbs)
        self.frames = frames
        let heads = poses.indices.map { index -> Float in
            (poses[index].ears.vector - frames[index].middle.vector).length / frames[index].size
        }
        let ownHead = (skeleton.headCentre - skeleton.shoulderMiddle).length / skeleton.width
        build = limbs == .asTurned ? (heads.median / max(ownHead, 0.05)).squareRoot().clamped(0.5...1.2) : 1
        // The longest a bone looks while it is parallel to the picture is about its true length.
        reach = skeleton.limbs.map { limb in
            (0..<3).map { bone in
                let lengths = poses.indices.filter { poses[$0].visibility(of: limb.kind, limbs)[bone] > 0.5 }
                    .map { poses[$0].bone(bone, of: limb.kind).length / frames[$0].size }
                return lengths.percentile(0.9) * skeleton.width
            }
        }
        pins = FootPins(of: self)
    }

    /// Frames in which the driver shows limbs that the figure has too, 0...1.
    var limbShare: Double {
        let shown = (0..<track.count).filter { FigureEngine.shows(track.pose($0), limbsOf: skeleton) }
        return frames.isEmpty ? 0 : Double(shown.count) / Double(frames.count)
    }

    /// How large the driver is, compared with the figure, slowly changing.
    func driverScale(_ index: Int) -> Float { frames[index].size / skeleton.width * build }

    /// Width of the driver's body, slowly changing, pixels of its frame.
    func bodySize(_ index: Int) -> Float { frames[index].size }

    /// The middle of the driver's shoulders in its frame.
    func driverMiddle(_ index: Int) -> PlanePoint<SeenSpace> { frames[index].middle }

    /// How the figure's own frame lies in the result: size and shift.
    func placing(_ index: Int) -> (scale: Float, shift: SIMD2<Float>) {
        switch place {
        case .own:
            let growth = room.growth(frames[index].growth)
            return (growth, room.foot.vector * (1 - growth))
        case .driver:
            let scale = driverScale(index) * enlargement
            return (scale, driverMiddle(index).vector - skeleton.shoulderMiddle.vector * scale)
        }
    }

    /// A figure in the driver's place that its picture cuts off below is drawn so large that it ends below the frame, unless
    /// its head would leave the frame.
    /// - Parameters:
    ///   - top, bottom: of the figure in its own frame.
    ///   - height: of the driver's frame.
    /// - Returns: whether it ends below the frame.
    mutating func reach(below height: Float, top: Float, bottom: Float) -> Bool {
        let (above, below) = (skeleton.shoulderMiddle.y - top, bottom - skeleton.shoulderMiddle.y)
        let seen = (0..<track.count).filter { track.isSeen($0, within: 0) }
        let wanted = seen.map { (height - driverMiddle($0).y) / (max(below, 1) * driverScale($0)) }.percentile(0.98)
        let room = seen.map { driverMiddle($0).y / (max(above, 1) * driverScale($0)) }.percentile(0.02)
        enlargement = wanted.clamped(1...max(1, min(room, Self.mostEnlarged)))
        return wanted <= enlargement
    }

    func pose(_ index: Int) -> FigurePose { pose(index, ease: ease.map { $0[index] }) }

    /// - Parameter ease: how much of each limb's movement is left, 0...1; empty for all of it.
    func pose(_ index: Int, ease: [Float]) -> FigurePose {
        let (frame, driver) = (frames[index], track.pose(index))
        let scale = skeleton.width / frame.size
        let limit = Double(0.5 * skeleton.width)
        func shift(
            _ now: PlanePoint<SeenSpace>, _ slow: PlanePoint<SeenSpace>, _ rest: PlanePoint<SeenSpace>
        ) -> SIMD2<Float> {
            let moved = (now - slow) * scale + (slow - rest) * (scale * frame.follows)
            return SIMD2<Float>(softened(SIMD2<Double>(moved), limit: limit))
        }
        let turned = abs(frame.lean) < .pi / 2 ? frame.lean : 0
        let lean = turned.clamped(-Self.mostLean...Self.mostLean)
        var chestShift = SIMD2<Float>.zero
        var hipShift = SIMD2<Float>.zero
        switch place {
        case .own:
            chestShift = room.shift(
                shift(frame.middle, frame.slowMiddle, frame.restMiddle), growth: room.growth(frame.growth))
            if skeleton.hasHips { hipShift = shift(frame.hips, frame.slowHips, frame.restHips) * frame.hasHips }
        case .driver:
            let rest = (frame.restHips - frame.restMiddle).angle
            let tilt = wrapped((frame.hips - frame.middle).angle - rest).clamped(-0.5...0.5) * frame.hasHips
            let torso = skeleton.hipMiddle - skeleton.shoulderMiddle
            hipShift = skeleton.shoulderMiddle + torso.turned(tilt) - skeleton.hipMiddle
        }
        let chest = FigureMove(turn: lean, about: skeleton.shoulderMiddle, shift: chestShift)
        let pelvis = FigureMove(turn: 0, about: PlanePoint(.zero), shift: hipShift)
        var bones = [chest, pelvis, head(chest, frame, driver)]
        var hidden: Set<Int> = []
        for (number, limb) in skeleton.limbs.enumerated() {
            bones += limbBones(
                number, limb, root: limb.kind.isArm ? chest : pelvis, frame, driver, scale,
                ease: ease.isEmpty ? 1 : ease[number], pin: pins.pin(number, index))
            if limb.kind.isArm, isBehind(limb.kind, driver, frame) { hidden.insert(number) }
        }
        return FigurePose(bones: bones, hidden: hidden)
    }

    /// The head of a figure without a face mesh turns with the line of the driver's ears.
    private func head(_ chest: FigureMove, _ frame: DriverFrame, _ driver: PoseObservation<SeenSpace>) -> FigureMove {
        guard driver.visibility(Joint.leftEar, Joint.rightEar) > 0.3 else { return chest }
        let ears = driver.place(Joint.leftEar) - driver.place(Joint.rightEar)
        let off =
            driver.place(Joint.leftEar).vector + driver.place(Joint.rightEar).vector - frame.middle.vector * 2
        guard ears.length > 0.1 * frame.size, abs(ears.angle) < .pi / 2 else { return chest }
        let turn = wrapped(ears.angle).clamped(-0.6...0.6)
        let nod = SIMD2<Float>(
            softened(
                SIMD2(Double(off.x) / 2 * Double(skeleton.width / frame.size), 0), limit: Double(skeleton.width / 6)))
        let neck = skeleton.neck
        return FigureMove(turn: turn, about: neck, shift: chest(neck) - neck + nod)
    }

    private func limbBones(
        _ number: Int, _ limb: Skeleton.Limb, root: FigureMove, _ frame: DriverFrame,
        _ driver: PoseObservation<SeenSpace>,
        _ scale: Float, ease: Float, pin: FootPins.Pin?
    ) -> [FigureMove] {
        let start = root(limb.joints[0])
        var moves = (0..<3).map { bone -> (turn: Float, stretch: Float) in
            let own = limb.bone(bone)
            let length = max(own.length, 1e-3)
            let shown = driver.bone(bone, of: limb.kind)
            let seen = bone == 2 ? min(frame.seen[number][1], frame.seen[number][2]) : frame.seen[number][bone]
            var turn: Float
            var stretch: Float = 1
            switch limbs {
            case .asDriver:
                turn = wrapped(shown.angle - own.angle) * seen
                let most = Self.longest * max(length, min(0.5 * reach[number][bone], 1.1 * length))
                let wanted = (shown.length * scale * (bone == 2 ? Self.tip : 1)).clamped(Self.shortest * length...most)
                stretch = 1 + (wanted / length - 1) * seen
            case .asTurned:
                let off = wrapped(shown.angle - frame.restAngles[number][bone])
                turn = Self.mostDrawnTurn * tanh(off / Self.mostDrawnTurn) * seen
            }
            if limb.isCut {
                turn = Self.mostCutTurn * tanh(turn / Self.mostCutTurn)
                stretch = stretch.clamped(Self.cutStretch)
            }
            if bone == 2 { stretch = stretch.clamped(Self.tipStretch) }
            return (turn * ease, 1 + (stretch - 1) * ease)
        }
        if let pin {
            var leg = SIMD2<Float>.zero
            for bone in 0..<2 { leg += limb.bone(bone).turned(moves[bone].turn) * moves[bone].stretch }
            let change = pin.change(of: leg, from: start)
            for bone in 0..<2 {
                moves[bone].turn += change.turn
                moves[bone].stretch *= change.stretch
            }
        }
        var at = start
        return (0..<3).map { bone in
            let (own, move) = (limb.bone(bone), moves[bone])
            defer { at += own.turned(move.turn) * move.stretch }
            return FigureMove(
                bone: own / max(own.length, 1e-3), from: limb.joints[bone], to: at, turn: move.turn,
                stretch: move.stretch)
        }
    }

    private func isBehind(_ kind: Skeleton.Limb.Kind, _ driver: PoseObservation<SeenSpace>, _ frame: DriverFrame)
        -> Bool
    {
        let joints = kind.driverJoints
        return driver.joints[joints[2]].z - driver.joints[joints[0]].z > 0.6 * frame.size
    }
}
