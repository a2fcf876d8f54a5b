import Domain
import Testing

struct PreferenceTests {
    @Test(
        arguments: [
            (Preference.Language.english, nil, nil), (.chinese, nil, "CN"), (.japanese, nil, "JP"),
            (.chinese, "DE", "DE"), (.japanese, "US", "US"),
        ] as [(Preference.Language, String?, String?)])
    func `prices are meant for where somebody is, or else for where their language is spoken`(
        language: Preference.Language, country: String?, likely: String?
    ) {
        #expect(Preference(language: language, country: country).likelyCountry == likely)
    }
}
