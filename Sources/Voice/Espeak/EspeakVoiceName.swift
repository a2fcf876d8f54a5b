/// What a voice of eSpeak NG is called: a language tag, or a path among its languages, and one of its variants: `en-us+f2`.
struct EspeakVoiceName {
    let language: String
    let variant: String?

    /// - Returns: nil for what cannot be one.
    init?(_ text: String) {
        let halves = text.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        guard Voice.isName(text), halves.count <= 2, halves.allSatisfy({ !$0.isEmpty }) else { return nil }
        language = halves[0].lowercased().replacing("_", with: "-")
        variant = halves.count == 2 ? halves[1] : nil
    }
}
