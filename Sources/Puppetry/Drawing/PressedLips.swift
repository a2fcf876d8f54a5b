import Media

extension DriverMouth {
    /// Heights of the opening, in mouth widths, between which lips can no longer be pressed together.
    private static let narrow: (from: Float, to: Float) = (0.16, 0.24)
    /// Pixels between the lips below which nothing can be told.
    private static let leastGap: Float = 1.5
    /// Shares of what lies between the landmarks that are lips, between which the mouth counts as shut.
    private static let shut: (from: Float, to: Float) = (0.55, 0.8)

    /// How surely the mouth is shut although its landmarks are apart, 0...1, as they are when lips are pressed together in
    /// a smile: then there are lips between them, as bright and red as skin, no teeth and no darkness.
    var pressed: Float {
        let (upper, lower) = (Landmark.innerUpperLip, Landmark.innerLowerLip)
        let width = (landmarks[upper[0]].xy - landmarks[upper[upper.count - 1]].xy).length
        let gap = Landmark.middleOfLips.map { (landmarks[lower[$0]].xy - landmarks[upper[$0]].xy).length }.mean
        let narrow = 1 - smoothStep(Self.narrow.from, Self.narrow.to, gap / max(width, 1))
        guard narrow > 0, gap > Self.leastGap else { return 0 }
        var (lips, all) = (Float(0), Float(0))
        for place in 2...(upper.count - 3) {
            let (top, bottom) = (landmarks[upper[place]].xy, landmarks[lower[place]].xy)
            for step in 1...5 {
                let place = top + (bottom - top) * (Float(step) / 6)
                guard let colour = picture.meanColour(at: place, radius: 0.75) else { continue }
                all += 1
                if isLip(colour) { lips += 1 }
            }
        }
        return all > 0 ? narrow * smoothStep(Self.shut.from, Self.shut.to, lips / all) : 0
    }

    private func isLip(_ colour: SIMD3<Float>) -> Bool {
        colour.redness(against: skin) > 0.97 && colour.luma > 0.5 * skin.luma
    }
}

extension FacePose {
    /// The same face with its lips brought together.
    /// - Parameter share: of the way, 0...1.
    func pressingLips(_ share: Float) -> FacePose {
        guard share > 0 else { return self }
        let (upper, lower) = (Landmark.innerUpperLip, Landmark.innerLowerLip)
        let ways = upper.indices.map { (points[lower[$0]] - points[upper[$0]]) * (share / 2) }
        var moved = points
        func move(_ lip: [Int], along edge: [Int], _ sign: Float) {
            for point in Set(lip).subtracting(edge) {
                let near = edge.indices.min {
                    (points[edge[$0]].xy - points[point].xy).length < (points[edge[$1]].xy - points[point].xy).length
                }
                if let near { moved[point] += ways[near] * sign }
            }
            for place in edge.indices { moved[edge[place]] = points[edge[place]] + ways[place] * sign }
        }
        move(Landmark.outerUpperLip, along: upper, 1)
        move(Landmark.outerLowerLip, along: lower, -1)
        return FacePose(head: head, points: moved, rigid: rigid, closedMouth: closedMouth, gaze: gaze, shut: shut)
    }
}
