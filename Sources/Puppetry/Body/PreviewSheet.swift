import Foundation
import Media

/// A job before it is done, in one picture: moments of the clip with what is tracked in them, and below each what the
/// result is at that time.
struct PreviewSheet {
    /// What is seen of the person at one moment, as shares of the picture's sides.
    struct Sight {
        var joints: [(at: SIMD2<Float>, isSeen: Bool)]
        var face: [SIMD2<Float>]
    }

    /// Of a moment, and between them; pixels.
    private static let (height, gap) = (360, 8)
    private static let bones: [(Int, Int)] = [
        (Joint.leftShoulder, Joint.rightShoulder), (Joint.leftHip, Joint.rightHip),
        (Joint.leftShoulder, Joint.leftHip), (Joint.rightShoulder, Joint.rightHip),
        (Joint.leftShoulder, Joint.leftElbow), (Joint.leftElbow, Joint.leftWrist),
        (Joint.rightShoulder, Joint.rightElbow), (Joint.rightElbow, Joint.rightWrist),
        (Joint.leftHip, Joint.leftKnee), (Joint.leftKnee, Joint.leftAnkle), (Joint.leftAnkle, Joint.leftToe),
        (Joint.rightHip, Joint.rightKnee), (Joint.rightKnee, Joint.rightAnkle), (Joint.rightAnkle, Joint.rightToe),
    ]
    private static let (boneColour, faceColour) = (SIMD3<UInt8>(255, 190, 90), SIMD3<UInt8>(139, 235, 173))

    var sights: [Sight]
    /// Whether limbs are followed, or the face alone.
    var showsLimbs: Bool

    /// Writes a JPEG.
    /// - Parameters:
    ///   - clip: a video of the moments alone.
    ///   - result: what was made of it.
    func write(clip: String, result: String, to path: String) throws(MediaError) {
        let above = try pictures(of: clip)
        let below = try pictures(of: result)
        for (picture, sight) in zip(above, sights) { draw(sight, on: picture) }
        let count = min(above.count, below.count)
        guard count > 0 else { throw .noFrames }
        let width = max(above[0].width, below[0].width)
        let sheet = try Picture.make(
            width: count * width + (count - 1) * Self.gap, height: 2 * Self.height + Self.gap)
        sheet.flatten(over: 14, 12, 9)
        for column in 0..<count {
            for (row, picture) in [above[column], below[column]].enumerated() {
                sheet.place(
                    picture, left: column * (width + Self.gap) + (width - picture.width) / 2,
                    top: row * (Self.height + Self.gap) + (Self.height - picture.height) / 2)
            }
        }
        try StillImage.writeJPEG(sheet, to: path, quality: 88)
    }

    private func pictures(of path: String) throws(MediaError) -> [Picture] {
        let reader = try VideoReader(path: path, within: (2 * Self.height, Self.height))
        var pictures: [Picture] = []
        while pictures.count < sights.count, let frame = try reader.next() { pictures.append(frame.picture) }
        return pictures
    }

    private func draw(_ sight: Sight, on picture: Picture) {
        let size = SIMD2(Float(picture.width), Float(picture.height))
        for point in sight.face { picture.dot(point * size, radius: 1, Self.faceColour) }
        guard showsLimbs, sight.joints.count == Joint.count else { return }
        for (one, other) in Self.bones where sight.joints[one].isSeen && sight.joints[other].isSeen {
            picture.stroke(sight.joints[one].at * size, sight.joints[other].at * size, radius: 1.6, Self.boneColour)
        }
        for bone in Self.bones {
            for joint in [bone.0, bone.1] where sight.joints[joint].isSeen {
                picture.dot(sight.joints[joint].at * size, radius: 3.5, Self.boneColour)
            }
        }
    }
}

extension Picture {
    fileprivate func dot(_ centre: SIMD2<Float>, radius: Float, _ colour: SIMD3<UInt8>) {
        stroke(centre, centre, radius: radius, colour)
    }

    /// A line with round ends. What lies outside is left out.
    fileprivate func stroke(_ start: SIMD2<Float>, _ end: SIMD2<Float>, radius: Float, _ colour: SIMD3<UInt8>) {
        let size = SIMD2(Float(width), Float(height))
        let low = pointwiseMax(pointwiseMin(start, end) - radius, .zero)
        let high = pointwiseMin(pointwiseMax(start, end) + radius, size - 1)
        guard low.x <= high.x, low.y <= high.y else { return }
        let along = end - start
        let square = max((along * along).sum(), 1e-6)
        for y in Int(low.y)...Int(high.y) {
            for x in Int(low.x)...Int(high.x) {
                let at = SIMD2(Float(x), Float(y))
                let share = min(max(((at - start) * along).sum() / square, 0), 1)
                let away = at - start - share * along
                guard (away * away).sum() <= radius * radius else { continue }
                let pixel = bytes + y * rowBytes + x * 4
                (pixel[0], pixel[1], pixel[2], pixel[3]) = (colour.x, colour.y, colour.z, 255)
            }
        }
    }
}
