import CPuppetry
import Foundation
import Media

/// Lets the face of a filmed frame speak: its mouth is closed, opened as the speech wants, and laid back into the frame
/// below the nose. Eyes, gaze and head stay the recording's.
final class AvatarPainter {
    /// Side of the part that is drawn anew, in face heights, and how far its centre lies below the face's.
    private static let part = (side: Float(1.7), below: Float(0.15))
    /// Width of the part's soft rim, as a share of its side.
    private static let rim: Float = 0.12

    private let neutral: NeutralFace
    private let weights: MouthWeights
    private let shaper: MouthShaper
    private let tone: SkinTone

    /// - Parameter tone: of the avatar's first frame: a mouth that changed its colour from frame to frame would flicker.
    init(neutral: NeutralFace, weights: MouthWeights, shaper: MouthShaper, tone: SkinTone) {
        self.tone = tone
        self.neutral = neutral
        self.weights = weights
        self.shaper = shaper
    }

    /// - Parameters:
    ///   - landmarks: in pixels of the picture.
    ///   - picture: changed in place; stays as it is where no face fits in.
    func paint(_ mouth: MouthShape, _ landmarks: Landmarks<SeenSpace>, onto picture: Picture) {
        guard let box = Self.box(round: landmarks, in: picture) else { return }
        let part = Picture(width: box.width, height: box.height)
        for row in 0..<box.height {
            let from = picture.bytes + (box.top + row) * picture.rowBytes + 4 * box.left
            (part.bytes + row * part.rowBytes).update(from: from, count: part.rowBytes)
        }
        let corner = SIMD3(Float(box.left), Float(box.top), 0)
        let unread = EyeShape<VideoSpace>(contour: [], iris: PlanePoint(.zero), irisRadius: 0, openness: 0, gaze: .zero)
        let face = SourceFace(
            landmarks: landmarks.mapped { DeepPoint($0.vector - corner) }, eyes: [unread, unread], face: neutral,
            weights: weights)
        let painter = PortraitPainter(
            source: part, texture: SourceTexture(of: part, width: box.width, height: box.height), face: face,
            neutral: neutral, tone: tone, bands: 1,
            // What a filmed mouth shows is teeth in one frame and darkness in the next.
            keepsTeeth: false)
        var performance = Performance.still
        performance.expression = shaper.movement(mouth)
        let canvas = Picture(width: box.width, height: box.height)
        painter.paint(FacePuppet(source: face, weights: weights).pose(performance), onto: canvas, driver: nil)

        let nose = face.landmarks[Landmark.noseTip].xy
        let down = face.landmarks[Landmark.chin].xy - face.landmarks[Landmark.foreheadTop].xy
        var lower = puppet_lower_face(
            nose: (nose.x, nose.y), down: (down.x, down.y), rim: Self.rim * Float(max(box.width, box.height)))
        puppet_lay_lower_face(picture.view, canvas.view, Int32(box.left), Int32(box.top), &lower)
    }

    /// Nil for a face that is tiny or outside the picture.
    private static func box(round landmarks: Landmarks<SeenSpace>, in picture: Picture) -> PixelBox? {
        let (top, bottom) = (landmarks[Landmark.foreheadTop].xy, landmarks[Landmark.chin].xy)
        let down = bottom - top
        let width = (landmarks[Landmark.rightSide].xy - landmarks[Landmark.leftSide].xy).length
        guard width >= Float(InputLimits.faceWidth), down.length > 8 else { return nil }
        let centre = PlanePoint.middle(top, bottom) + down * part.below
        let half = part.side * down.length / 2
        func edge(_ place: Float, _ limit: Int) -> Int { Int(place.clamped(0...Float(limit))) }
        let box = PixelBox(
            left: edge(centre.x - half, picture.width), top: edge(centre.y - half, picture.height),
            right: edge(centre.x + half, picture.width), bottom: edge(centre.y + half, picture.height))
        return box.width >= 32 && box.height >= 32 ? box : nil
    }
}
