import Domain
import Storage

/// Writes to a subscriber that a renewal could not be paid, and until when the plan is good without that.
struct RenewalLetters: LetterAuthor {
    let kind = OutboxEntry.Kind.renewalLetter
    let store: Store
    let book: PriceBook

    func letter(about subject: String, in language: Preference.Language) async throws -> Letter? {
        let words = subject.split(separator: " ").map(String.init)
        // What has been paid, or has ended, since is no news.
        guard words.count == 2, let subscription = try await store.subscription(words[1], at: words[0]),
            subscription.status == .pastDue
        else { return nil }
        let name = book.plan(subscription.planID)?.name
        return .renewalFailed(
            plan: name?[language.rawValue] ?? name?["en"] ?? subscription.planID,
            until: String((subscription.endsAt + Subscription.grace).rfc3339.prefix(10)))
    }
}
