import Foundation
import Media

/// The source picture with its figure, understood: who is cut out, what its bones are, where its face is.
struct FigureSource {
    /// Opaque.
    let picture: Picture
    /// Of the picture's size.
    let mask: Plane
    /// Of the video.
    let width: Int
    let height: Int
    let skeleton: Skeleton
    let limbs: BodyMotion.Limbs
    let face: PortraitSource?
    /// People found in the picture.
    let people: Int
    /// Whether the file came cut out.
    let isCutOut: Bool
    /// Whether what is behind the figure is even but for shadows.
    var hasPlainBackground = false
}

extension FigureSource {
    /// The same figure in another picture of it.
    func showing(_ picture: Picture, mask: Plane) -> FigureSource {
        FigureSource(
            picture: picture, mask: mask, width: width, height: height, skeleton: skeleton, limbs: limbs, face: face,
            people: people, isCutOut: isCutOut, hasPlainBackground: hasPlainBackground)
    }
}

/// What a picture offers to the engine: a face, a figure, or both.
struct SourceFindings {
    let face: PortraitSource?
    let figure: FigureSource?
    /// Why there is no face although one was looked for.
    let faceError: PuppetryError?
}

extension FigureEngine {
    /// Looks at the source picture.
    /// - Throws: why it cannot be read; what is not found is nil in the answer.
    /// - Parameter place: near the face that is meant; nil for a large one not far from the middle.
    func findings(
        in path: String, size: OutputSize, near place: PicturePlace? = nil
    ) throws(PuppetryError) -> SourceFindings {
        let still: StillImage
        do { still = try StillImage.load(path: path, maxSide: size.longSide) } catch { throw .source(error) }
        let alpha = still.hasAlpha ? PersonMask.alpha(of: still.picture) : nil
        if still.hasAlpha { still.picture.flatten(over: 255, 255, 255) }
        let picture = still.picture
        var face: PortraitSource?
        var faceError: PuppetryError?
        do {
            face = try PortraitSource(
                picture, size: size, tracker: portrait.tracker, neutral: portrait.neutral, weights: portrait.weights,
                near: place)
        } catch {
            switch error {
            case .noFaceInSource, .sourceFaceTooSmall: faceError = error
            default: throw error
            }
        }
        let figure = try figure(in: picture, alpha: alpha, size: size, face: face, isChosen: place != nil)
        return SourceFindings(face: face, figure: figure, faceError: faceError)
    }

    private func figure(
        in picture: Picture, alpha: Plane?, size: OutputSize, face: PortraitSource?, isChosen: Bool
    ) throws(PuppetryError) -> FigureSource? {
        let (width, height) = size.fitted(width: picture.width, height: picture.height)
        let scale = SIMD2(Float(width) / Float(picture.width), Float(height) / Float(picture.height))
        people.forget()
        people.countAnew()
        defer { people.forget() }
        // The joints settle when they are looked for again where they were found.
        let part = isChosen ? face.map { Self.part(round: $0.face, scale: scale) } : nil
        var found = try people.pose(in: picture, within: part)
        if part != nil, let pose = found, let face, !Self.belongs(pose, to: face.face, scale: scale) { found = nil }
        if found != nil { found = try people.pose(in: picture) ?? found }
        let mostPeople = people.mostPeople
        if let pose = found, alpha.map({ Self.lies(pose, within: $0) }) ?? true,
            let skeleton = Skeleton(pose.scaled(scale), in: SIMD2(Float(width), Float(height)))
        {
            let rough = try people.mask(width: picture.width, height: picture.height, scale: SIMD2(1, 1))
            var (mask, isPlain) = (alpha ?? rough, false)
            if alpha == nil { (mask, isPlain) = try self.mask(of: pose, rough: rough, in: picture) }
            guard mask.mean > 0.005 else { return nil }
            let contrast = ArmContrast(
                of: picture, mask: mask, skeleton: skeleton, size: SIMD2(Float(width), Float(height)))
            return FigureSource(
                picture: picture, mask: mask, width: width, height: height, skeleton: contrast.clear, limbs: .asDriver,
                face: face, people: mostPeople, isCutOut: alpha != nil, hasPlainBackground: isPlain)
        }
        // A face alone is animated better by itself, unless its figure was cut out.
        guard alpha != nil || face == nil, let mask = alpha ?? SilhouetteMask.found(in: picture) else { return nil }
        let isPlain = alpha != nil && face == nil
        guard
            let skeleton = Skeleton(
                outline: mask, in: SIMD2(Float(width), Float(height)), leastLimbs: isPlain ? 0 : 2)
        else { return nil }
        return FigureSource(
            picture: picture, mask: mask, width: width, height: height, skeleton: skeleton, limbs: .asTurned,
            face: face, people: 0, isCutOut: alpha != nil)
    }

    /// Where the body of a face may be, in pixels of the picture.
    private static func part(round face: SourceFace, scale: SIMD2<Float>) -> Region {
        let landmarks = face.landmarks
        let down = landmarks[Landmark.chin].xy - landmarks[Landmark.foreheadTop].xy
        let middle = landmarks[Landmark.chin].xy + down * 2
        return Region(
            centre: FinePoint(SIMD2<Double>(middle.vector / scale)), side: Double(down.length / scale.y) * 8, turn: 0)
    }

    /// Whether the nose of a pose is in that face.
    private static func belongs(
        _ pose: PoseObservation<SeenSpace>, to face: SourceFace, scale: SIMD2<Float>
    ) -> Bool {
        let off = pose.place(Joint.nose).vector * scale - face.landmarks[Landmark.noseTip].xy.vector
        return off.length < 0.6 * face.width
    }

    /// Whether a pose is that of the cut-out figure and no fancy of the network.
    private static func lies(_ pose: PoseObservation<SeenSpace>, within mask: Plane) -> Bool {
        let seen = [
            Joint.leftShoulder, Joint.rightShoulder, Joint.leftElbow, Joint.rightElbow, Joint.leftWrist,
            Joint.rightWrist, Joint.leftHip, Joint.rightHip, Joint.leftKnee, Joint.rightKnee,
        ].filter { pose.joints[$0].w > 0.5 }
        let inside = seen.filter { mask.sampled(pose.place($0).vector) > 0.5 }
        return Double(inside.count) >= 0.85 * Double(seen.count)
    }

    /// The body's mask, joined with what the other network sees next to it: hair, hats, sleeves; and whether its
    /// background is plain.
    private func mask(
        of pose: PoseObservation<SeenSpace>, rough: Plane, in picture: Picture
    ) throws(PuppetryError) -> (mask: Plane, isPlain: Bool) {
        var near = rough
        near.apply { $0 > 0.5 ? 1 : 0 }
        near.spread(radius: Int((0.3 * pose.shoulderWidth).rounded()))
        let more = try segmenter.mask(
            in: picture, round: rough, width: rough.width, height: rough.height, scale: SIMD2(1, 1))
        var joined = rough
        for index in joined.values.indices {
            joined.values[index] = max(rough.values[index], more.values[index] * near.values[index])
        }
        var mask = PersonMask.refined(joined, in: picture)
        guard let shown = PlainBackground(round: mask, bones: pose.core, in: picture).shown else {
            return (mask, false)
        }
        for index in mask.values.indices { mask.values[index] *= 1 - shown.values[index] }
        mask.keepLargeParts(leastShare: PersonMask.leastPart)
        return (mask, true)
    }
}
