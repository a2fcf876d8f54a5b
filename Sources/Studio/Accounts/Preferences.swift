import Domain
import Foundation
import Storage

/// What people choose for themselves, and what is taken as long as they have not: a guess by where they are.
package struct Preferences: Sendable {
    private let store: Store
    private let region: (any RegionLookup)?

    /// - Parameter region: nil when nothing is known of addresses.
    package init(store: Store, region: (any RegionLookup)? = nil) {
        self.store = store
        self.region = region
    }

    /// From where the address is, as far as that is known.
    package func country(of address: String) -> String? { region?.country(of: address) }

    package func get(of account: AccountID, address: String) async throws -> Preference {
        let chosen = try await store.preference(of: account)
        let country = chosen?.country ?? country(of: address)
        return Preference(language: chosen?.language ?? Self.language(in: country), country: country)
    }

    package func pronunciations(of account: AccountID) async throws -> Pronunciations {
        try await store.pronunciations(of: account)
    }

    /// - Throws: ``StudioError/invalid(field:reason:)`` for too many words, or too long ones.
    package func set(_ pronunciations: Pronunciations, of account: AccountID) async throws {
        guard pronunciations.words.count <= Pronunciations.most else {
            throw StudioError.invalid(field: "words", reason: "has more than \(Pronunciations.most) words")
        }
        for (word, reading) in pronunciations.words {
            guard (1...Pronunciations.longestWord).contains(word.unicodeScalars.count), Self.isVisible(word),
                (1...Pronunciations.longestReading).contains(reading.unicodeScalars.count), Self.isVisible(reading)
            else {
                throw StudioError.invalid(
                    field: "words",
                    reason: "must have words of 1 to \(Pronunciations.longestWord) characters with readings of 1 to "
                        + "\(Pronunciations.longestReading)")
            }
        }
        try await store.setPronunciations(pronunciations, of: account)
    }

    package func filmDraft(of account: AccountID) async throws -> FilmDraft { try await store.filmDraft(of: account) }

    /// Keeps the film that somebody puts together.
    /// - Parameter version: of the draft that the content was made from.
    /// - Throws: ``StudioError/conflict(_:)`` when another one was saved since.
    package func save(
        filmDraft content: String, after version: Int, of account: AccountID, at moment: Timestamp = .now()
    ) async throws -> FilmDraft {
        guard let saved = try await store.saveFilmDraft(content, after: version, of: account, at: moment) else {
            throw StudioError.conflict(Conflict("draft_changed", "this draft was changed elsewhere since"))
        }
        return saved
    }

    package func favouriteVoices(of account: AccountID) async throws -> FavouriteVoices {
        try await store.favouriteVoices(of: account)
    }

    /// - Throws: ``StudioError/invalid(field:reason:)`` for too many, or what is no voice's id.
    package func set(_ favourites: FavouriteVoices, of account: AccountID) async throws {
        let lengths = 1...FavouriteVoices.longestID
        guard favourites.voices.count <= FavouriteVoices.most,
            favourites.voices.allSatisfy({ lengths.contains($0.unicodeScalars.count) && Self.isVoiceID($0) })
        else {
            throw StudioError.invalid(
                field: "voices",
                reason: "must be at most \(FavouriteVoices.most) ids of 1 to \(FavouriteVoices.longestID) characters")
        }
        try await store.setFavouriteVoices(favourites, of: account)
    }

    private static func isVoiceID(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { letter in
            letter.isASCII && (letter.properties.isAlphabetic || letter.properties.numericType != nil)
                || "_:+.@/-".unicodeScalars.contains(letter)
        }
    }

    private static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.contains { !$0.properties.isWhitespace }
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// ISO 3166-1 alpha-2, sorted.
    package static let countries = Locale.Region.isoRegions.filter { region in
        // ZZ is CLDR's name for a region that is not known.
        let code = region.identifier
        return code.utf8.count == 2 && code.utf8.allSatisfy { (65...90).contains($0) } && code != "ZZ"
            && region.isISORegion
    }.map(\.identifier).sorted()

    /// - Parameter country: nil leaves it to the region.
    package func set(
        language: Preference.Language, country: String?, of account: AccountID
    ) async throws {
        if let country, !Self.countries.contains(country) {
            throw StudioError.invalid(field: "country", reason: "must be a country code of ISO 3166-1, such as DE")
        }
        try await store.setPreference(Preference(language: language, country: country), of: account)
    }

    private static func language(in country: String?) -> Preference.Language {
        switch country {
        case "CN": .chinese
        case "JP": .japanese
        default: .english
        }
    }
}
