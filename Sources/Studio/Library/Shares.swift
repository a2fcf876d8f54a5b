import Domain
import Foundation
import Storage

/// Links by which others see a video without an account. Whoever opens one that was guessed, has expired, was revoked or
/// leads to what was deleted is told the same: there is nothing.
package struct Shares: Sendable {
    /// A link with its secret, which is told only now.
    package struct Fresh: Sendable {
        package let link: ShareLink
        package let videoTitle: String
        package let token: String
    }

    /// A link among all of an account.
    package struct Listed: Sendable {
        package let link: ShareLink
        package let videoTitle: String
    }

    /// What somebody sees by a link.
    package struct Opened: Sendable {
        package let link: ShareLink
        package let video: VideoView
        package let hasSubtitles: Bool
    }

    /// Of a link that expires.
    package static let longestLife: Duration = .seconds(366 * 86_400)
    /// Of an account.
    private static let most = 1000
    /// Wrong passwords at one link within a quarter of an hour, from wherever; one address may try ten of them.
    private static var rules: SignInLimits.Rules {
        var rules = SignInLimits.Rules()
        rules.wrongPerAccountBeforeSlow = 100
        return rules
    }

    private let store: Store
    private let library: Library
    private let passwords: PasswordHasher
    private let limits: SignInLimits
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, library: Library, passwords: PasswordHasher, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp, steady: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.library = library
        self.passwords = passwords
        limits = SignInLimits(rules: Self.rules, now: steady)
        self.newID = newID
        self.now = now
    }

    /// - Parameters:
    ///   - expiresAt: nil for a link that stays until it is revoked.
    ///   - password: nil for a link that opens without one.
    package func create(
        for video: VideoID, of account: AccountID, expiresAt: Timestamp?, password: String?, client: Client
    ) async throws -> Fresh {
        let moment = now()
        if let expiresAt, expiresAt <= moment || expiresAt > moment + Self.longestLife {
            throw StudioError.invalid(field: "expires_at", reason: "must be within the next 366 days")
        }
        let entry = try await library.get(video, of: account)
        let network = SignInLimits.network(client.address)
        var passwordHash: String?
        if let password { passwordHash = try await passwords.hash(password, for: network) }
        if let id: ShareID = IdempotencyClaim.earlierID() {
            // Nobody has learnt the secret of a link that was made without an answer.
            _ = try await store.revokeShare(id, of: account)
        }
        let link = ShareLink(
            id: IdempotencyClaim.id(or: newID), accountID: account, videoID: video, createdAt: moment,
            expiresAt: expiresAt,
            hasPassword: password != nil)
        let token = Accounts.newToken()
        do {
            let isAdded = try await store.add(
                link, hash: Accounts.hash(token), passwordHash: passwordHash, limit: Self.most, by: client.credential)
            guard isAdded else { throw StudioError.notFound("video") }
        } catch StoreError.tooManyShares {
            throw StudioError.conflict(
                Conflict(
                    "too_many_shares", "an account can have \(Self.most) links; revoke some first",
                    ["limit": .number(Double(Self.most))]))
        }
        return Fresh(link: link, videoTitle: entry.video.title, token: token)
    }

    /// Those that can still be opened, newest first.
    /// - Parameter video: nil for those of all videos.
    package func list(
        of account: AccountID, video: VideoID? = nil, page: PageRequest
    ) async throws -> Page<Listed> {
        if let video { _ = try await library.get(video, of: account) }
        return try await store.shares(of: account, video: video, at: now(), page: page).map {
            Listed(link: $0.link, videoTitle: $0.videoTitle)
        }
    }

    /// Whoever has the link sees nothing any more, from this moment on.
    package func revoke(_ id: ShareID, of account: AccountID) async throws {
        guard try await store.revokeShare(id, of: account) else { throw StudioError.notFound("link") }
    }

    /// All links of the account show nothing any more, from this moment on.
    package func revokeAll(of account: AccountID) async throws { try await store.revokeAllShares(of: account) }

    /// - Throws: ``StudioError/notFound(_:)``, ``StudioError/sharePassword(isWrong:)``,
    ///   ``StudioError/rateLimited(retryAfter:)`` after too many wrong passwords.
    package func open(_ token: String, password: String?, client: Client) async throws -> Opened {
        guard token.utf8.count <= 100, let found = try await store.share(hash: Accounts.hash(token), at: now()) else {
            throw StudioError.notFound("link")
        }
        if let hash = found.passwordHash {
            guard let password else { throw StudioError.sharePassword(isWrong: false) }
            try await check(password, against: hash, of: found.link.id, client)
        }
        return try await opened(found.link)
    }

    /// What a link shows, for whoever holds an address that was signed when it was opened.
    package func opened(_ id: ShareID) async throws -> Opened {
        guard let found = try await store.share(id, at: now()) else { throw StudioError.notFound("link") }
        return try await opened(found.link)
    }

    private func opened(_ link: ShareLink) async throws -> Opened {
        guard let video = try await library.find(link.videoID, of: link.accountID) else {
            throw StudioError.notFound("link")
        }
        let sidecars = try await store.sidecars(of: video.file.id)
        return Opened(link: link, video: video, hasSubtitles: sidecars.contains(.subtitles))
    }

    private func check(_ password: String, against hash: String, of link: ShareID, _ client: Client) async throws {
        let isSlow = try limits.admit(email: link.rawValue, address: client.address) != nil
        guard !isSlow else {
            limits.withdraw(email: link.rawValue, address: client.address)
            throw StudioError.rateLimited(retryAfter: .seconds(60))
        }
        let isRight: Bool
        do {
            isRight = try await passwords.verify(password, against: hash, for: SignInLimits.network(client.address))
        } catch {
            limits.withdraw(email: link.rawValue, address: client.address)
            throw error
        }
        guard isRight else {
            limits.noteWrong(email: link.rawValue, address: client.address)
            throw StudioError.sharePassword(isWrong: true)
        }
        limits.noteRight(email: link.rawValue, address: client.address)
    }
}
