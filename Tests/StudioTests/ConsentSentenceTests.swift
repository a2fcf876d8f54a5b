import Domain
import Storage
import Studio
import Testing
import TestSupport

/// Nobody can be asked to agree in a language that they do not speak.
struct ConsentSentenceTests {
    private func client(_ accepting: String) -> Client {
        Client(address: "127.0.0.1", userAgent: "", language: Preference.Language(accepting: accepting))
    }

    @Test(arguments: [("en-GB,zh;q=0.5", "agree"), ("zh-CN,en;q=0.8", "同意用"), ("ja", "同意します"), ("fi", "agree")])
    func `asks in the language of the browser, with name and code`(accepting: String, word: String) async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let consents = house.consents

        for kind in Consent.Kind.allCases {
            let consent = try await consents.begin(
                kind, subject: "Kim Müller", account: account, client: client(accepting))

            #expect(consent.sentence.contains(word) && consent.sentence.contains("Kim Müller"))
            #expect(consent.sentence.contains(consent.code.map(String.init).joined(separator: " ")))
        }
    }

    @Test func `the account's own choice goes before the browser's, and face and voice are told apart`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        try await house.store.setPreference(Preference(language: .japanese, country: nil), of: account)
        let consents = house.consents

        let face = try await consents.begin(.face, subject: "Kim", account: account, client: client("zh"))
        let voice = try await consents.begin(.voice, subject: "Kim", account: account, client: client("zh"))

        #expect(face.sentence.contains("私の顔を") && voice.sentence.contains("私の声を"))
    }
}
