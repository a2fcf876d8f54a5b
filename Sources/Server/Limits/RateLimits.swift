/// How many requests a minute one account and one address may make, by what they ask for. As many may come at once; then
/// they come back evenly over the minute.
package struct RateLimits: Sendable, Equatable {
    package struct Rate: Sendable, Equatable {
        /// Requests a minute; 0 for as many as one likes.
        package let perAccount: Int
        package let perAddress: Int

        package init(perAccount: Int, perAddress: Int) {
            self.perAccount = perAccount
            self.perAddress = perAddress
        }
    }

    package var auth: Rate
    package var write: Rate
    package var read: Rate

    package static let off = RateLimits(auth: .off, write: .off, read: .off)

    /// An address has more room than an account, because a whole studio may sit behind one.
    package static let standard = RateLimits(
        auth: Rate(perAccount: 60, perAddress: 300), write: Rate(perAccount: 1200, perAddress: 6000),
        read: Rate(perAccount: 12_000, perAddress: 60_000))

    package init(auth: Rate, write: Rate, read: Rate) {
        self.auth = auth
        self.write = write
        self.read = read
    }

    /// `0` for none at all, or what differs from ``standard``: `auth=60/300,read=0/0`, per account and per address, each
    /// 0...10,000,000; nil for anything else.
    package init?(_ text: String) {
        self = .standard
        guard text != "0" else {
            self = .off
            return
        }
        for part in text.split(separator: ",") {
            let words = part.filter { $0 != " " }.split(separator: "=")
            guard words.count == 2, let name = RateClass(rawValue: String(words[0])) else { return nil }
            let numbers = words[1].split(separator: "/").compactMap { Int($0) }
            guard numbers.count == 2, words[1].split(separator: "/").count == 2,
                numbers.allSatisfy((0...10_000_000).contains)
            else { return nil }
            let rate = Rate(perAccount: numbers[0], perAddress: numbers[1])
            switch name {
            case .auth: auth = rate
            case .write: write = rate
            case .read: read = rate
            }
        }
    }

    subscript(name: RateClass) -> Rate {
        switch name {
        case .auth: auth
        case .write: write
        case .read: read
        }
    }
}

extension RateLimits.Rate {
    package static let off = RateLimits.Rate(perAccount: 0, perAddress: 0)
}
