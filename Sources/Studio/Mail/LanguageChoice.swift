import Domain

extension Preference.Language {
    /// The first of these that a browser's `Accept-Language` names (RFC 9110, section 12.5.4); English when it names none.
    package init(accepting header: String) {
        let wanted = header.prefix(200).split(separator: ",").enumerated().map { place, part in
            let pieces = part.split(separator: ";")
            let tag = pieces.first.map { $0.trimmingPrefix { $0 == " " }.lowercased() } ?? ""
            let quality = pieces.dropFirst().first.flatMap { text in
                Double(text.filter { $0.isNumber || $0 == "." })
            }
            return (tag: tag, quality: quality ?? 1, place: place)
        }
        let ranked = wanted.sorted { ($0.quality, $1.place) > ($1.quality, $0.place) }
        let known = ranked.lazy.compactMap { Self.spoken[String($0.tag.prefix(2))] }
        self = known.first ?? .english
    }

    private static let spoken: [String: Self] = ["en": .english, "zh": .chinese, "ja": .japanese]
}
