import Foundation
import Media

/// The source picture, understood: everything about it that drawing needs.
struct PortraitSource {
    let picture: Picture
    let width: Int
    let height: Int
    let face: SourceFace
    let tone: SkinTone
    /// Faces in the picture.
    let faces: Int

    /// - Parameter place: near the face that is meant; nil for a large one not far from the middle.
    /// - Throws: ``PuppetryError/noFaceInSource``, ``PuppetryError/sourceFaceTooSmall(pixels:)``, or why the picture
    ///   cannot be read.
    init(
        path: String, size: OutputSize, tracker: FaceTracker, neutral: NeutralFace, weights: MouthWeights,
        near place: PicturePlace? = nil
    ) throws(PuppetryError) {
        let still: StillImage
        do { still = try StillImage.load(path: path, maxSide: size.longSide) } catch { throw .source(error) }
        if still.hasAlpha { still.picture.flatten(over: 255, 255, 255) }
        try self.init(still.picture, size: size, tracker: tracker, neutral: neutral, weights: weights, near: place)
    }

    /// - Parameter picture: opaque.
    init(
        _ picture: Picture, size: OutputSize, tracker: FaceTracker, neutral: NeutralFace, weights: MouthWeights,
        near place: PicturePlace? = nil
    ) throws(PuppetryError) {
        self.picture = picture
        (width, height) = size.fitted(width: picture.width, height: picture.height)
        tracker.forget()
        tracker.countAnew()
        defer { tracker.forget() }
        // The landmarks settle when they are looked for again where they were found.
        var found = try tracker.landmarks(in: picture, thorough: true, near: place)
        if found != nil { found = try tracker.landmarks(in: picture, thorough: true) ?? found }
        guard let found else { throw .noFaceInSource }
        let landmarks = try tracker.settled(found, in: picture, neutral: neutral.points)
        faces = tracker.mostFaces

        let scale = SIMD2(Float(width) / Float(picture.width), Float(height) / Float(picture.height))
        let depth = (scale.x + scale.y) / 2
        let shapes = try tracker.eyeShapes(of: landmarks, in: picture)
            .map { $0.scaled(scale) as EyeShape<VideoSpace> }
        face = SourceFace(
            landmarks: landmarks.mapped { DeepPoint($0.vector * SIMD3(scale, depth)) }, eyes: shapes, face: neutral,
            weights: weights)
        guard face.width >= Float(InputLimits.faceWidth) else {
            throw .sourceFaceTooSmall(pixels: Int(face.width.rounded(.down)))
        }
        tone = SkinTone(of: landmarks, in: picture)
    }
    /// The face acting within its picture.
    func puppet(_ weights: MouthWeights) -> FacePuppet {
        FacePuppet(source: face, weights: weights, frame: SIMD2(Double(width), Double(height)))
    }
}
