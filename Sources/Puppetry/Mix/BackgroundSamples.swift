import CPuppetry
import Foundation
import Media

/// Frames of a clip kept to know what is behind the person: the person stands elsewhere in other frames.
struct BackgroundSamples {
    /// Frames kept at most; then every other is given up and the step doubled.
    private static let most = 17
    private static let firstStep = 8

    struct Sample {
        let index: Int
        let scene: Int
        let picture: Picture
        /// 1 where a person hides the background.
        let person: Plane
    }

    private(set) var samples: [Sample] = []
    private var step = firstStep
    private var scene = -1
    private var next = 0

    /// Whether this frame will be kept.
    func wants(_ index: Int, isNewScene: Bool) -> Bool { isNewScene || index >= next }

    mutating func add(_ picture: Picture, person: Plane?, index: Int, isNewScene: Bool) {
        if isNewScene { scene += 1 }
        let copy = Picture(width: picture.width, height: picture.height)
        copy.bytes.update(from: picture.bytes, count: picture.rowBytes * picture.height)
        var hidden = person ?? Plane(width: picture.width / 2, height: picture.height / 2)
        hidden.spread(radius: max(2, hidden.width / 50))
        samples.append(Sample(index: index, scene: scene, picture: copy, person: hidden))
        if samples.count > Self.most {
            // A scene keeps its first frame; the rest thins out.
            var seen: Set<Int> = []
            var drop = false
            samples = samples.filter { sample in
                if seen.insert(sample.scene).inserted { return true }
                drop.toggle()
                return !drop
            }
            if samples.count > 2 * Self.most { samples.removeFirst() }
            step *= 2
        }
        next = index + step
    }

    mutating func enterScene() { scene += 1 }
}
