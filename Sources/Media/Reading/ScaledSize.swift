/// How much larger or smaller a picture is to become.
enum ScaledSize {
    /// - Parameters:
    ///   - maxSide: of the longer side; goes before `minSide`.
    ///   - minSide: of the shorter side, at most 4096.
    static func factor(_ width: Double, _ height: Double, maxSide: Int?, minSide: Int?) -> Double {
        let (long, short) = (max(width, height), min(width, height))
        guard short > 0 else { return 1 }
        let most = maxSide.map { Double(max($0, 1)) / long }
        let least = minSide.map { min(Double($0), 4096) / short }
        return min(max(1, least ?? 1), most ?? .infinity)
    }
}
