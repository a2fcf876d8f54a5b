import Foundation

/// The mouth of a speech as its sound tells: loud and low-voiced sounds open it, hissing ones close it, high second
/// resonances spread it.
struct HeardMouth: MouthCurve {
    /// The mouth is there before its sound, seconds.
    static let lead = 0.04

    /// Open by less than this a mouth rests; and how much of the next frame's opening it shows before it speaks.
    private static let rest: Float = 0.08
    private static let ahead: Float = 0.4

    let sound: SpeechSound
    /// Of the video to come: the smoothing is a share of its frames.
    let frameRate: Double

    func shape(at seconds: Double) throws(PuppetryError) -> MouthShape {
        var shape = try heard(at: seconds)
        // A mouth that has rested begins to open before it speaks: opening from one frame to the next looks like a snap.
        // Lips that are shut for a p have not rested, and stay shut.
        let frame = 1 / frameRate
        guard shape.open < Self.rest else { return shape }
        for before in 1...2 where try heard(at: seconds - Double(before) * frame).open >= Self.rest { return shape }
        shape.open = max(shape.open, Self.ahead * (try heard(at: seconds + frame).open))
        return shape
    }

    private func heard(at seconds: Double) throws(PuppetryError) -> MouthShape {
        let half = 0.5 / frameRate / SpeechSound.step
        let (openSpread, widthSpread) = (0.55 * half, 1.1 * half)
        let centre = (seconds + Self.lead) / SpeechSound.step
        let reach = Int((2.5 * widthSpread).rounded(.up))
        let middle = Int(centre.rounded())
        var raw: [MouthShape] = []
        for index in (middle - reach - 1)...(middle + reach + 1) { raw.append(held(try sound.moment(index))) }
        var (open, width) = (0.0, 0.0)
        var (openWeight, widthWeight) = (0.0, 0.0)
        for place in 1..<(raw.count - 1) {
            // Lips that close for a moment must be seen to close: smoothing would swallow it.
            let least = min(raw[place - 1].open, raw[place].open, raw[place + 1].open)
            let off = Double(middle - reach - 1 + place) - centre
            let (a, b) = (
                exp(-off * off / (2 * openSpread * openSpread)), exp(-off * off / (2 * widthSpread * widthSpread))
            )
            open += a * Double(min(raw[place].open, 1.6 * least + 0.02))
            width += b * Double(raw[place].width)
            openWeight += a
            widthWeight += b
        }
        return MouthShape(open: Float(open / max(openWeight, 1e-9)), width: Float(width / max(widthWeight, 1e-9)))
    }

    /// What one moment alone says.
    private func held(_ moment: SpeechSound.Moment) -> MouthShape {
        let loudness = sound.loudness(of: moment)
        let hiss = smoothStep(0.35, 0.7, moment.sibilance)
        let vowel = 0.45 + 0.55 * ((moment.firstFormant - 300) / 450).clamped(0...1)
        let spread = ((moment.secondFormant - 1450) / 800).clamped(-1...1) * loudness
        return MouthShape(
            open: pow(loudness, 0.8) * vowel * (1 - 0.65 * hiss), width: spread + (0.5 * loudness - spread) * hiss)
    }
}
