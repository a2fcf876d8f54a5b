import Foundation
import Media

/// Frames of a scene kept to know what is behind the person: the person stands elsewhere in other frames.
struct BackgroundSamples {
    /// Frames kept at most; then every other is given up and the step doubled.
    private static let most = 17
    private static let firstStep = 8

    struct Sample {
        /// Of the frame in the clip.
        let index: Int
        let picture: Picture
        /// 1 where a person hides the background.
        let person: Plane
    }

    private(set) var samples: [Sample] = []
    private var step = firstStep
    private var next = 0

    /// Whether this frame will be kept; always the first that is asked about.
    func wants(_ index: Int) -> Bool { samples.isEmpty || index >= next }

    mutating func add(_ picture: Picture, person: Plane?, index: Int) {
        var hidden = person ?? Plane(width: picture.width / 2, height: picture.height / 2)
        hidden.spread(radius: max(2, hidden.width / 50))
        samples.append(Sample(index: index, picture: picture.copy(), person: hidden))
        if samples.count > Self.most {
            samples = stride(from: 0, to: samples.count, by: 2).map { samples[$0] }
            step *= 2
        }
        next = index + step
    }
}
