/// How a speaking mouth is held.
struct MouthShape: Equatable, Sendable {
    /// 0 closed ... 1 as wide as in a clear "ah".
    var open: Float
    /// -1 rounded as in "oo" ... 0 ... 1 spread as in "ee".
    var width: Float

    static let closed = MouthShape(open: 0, width: 0)
}

/// How the mouth moves over a speech: heard from its sound, or known from its phonemes.
protocol MouthCurve {
    /// - Parameter seconds: since the speech began; outside it the mouth is closed.
    func shape(at seconds: Double) throws(PuppetryError) -> MouthShape
}
