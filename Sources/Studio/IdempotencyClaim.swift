import Domain

/// What a request with an `Idempotency-Key` makes has an id before it is made, so that the request makes it once even
/// when it is cut short and sent again. It travels with the Swift task that carries the request out: whatever makes the
/// one thing that the request is about asks for it.
package struct IdempotencyClaim: Sendable {
    @TaskLocal package static var current: IdempotencyClaim?

    package let effectID: String
    /// The request was begun before and may have been carried out.
    package let isResumed: Bool

    package init(effectID: String, isResumed: Bool) {
        self.effectID = effectID
        self.isResumed = isResumed
    }

    /// The id for what the request makes; nil for a request without a key.
    static func givenID<Noun>(of noun: Noun.Type = Noun.self) -> Identifier<Noun>? {
        current.flatMap { Identifier(rawValue: $0.effectID) }
    }

    static func id<Noun>(or source: IDSource) -> Identifier<Noun> { givenID() ?? source.next() }

    /// The id under which an earlier run of this request may have made something already.
    static func earlierID<Noun>(of noun: Noun.Type = Noun.self) -> Identifier<Noun>? {
        guard let current, current.isResumed else { return nil }
        return Identifier(rawValue: current.effectID)
    }
}
