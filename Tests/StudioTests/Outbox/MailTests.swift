import Domain
import Foundation
import Logging
import Storage
import TestSupport
import Testing

@testable import Studio

@Suite struct MailTests {
    private let house: TestHouse
    private let clock = HandClock()
    private let client = Client(address: "192.0.2.1", userAgent: "a browser")
    private let session: SessionID = sampleIDs.next()
    private static let folder = URL(filePath: migrationsFolder).deletingLastPathComponent().appending(path: "mail").path

    private var store: Store { house.store }
    private var secrets: SecretKeys { house.secrets }
    private var accounts: Accounts { house.accounts }
    private var addresses: Addresses { house.addresses }

    init() throws { house = try TestHouse(sendsMail: true, now: clock.now) }

    private func outbox(_ mailer: any Mailer) -> Outbox {
        Outbox(
            store: store, handlers: [Postman(mailer: mailer, secrets: secrets)], logger: Logger(label: "test"),
            now: clock.now, chance: { 0.5 })
    }

    /// - Returns: false when no letter is due.
    @discardableResult private func deliverOne(_ mailer: any Mailer) async throws -> Bool {
        try await outbox(mailer).carryOutOne(Postman(mailer: mailer, secrets: secrets))
    }

    /// All letters that wait.
    private func post() async throws -> [MailMessage] {
        let mailer = ShelfMailer()
        while try await deliverOne(mailer) {}
        return mailer.letters
    }

    private func token(in letter: MailMessage) throws -> String {
        let start = try #require(letter.text.firstRange(of: "token="))
        return String(letter.text[start.upperBound...].prefix { !$0.isWhitespace })
    }

    private func kim() async throws -> Account {
        try await accounts.register(
            email: "kim@example.org", password: "correct horse", name: "Kim <b>", client: client
        ).account
    }

    @Test(arguments: Preference.Language.allCases) func `every letter is there in every language, and whole`(
        language: Preference.Language
    ) throws {
        let templates = try MailTemplates(folder: Self.folder)
        var ended = EndedAccess()
        ended.keys = ["build server", "Go to http://evil.example", "kim@evil.example", "evil.example"]
        ended.passkeys = ["Phone"]
        ended.identities = [.init(provider: "google", name: nil)]
        ended.secondFactor = true
        let all: [Letter] = [
            .verifyAddress(token: "t", address: "new@example.org"), .resetPassword(token: "t"),
            .passwordChanged(ended: ended), .accessEnded(ended),
            .addressChanged(to: "new@example.org"), .addressClaimed("kim@example.org"),
            .signInMethodAdded(method: "{name}"),
            .signInMethodRemoved(method: "{name}"), .secondFactorOn, .secondFactorOff, .secondFactorReset,
            .recoveryCodesChanged, .avatarReady(name: "Ada"), .avatarFailed(name: "Ada"),
            .receipt(order: sampleIDs.next(), number: 7, title: "100 credits", price: "EUR 9.00"),
            .refund(order: sampleIDs.next(), number: 7, title: "100 credits", price: "EUR 4.50"),
            .renewalFailed(plan: "Studio", until: "2026-12-01"), .mediaHealed(count: 2), .mediaLost(count: 1, of: 3),
            .webhookFailing(host: "hooks.example.org"),
            .webhookGone(host: "hooks.example.org"), .taskSucceeded(sampleIDs.next(), title: "A dance"),
            .taskFailed(sampleIDs.next(), title: "A dance"),
        ]

        #expect(Set(all.map(\.name)) == Set(Letter.names))
        for letter in all {
            let link = letter.path.map { "https://studio.example" + $0 }
            let (subject, text, html) = templates.write(
                letter, name: "Kim <b>", host: "studio.example", link: link, in: language)
            #expect(!subject.isEmpty && text.contains("Kim <b>") && html.contains("Kim &lt;b&gt;"))
            #expect(!html.contains("Kim <b>"))
            #expect(!text.contains("evil") && !html.contains("evil"))
            #expect(letter.ended == nil || text.contains("build server") && text.contains("google"))
            let toNobody = templates.write(letter, name: nil, host: "studio.example", link: link, in: language)
            #expect(!toNobody.text.contains("Kim") && !toNobody.html.contains("Kim"))
            let leftover = (subject + text).replacing("{name}", with: letter.values["method"] == nil ? "{name}" : "")
            #expect(!leftover.contains("{"), "\(leftover)")
            if let link { #expect(text.contains(link) && html.contains("href=\"\(link)\"")) }
        }
    }

    @Test(arguments: [
        ("de-DE,de;q=0.9", Preference.Language.english), ("ja", .japanese), ("en;q=0.5, zh-TW;q=0.9", .chinese),
        ("fr, zh-CN, en", .chinese), ("", .english), (";;,,q=", .english),
    ])
    func `speaks the language of the browser`(header: String, language: Preference.Language) {
        #expect(Preference.Language(accepting: header) == language)
    }

    @Test func `a new address is asked for, and verified by the link in its letter`() async throws {
        let kim = try await kim()
        #expect(kim.emailVerifiedAt == nil)
        let letter = try #require(try await post().first)
        #expect(letter.recipient == "kim@example.org")
        let token = try token(in: letter)

        _ = try await addresses.verify(token, client: client)

        #expect(try await store.account(kim.id)?.emailVerifiedAt != nil)
        await #expect(throws: StudioError.self) { _ = try await addresses.verify(token, client: client) }
    }

    @Test func `a forgotten password is set anew once, ends every sign-in and says so`() async throws {
        let kim = try await kim()
        _ = try await post()
        try await addresses.forgot(email: "KIM@example.org", client: client)
        let token = try token(in: try #require(try await post().first))

        await #expect(throws: StudioError.self) {
            try await addresses.resetPassword(with: token, to: "short", client: client)
        }
        try await addresses.resetPassword(with: token, to: "battery staple", client: client)

        #expect(try await store.sessions(of: kim.id, at: clock.now()).isEmpty)
        _ = try await accounts.signIn(email: "kim@example.org", password: "battery staple", client: client)
        await #expect(throws: StudioError.self) {
            try await addresses.resetPassword(with: token, to: "another staple", client: client)
        }
        #expect(try await post().map(\.subject) == ["Your password was changed"])
    }

    @Test func `a link is good for half an hour, and only the newest one`() async throws {
        _ = try await kim()
        try await addresses.forgot(email: "kim@example.org", client: client)
        try await addresses.forgot(email: "kim@example.org", client: client)
        let tokens = try await post().suffix(2).map { try token(in: $0) }

        await #expect(throws: StudioError.self) {
            try await addresses.resetPassword(with: tokens[0], to: "battery staple", client: client)
        }
        clock.advance(by: .seconds(1800))
        await #expect(throws: StudioError.self) {
            try await addresses.resetPassword(with: tokens[1], to: "battery staple", client: client)
        }
    }

    @Test func `nobody learns who has an account, and nobody's mailbox is filled`() async throws {
        _ = try await kim()
        _ = try await post()

        try await addresses.forgot(email: "nobody@example.org", client: client)
        #expect(try await post().isEmpty)
        for _ in 0..<9 { try await addresses.forgot(email: "kim@example.org", client: client) }
        #expect(try await post().count == 5)
        for _ in 0..<20 { try await addresses.forgot(email: "nobody@example.org", client: client) }
        await #expect(throws: StudioError.rateLimited(retryAfter: .seconds(3600))) {
            try await addresses.forgot(email: "kim@example.org", client: client)
        }
    }

    @Test func `an address changes when its owner opens the link, and the former one is told`() async throws {
        let kim = try await kim()
        _ = try await accounts.register(
            email: "lee@example.org", password: "correct horse", name: nil, client: client)
        let welcome = try #require(try await post().first { $0.recipient == "lee@example.org" })
        _ = try await addresses.verify(token(in: welcome), client: client)
        await #expect(throws: StudioError.self) {
            try await addresses.change(
                of: kim, session: session, to: "new@example.org", password: "wrong horse", client: client)
        }

        try await addresses.change(
            of: kim, session: session, to: "LEE@example.org", password: "correct horse", client: client)
        #expect(try await post().isEmpty)
        try await addresses.change(
            of: kim, session: session, to: "new@example.org", password: "correct horse", client: client)
        let letter = try #require(try await post().first)
        #expect(letter.recipient == "new@example.org")
        #expect(try await store.account(kim.id)?.email == "kim@example.org")
        let changed = try await addresses.verify(token(in: letter), client: client)

        #expect(changed.email == "new@example.org" && changed.emailVerifiedAt != nil)
        #expect(try await post().map(\.recipient) == ["kim@example.org"])
        _ = try await accounts.signIn(email: "new@example.org", password: "correct horse", client: client)
    }

    @Test func `a new password takes back what somebody with the former one had asked for`() async throws {
        let kim = try await kim()
        _ = try await post()
        try await addresses.change(
            of: kim, session: session, to: "thief@example.org", password: "correct horse", client: client)
        let stolen = try token(in: try #require(try await post().first))
        try await addresses.forgot(email: "kim@example.org", client: client)
        let reset = try token(in: try #require(try await post().first))

        try await addresses.resetPassword(with: reset, to: "battery staple", client: client)

        await #expect(throws: StudioError.self) { _ = try await addresses.verify(stolen, client: client) }
        #expect(try await store.account(kim.id)?.email == "kim@example.org")
    }

    @Test func `the outbox tells nobody who reads the database what is in it`() async throws {
        let kim = try await kim()
        let claim = try #require(try await store.claim(.letter, at: clock.now(), until: clock.now() + .seconds(1)))
        let payload = try #require(claim.entry.payload)
        #expect(payload.range(of: Data("token".utf8)) == nil)
        #expect(payload.range(of: Data(kim.email.utf8)) == nil)
        #expect(claim.entry.subject == "verify_address")
    }

    @Test func `a letter that was not taken is tried again, later and later`() async throws {
        _ = try await kim()
        let mailer = ShelfMailer(moods: [.failed("busy"), .failed("busy")])

        #expect(try await deliverOne(mailer))
        #expect(try await store.nextDue(.letter) == clock.now() + .seconds(30))
        #expect(try await !deliverOne(mailer))
        clock.advance(by: .seconds(30))
        #expect(try await deliverOne(mailer))
        #expect(try await store.nextDue(.letter) == clock.now() + .seconds(60))
        clock.advance(by: .seconds(60))
        #expect(try await deliverOne(mailer))

        #expect(mailer.letters.count == 1)
        #expect(try await store.nextDue(.letter) == nil)
    }

    @Test(arguments: [MailError.refused("no such person"), .uncertain("hung up")])
    func `a letter that was refused, or may have been taken, is not sent again`(mood: MailError) async throws {
        _ = try await kim()
        let mailer = ShelfMailer(moods: [mood])

        #expect(try await deliverOne(mailer))
        clock.advance(by: .seconds(100_000))

        #expect(try await !deliverOne(mailer))
        #expect(mailer.letters.isEmpty)
    }

    @Test func `two who send at once send each letter once`() async throws {
        _ = try await kim()
        for _ in 0..<4 { try await addresses.forgot(email: "kim@example.org", client: client) }
        let mailer = ShelfMailer()

        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { while try await deliverOne(mailer) {} } }
            try await group.waitForAll()
        }

        #expect(mailer.letters.count == 5)
        #expect(Set(mailer.letters.map(\.id)).count == 5)
    }

    @Test func `what a killed server had begun goes out, unless it may have been taken`() async throws {
        _ = try await kim()
        try await addresses.forgot(email: "kim@example.org", client: client)
        let end = clock.now() + .seconds(300)
        let first = try #require(try await store.claim(.letter, at: clock.now(), until: end))
        let second = try #require(try await store.claim(.letter, at: clock.now(), until: end))
        try await store.noteHandover(of: first)

        try await store.endInterruptedLeases(at: clock.now())

        #expect(try await post().map(\.id) == [MailID(second.entry.id)])
        #expect(try await store.outboxLine(first.entry.id)?.status == .uncertain)
    }

    @Test func `a letter goes out as soon as it is written`() async throws {
        let mailer = ShelfMailer()
        let running = Task { try await outbox(mailer).run() }

        _ = try await kim()
        await mailer.wait(for: 1)
        try await addresses.forgot(email: "kim@example.org", client: client)
        await mailer.wait(for: 2)

        running.cancel()
        try await running.value
    }

    @Test func `says that it sends no mail`() async throws {
        let silent = try TestHouse().addresses

        #expect(!silent.areLettersSent)
        await #expect(throws: StudioError.unavailable("this server does not send mail; ask its administrator")) {
            try await silent.forgot(email: "kim@example.org", client: client)
        }
    }
}
