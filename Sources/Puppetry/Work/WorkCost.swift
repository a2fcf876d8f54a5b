import Glibc

/// What a frame costs, for foretelling how long a job takes and for progress that runs as evenly as time. Two cores of a
/// server (EPYC), release build, by the clock over whole clips while nothing else ran; seconds.
struct WorkCost {
    /// One step: so much for every frame, and so much for a million of its pixels.
    struct Step {
        let frame: Double
        let megapixel: Double

        func seconds(_ megapixels: Double) -> Double { frame + megapixel * megapixels }
    }

    /// Before the first frame.
    let start: Double
    /// The first pass; pixels of the clip.
    let tracking: Step
    /// The second pass; pixels of the result.
    let drawing: Step

    static let face = WorkCost(
        start: 2.0, tracking: Step(frame: 0.0086, megapixel: 0), drawing: Step(frame: 0.0028, megapixel: 0.0079))
    static let body = WorkCost(
        start: 2.2, tracking: Step(frame: 0.0270, megapixel: 0.0035), drawing: Step(frame: 0.0035, megapixel: 0.0095))
    static let drawing = WorkCost(
        start: 2.2, tracking: Step(frame: 0.0270, megapixel: 0.0035), drawing: Step(frame: 0.0043, megapixel: 0.0075))
    static let mix = WorkCost(
        start: 2.4, tracking: Step(frame: 0.0330, megapixel: 0.0145), drawing: Step(frame: 0.0010, megapixel: 0.0280))

    /// Share of the progress that the first pass counts.
    /// - Parameters: millions of pixels of a frame of the clip and of the result.
    func trackingShare(clip: Double, result: Double) -> Double {
        let (first, second) = (tracking.seconds(clip), drawing.seconds(result))
        return first / (first + second)
    }

    /// Of a whole job.
    /// - Parameter speed: how much slower than the measured one this machine is.
    func seconds(frames: Int, clip: Double, result: Double, speed: Double) -> Double {
        let each = tracking.seconds(clip) + drawing.seconds(result)
        return ((start + Double(frames) * each * speed.clamped(0.25...8)) * 10).rounded() / 10
    }

    /// Processor time of this process so far, seconds: unlike the clock's it is not longer when others work too.
    static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
