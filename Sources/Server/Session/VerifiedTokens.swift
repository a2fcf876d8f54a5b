import Crypto
import Synchronization

/// Tokens whose signature was found good, by their SHA-256, so that it is computed once per token instead of once per
/// request. Two generations bound it: when the young one is full it becomes the old one, and what was not used since
/// is dropped with the next change.
final class VerifiedTokens: Sendable {
    private struct Generations {
        var young: [SHA256.Digest: AccessTokens.Claims] = [:]
        var old: [SHA256.Digest: AccessTokens.Claims] = [:]
    }

    private let capacity: Int
    private let generations = Mutex(Generations())

    /// - Parameter capacity: of one generation.
    init(capacity: Int = 4096) { self.capacity = capacity }

    func claims(for hash: SHA256.Digest) -> AccessTokens.Claims? {
        generations.withLock { generations in
            if let claims = generations.young[hash] { return claims }
            guard let claims = generations.old[hash] else { return nil }
            Self.add(claims, for: hash, to: &generations, capacity: capacity)
            return claims
        }
    }

    func remember(_ claims: AccessTokens.Claims, for hash: SHA256.Digest) {
        generations.withLock { Self.add(claims, for: hash, to: &$0, capacity: capacity) }
    }

    private static func add(
        _ claims: AccessTokens.Claims, for hash: SHA256.Digest, to generations: inout Generations, capacity: Int
    ) {
        if generations.young.count >= capacity {
            generations.old = generations.young
            generations.young = [:]
        }
        generations.young[hash] = claims
    }
}
