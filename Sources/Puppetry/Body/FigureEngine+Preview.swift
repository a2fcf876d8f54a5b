import Foundation
import Media

extension FigureEngine {
    /// Places of the clip that are looked at.
    private static let previews = 7
    /// Shorter clips are followed at once.
    private static let leastFrames = 60

    /// Whether a few looks into the clip show any of the limbs that the figure has. Following the body through a whole clip
    /// of a talking head would be for nothing.
    func mayShowLimbs(_ skeleton: Skeleton, clip path: String) throws(PuppetryError) -> Bool {
        do {
            for preview in 0..<Self.previews {
                let reader = try VideoReader(path: path, maxSide: FrameSource.maxSide)
                guard let frames = reader.frameCountEstimate, frames >= Self.leastFrames else { return true }
                let share = (Double(preview) + 0.5) / Double(Self.previews)
                let seconds = share * Double(frames) / reader.frameRate
                let ticks = seconds * Double(reader.timeBase.den) / Double(reader.timeBase.num)
                reader.seek(before: Int64(ticks))
                guard let frame = try reader.next() else { continue }
                try work.checkCancelled()
                people.forget()
                guard let pose = try people.pose(in: frame.picture) else { continue }
                if Self.shows(pose, limbsOf: skeleton) { return true }
            }
        } catch let error as PuppetryError {
            throw error
        } catch let error as MediaError {
            throw .driver(error)
        } catch {
            throw .driver(.unreadable("The video could not be decoded."))
        }
        return false
    }

    /// Whether a pose shows a limb that the figure has.
    static func shows(_ pose: PoseObservation<SeenSpace>, limbsOf skeleton: Skeleton) -> Bool {
        skeleton.limbs.contains { limb in
            pose.visibility(limb.kind.driverJoints[0], limb.kind.driverJoints[1]) > 0.55
        }
    }
}
