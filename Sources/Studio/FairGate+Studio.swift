import Domain

extension FairGate {
    /// As ``pass(as:_:)``, with the studio's error when too many of this owner's wait already.
    func passing<Value: Sendable>(
        as owner: Owner, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        do {
            return try await pass(as: owner, work)
        } catch is Full {
            throw StudioError.rateLimited(retryAfter: .seconds(10))
        }
    }
}
