/// What the mouth does, as coarsely as a picture needs it: the classes of phonemes that have a mouth shape of their own.
package enum Phoneme: String, Codable, CaseIterable, Sendable {
    case p, b, m, f, v, t, d, s, z, sh, k, g, n, l, r, w, u, o, a, e, i, schwa, silence
}

extension Phoneme {
    /// The classes of one sound in the International Phonetic Alphabet; two for diphthongs and affricates, none for what
    /// is no sound (tone marks, names of languages).
    static func classes(ipa: String) -> [Phoneme] {
        guard !ipa.hasPrefix("(") else { return [] }
        var found: [Phoneme] = []
        for scalar in ipa.unicodeScalars {
            // An h behind a consonant is only its breath.
            guard let phoneme = table[scalar], found.last != phoneme, scalar != "h" || found.isEmpty else { continue }
            found.append(phoneme)
        }
        guard found.count > 1 else { return found }
        // A glide into a vowel and a short vowel before an r are one movement; the rest are two.
        return [found[0], found[found.count - 1]]
    }

    /// By the place and manner that the letters of the IPA stand for (IPA chart, revised to 2020). A few of eSpeak NG's
    /// voices tell a sound in a capital of their own, or a Greek letter that looks like one of the IPA.
    private static let table: [Unicode.Scalar: Phoneme] = {
        let rows: [(Phoneme, String)] = [
            (.p, "pɸ"), (.b, "bɓβʙ"), (.m, "mɱ"), (.f, "f"), (.v, "vʋⱱ"),
            (.t, "tʈθ"), (.d, "dɖɗð"), (.s, "sʦ"), (.z, "zʣ"), (.sh, "ʃʒʂʐɕʑçʝɬɮʧʤSZ"),
            (.k, "kqxχhħʔʕcɦʜɧX"), (.g, "ɡgɢɣʁɠʛɟʄ"), (.n, "nɲŋɳɴN"), (.l, "lɭʎʟɫɺ"), (.r, "rɹɻɾɽʀ"),
            (.w, "wʍɥ"), (.u, "uʊʉyʏɯ"), (.o, "oɔɒøœɤ"), (.a, "aäɑæɐɶʌA"), (.e, "eɛεɘɜɝɞ"), (.i, "iɪɨj"),
            (.schwa, "əɚɵ"),
        ]
        var table: [Unicode.Scalar: Phoneme] = [:]
        for (phoneme, letters) in rows {
            for letter in letters.unicodeScalars { table[letter] = phoneme }
        }
        return table
    }()
}
